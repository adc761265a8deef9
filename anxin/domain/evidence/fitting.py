"""Which kinds of evidence fit which reason: they come first where kinds are offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anxin.domain.words import EVIDENCE_KINDS

_ARRIVAL: Final = ("not_arrived",)
_LIKENESS: Final = ("comparison", "activation_failure")
_PAYMENT: Final = ("payment_record",)

FITTING: Final[Mapping[str, tuple[str, ...]]] = {
    "card_invalid": ("activation_failure",),
    "not_received": _ARRIVAL,
    "top_up_failed": _ARRIVAL,
    "credited_wrongly": ("not_arrived", "comparison"),
    "arrived_late": _ARRIVAL,
    "not_as_described": _LIKENESS,
    "wrong_item": _LIKENESS,
    "partly_delivered": _ARRIVAL,
    "quality": _LIKENESS,
    "mistake": ("other",),
    "unwanted": ("other",),
    "no_reason": ("other",),
    "duplicate_order": _PAYMENT,
    "price_changed": ("other",),
    "game_outage": ("other",),
    "wrong_payment": _PAYMENT,
    "paid_twice": _PAYMENT,
    "system_duplicate": _PAYMENT,
}
"""For each reason the kinds that show it, the likeliest first."""


def kinds_by_fit(*, reason: str | None) -> tuple[str, ...]:
    """Return all kinds of evidence, those that fit the reason first.

    >>> kinds_by_fit(reason="paid_twice")[:2]
    ('payment_record', 'activation_failure')
    """
    return tuple(dict.fromkeys((*FITTING.get(reason or "", ()), *EVIDENCE_KINDS)))
