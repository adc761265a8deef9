"""How much: units that can be refunded, gross, its split over tenders, and the fee.

Source: POLICY.md, "Amounts". All in integer fen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from anxin.domain.money import allocate, round_half_up
from anxin.domain.quote.facts import Share
from anxin.domain.quote.question import Question
from anxin.domain.words import CASH


@dataclass(frozen=True, slots=True)
class Claim:
    """What is refunded before any fee; `units` are 0 where value is counted instead."""

    units: int
    gross_fen: int


def measure(*, amount: str, question: Question) -> Claim | str:
    """Gives the claim by one of the amounts of the policy language, or the code of its refusal."""
    if amount == "value_not_delivered":
        claim = Claim(units=0, gross_fen=_undelivered_fen(question))
    else:
        free, refusal = _UNITS[amount](question)
        if free <= 0:
            return refusal
        claim = _claim_of_units(units=_asked_units(question=question, free=free), asked=question)
    return claim if claim.gross_fen > 0 else "nothing_left"


def split_gross(*, gross_fen: int, question: Question) -> tuple[int, ...]:
    """Splits gross over the tenders in proportion to what each paid, none above what it has left.

    Rule 4. One amount per tender, in the order's sequence.
    """
    tenders = question.order.tenders
    return allocate(
        total=gross_fen,
        weights=[tender.fen for tender in tenders],
        caps=[tender.fen - tender.refunded_fen for tender in tenders],
    )


def split_fee(
    *, rate: Fraction, gross_shares: tuple[int, ...], question: Question
) -> tuple[int, ...]:
    """Splits the fee over the cash tenders; coupon and points bear none.

    Rule 5: the fee is taken on the cash part of this gross, and from it.
    """
    tenders = question.order.tenders
    cash = [tender.method in CASH for tender in tenders]
    caps = [share if is_cash else 0 for share, is_cash in zip(gross_shares, cash, strict=True)]
    fee_fen = round_half_up(value=sum(caps) * rate)
    if not fee_fen:
        return (0,) * len(tenders)
    weights = [tender.fen if is_cash else 0 for tender, is_cash in zip(tenders, cash, strict=True)]
    return allocate(total=fee_fen, weights=weights, caps=caps)


def shares_after_fee(
    *, gross_shares: tuple[int, ...], fees: tuple[int, ...], question: Question
) -> tuple[Share, ...]:
    """Gives what goes back to each tender after its part of the fee (rule 6)."""
    return tuple(
        [
            Share(method=tender.method, fen=gross - fee, gross_fen=gross)
            for tender, gross, fee in zip(question.order.tenders, gross_shares, fees, strict=True)
        ]
    )


def _unused_units(question: Question) -> tuple[int, str]:
    refusal = "already_used" if question.is_used_up else "nothing_left"
    return question.unrefunded_units - question.used_units, refusal


def _all_units(question: Question) -> tuple[int, str]:
    return question.unrefunded_units, "nothing_left"


def _unviewed_units(question: Question) -> tuple[int, str]:
    viewed = max(question.viewed_units, question.used_units)
    return question.unrefunded_units - viewed, "was_viewed"


_UNITS: Final[Mapping[str, Callable[[Question], tuple[int, str]]]] = {
    "unused_units": _unused_units,
    "all_units": _all_units,
    "unviewed_units": _unviewed_units,
}
"""For each amount counted in units: those that can be refunded, and the refusal if none can."""


def _asked_units(*, question: Question, free: int) -> int:
    """What is asked is cut down to what can be refunded (rule 2)."""
    asked = question.facts.request.units
    return free if asked is None else min(asked, free)


def _claim_of_units(*, units: int, asked: Question) -> Claim:
    """Rule 3: the last refund of an order gives back exactly what is left."""
    if units == asked.unrefunded_units:
        return Claim(units=units, gross_fen=asked.left_fen)
    share = asked.paid_fen * units // asked.order.ordered_units
    return Claim(units=units, gross_fen=min(share, asked.left_fen))


def _undelivered_fen(question: Question) -> int:
    """Rule 3: the value that did not arrive, less what earlier refunds gave back for it."""
    ordered = question.ordered_value_fen
    if ordered <= 0:
        return 0
    missing = question.paid_fen * (ordered - question.delivered_value_fen) // ordered
    return min(missing - question.order.shortfall_refunded_fen, question.left_fen)
