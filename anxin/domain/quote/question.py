"""The question as examined: facts turned into what the clauses of a policy ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from anxin.domain.policy import Policy
from anxin.domain.quote.facts import Facts, OrderFacts, Piece
from anxin.domain.words import NO_SPECIAL, SERVED

CARD: Final = "card_secret"


class FactMissing(ValueError):
    """A fact that the deciding clause needs is not there; `place` says which."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place}: is required by the clause that decides")
        self.place = place


@dataclass(frozen=True, slots=True)
class Question:
    """Facts, seen by the rules of POLICY.md "Words" and "Amounts" 1 and 2.

    `reason` is what the reason given is judged as; `issuer` and `receipt` are the effective ones;
    `pieces` are those that could be read. The last four are filled in as the answer takes shape.
    """

    facts: Facts
    order: OrderFacts
    special: str
    given: str | None
    reason: str | None
    cause: str | None
    issuer: str
    receipt: str
    paid_fen: int
    left_fen: int
    used_units: int
    viewed_units: int
    pieces: tuple[Piece, ...]
    clause: str = ""
    gross_fen: int = 0
    on_record: bool = False
    goods_come_back: bool = False

    @property
    def is_served(self) -> bool:
        """Whether what was bought has been handed over."""
        return self.order.state in SERVED

    @property
    def unrefunded_units(self) -> int:
        """Units no earlier refund has settled, used or not."""
        return self.order.ordered_units - self.order.refunded_units

    @property
    def is_used_up(self) -> bool:
        """Whether it is the used units that leave nothing to refund."""
        return 0 < self.unrefunded_units <= self.used_units

    @property
    def ordered_value_fen(self) -> int:
        """What was ordered, by value; as paid unless the records say otherwise."""
        value = self.order.ordered_value_fen
        return self.paid_fen if value is None else value

    @property
    def delivered_value_fen(self) -> int:
        """What arrived, by value; unless recorded, all when served and nothing before."""
        value = self.order.delivered_value_fen
        if value is None:
            return self.ordered_value_fen if self.is_served else 0
        return value

    def time(self, name: str) -> datetime:
        """A time of the order; raises `FactMissing` where the order has none."""
        moment: datetime | None = getattr(self.order, name)
        if moment is None:
            raise FactMissing(f"order.{name}")
        return moment


def examine(*, facts: Facts, policy: Policy) -> Question:
    """Reads the facts as the policy's reasons and the rules of issuer, receipt and use have it."""
    order, request = facts.order, facts.request
    reason = policy.reasons[request.reason] if request.reason is not None else None
    issuer = effective_issuer_status(facts=facts)
    paid_fen = sum([tender.fen for tender in order.tenders])
    return Question(
        facts=facts,
        order=order,
        special=facts.special or NO_SPECIAL,
        given=request.reason,
        reason=reason.judged_as if reason else None,
        cause=reason.cause if reason else None,
        issuer=issuer,
        receipt="unknown" if facts.kind == CARD else order.receipt,
        paid_fen=paid_fen,
        left_fen=paid_fen - sum([tender.refunded_fen for tender in order.tenders]),
        used_units=_used_units(order=order, issuer=issuer),
        viewed_units=max(order.viewed_units, order.used_units),
        pieces=tuple([piece for piece in request.evidence if piece.verdict != "unreadable"]),
    )


def judged_on(*, question: Question, reason: str, policy: Policy) -> Question:
    """The same question, judged as another reason from here on."""
    cause = policy.reasons[reason].cause
    return replace(question, given=reason, reason=reason, cause=cause)


def effective_issuer_status(*, facts: Facts) -> str:
    """What the issuer's word means: only cards have one, and a card used before it was delivered
    was used by somebody else, so it is invalid."""
    if facts.kind != CARD:
        return "unknown"
    request, delivered_at = facts.request, facts.order.delivered_at
    if request.issuer_status == "used" and request.issuer_used_at and delivered_at:
        return "invalid" if request.issuer_used_at < delivered_at else "used"
    return request.issuer_status


def _used_units(*, order: OrderFacts, issuer: str) -> int:
    if issuer == "invalid":
        return 0
    return order.ordered_units if issuer == "used" else order.used_units
