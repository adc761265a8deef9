"""Before applying: the reasons that fit, and what each of them would be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from anxin.domain.calendar import WorkingDay
from anxin.domain.policy import Policy
from anxin.domain.quote import Answer, Facts, quote
from anxin.domain.words import REASONS, SERVED, UNDELIVERED, VIRTUAL

_CHIPS_BEFORE_DELIVERY: Final = (
    "unwanted mistake duplicate_order wrong_payment price_changed arrived_late paid_twice".split()
)
_CHIPS_ONCE_SERVED: Final[Mapping[str, str]] = {
    "card_secret": (
        "card_invalid not_received wrong_item mistake duplicate_order unwanted not_as_described"
    ),
    "top_up": (
        "top_up_failed not_received arrived_late partly_delivered credited_wrongly "
        "system_duplicate mistake"
    ),
    "membership": (
        "not_as_described not_received quality wrong_item partly_delivered mistake unwanted"
    ),
    "service": (
        "not_as_described quality not_received arrived_late partly_delivered mistake unwanted"
    ),
    "physical": (
        "no_reason quality not_as_described wrong_item not_received arrived_late partly_delivered"
    ),
}
_ONLY_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "card_invalid": ("card_secret",),
    "top_up_failed": ("top_up",),
    "credited_wrongly": ("top_up",),
    "game_outage": VIRTUAL,
}
_ONLY_ONCE_SERVED: Final = frozenset(
    "card_invalid credited_wrongly not_as_described wrong_item quality".split()
)


class Reasons(NamedTuple):
    """The reasons that fit an order: at most seven as chips, the others behind "more"."""

    chips: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every one of them, the likeliest first."""
        return self.chips + self.rest


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a reason would be answered now."""

    reason: str
    answer: Answer


def reasons_for(*, kind: str, state: str) -> Reasons:
    """Gives the reasons to offer for an order, the likeliest first; none where none is needed."""
    if state in SERVED:
        chips = tuple(_CHIPS_ONCE_SERVED[kind].split())
    elif state in UNDELIVERED:
        chips = tuple(_CHIPS_BEFORE_DELIVERY)
    else:
        return Reasons(chips=(), rest=())
    rest = tuple(
        reason
        for reason in REASONS
        if reason not in chips
        and kind in _ONLY_FOR.get(reason, (kind,))
        and (state in SERVED or reason not in _ONLY_ONCE_SERVED)
    )
    return Reasons(chips=chips, rest=rest)


def predict(*, facts: Facts, policy: Policy, is_working_day: WorkingDay) -> tuple[Outlook, ...]:
    """Answers the question for every reason that fits, by the very function that decides.

    Raises `FactMissing` as `quote` does.
    """
    reasons = reasons_for(kind=facts.kind, state=facts.order.state).all
    return tuple(
        Outlook(
            reason=reason,
            answer=quote(
                facts=replace(facts, request=replace(facts.request, reason=reason)),
                policy=policy,
                is_working_day=is_working_day,
            ),
        )
        for reason in reasons
    )
