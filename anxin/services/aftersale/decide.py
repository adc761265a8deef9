"""One decision: quoted on a ground, planned, and what follows from it; nothing is saved here.

A request that a word from outside could decide otherwise waits for that word first; when it has
come, or has not come in time, the same is decided again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from anxin.domain import wording
from anxin.domain.cards import (
    Split,
    depends_on_issuer,
    split_by_status,
    verdict_of_locks,
    with_issuer,
)
from anxin.domain.case import Course, course_of_submission, course_of_waiting, owed_by_itself
from anxin.domain.outside import Outside
from anxin.domain.people import is_higher
from anxin.domain.policy import Policy
from anxin.domain.quote import decide_by, quote
from anxin.domain.quote.facts import Answer, Facts, Piece, RequestFacts
from anxin.domain.states import SERVED, SUPPLIER_OPEN, UNDELIVERED
from anxin.services.aftersale.change import Settlement
from anxin.services.aftersale.locking import cards_of_refund, with_locks
from anxin.services.aftersale.settle import settlement_of, shares_of, standing_of
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground

LANGUAGES = ("zh", "en")
PAYS = frozenset({"approve", "instant"})
DISPUTED_TIER = "senior"
"""Whose a request is while a complaint about its order is open: disputed is never automatic."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a buyer asks for: why, how many units (all if none), and where the money shall go.

    `at`: when, if it was not just now. `by_system`: no buyer asks, the site gives back by itself.
    """

    reason: str | None
    units: int | None
    destination: str
    at: datetime | None = None
    by_system: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on which facts. `waits_for`: nothing yet, until that word has come."""

    facts: Facts
    answer: Answer
    course: Course
    settlement: Settlement
    why: dict[str, str]
    waits_for: str = ""

    def columns(self, *, ground: Ground) -> dict[str, Any]:
        """Return the columns of a case that hold its quote."""
        answer = self.answer
        return {
            "outcome": answer.outcome,
            "clause": answer.clause,
            "code": answer.code,
            "tier": answer.tier or _tier_to_come(ground, answer),
            "cause": answer.cause,
            "case_units": answer.units,
            "case_gross_fen": answer.gross_fen,
            "case_fee_fen": answer.fee_fen,
            "case_refund_fen": answer.refund_fen,
            "shares": json.dumps(shares_of(ground=ground, answer=answer), default=str),
            "missing": json.dumps(list(answer.missing)),
            "return_goods": answer.return_goods,
            "why": json.dumps(self.why, ensure_ascii=False),
            "decide_by": answer.decide_by,
            "waits_for": self.waits_for,
        }


def facts_of(
    *, ground: Ground, reason: str | None, units: int | None, asked_at: datetime | None = None
) -> Facts:
    """Return the facts of a request on that ground. It was in time if it was when it was asked."""
    pieces = tuple(Piece(piece.kind, piece.verdict) for piece in ground.pieces if piece.verdict)
    return Facts(
        now=asked_at or ground.now,
        order=ground.facts,
        request=RequestFacts(reason=reason, units=units, evidence=pieces),
        kind=ground.kind,
        special=ground.special,
        buyer=ground.buyer,
    )


def decide(*, ground: Ground, asked: Asked, outside: Outside, waited: str = "") -> Decision:
    """Quote a request on that ground and plan what follows.

    `waited`: the word that was waited for, has it come or not; it is not waited for again, nor are
    those before it in `WAITS`. What a person decides has its deadline, whyever it is a person's.
    """
    policy = policy_of(ground.policy_id)
    facts = facts_of(
        ground=ground, reason=_reason(ground, asked), units=asked.units, asked_at=asked.at
    )
    split = _split(ground, facts) if waited else None
    facts = with_issuer(facts=facts, split=split) if split else facts
    quoted = quote(facts=facts, policy=policy, is_working_day=outside.is_working_day)
    answer = owed_by_itself(answer=quoted) if asked.by_system else quoted
    waits_for = _awaited(ground, facts, policy, outside, answer, waited)
    if answer.outcome in PAYS and waited and _needs_person(ground, split, answer):
        answer = replace(answer, outcome="review", tier=quoted.tier or "first_line")
    answer = as_followed(answer=answer, ground=ground, policy=policy, outside=outside)
    standing = standing_of(ground=ground, answer=answer, destination=asked.destination)
    course, settlement = (
        (course_of_waiting(waits_for=waits_for, standing=standing), Settlement())
        if waits_for
        else _followed(ground, split, answer, asked)
    )
    why = {
        language: wording.why(answer=answer, facts=facts, policy=policy, language=language)
        for language in LANGUAGES
    }
    return Decision(facts, answer, course, settlement, why, waits_for)


def as_followed(*, answer: Answer, ground: Ground, policy: Policy, outside: Outside) -> Answer:
    """Return a quote as it is followed on that ground.

    While a complaint is open a senior decides what would be paid. What was waited for does not
    shorten the time that a person has.
    """
    if ground.complained and answer.outcome in (*PAYS, "review"):
        answer = replace(answer, outcome="review", tier=DISPUTED_TIER)
    return _from_now(answer, ground, policy, outside)


def _tier_to_come(ground: Ground, answer: Answer) -> str | None:
    """The tier of what waits for evidence: none yet, except of what is disputed."""
    return DISPUTED_TIER if ground.complained and answer.outcome == "need_evidence" else None


def no_lower(*, decision: Decision, tier: str | None) -> Decision:
    """Keep a tier that a case was raised to: deciding it anew is no reason to lower it."""
    answer = decision.answer
    if answer.outcome != "review" or not is_higher(tier=tier, than=answer.tier):
        return decision
    return replace(decision, answer=replace(answer, tier=tier))


def _from_now(answer: Answer, ground: Ground, policy: Policy, outside: Outside) -> Answer:
    if not answer.tier:
        return answer
    due = decide_by(
        tier=answer.tier,
        kind=ground.kind,
        now=ground.now,
        policy=policy,
        is_working_day=outside.is_working_day,
    )
    return replace(answer, decide_by=due)


def _awaited(
    ground: Ground, facts: Facts, policy: Policy, outside: Outside, answer: Answer, waited: str
) -> str:
    """Return the word that is waited for next, machines before pictures; empty if none is."""
    first = (
        "" if waited else word_wanted(ground=ground, facts=facts, policy=policy, outside=outside)
    )
    if first or waited == "evidence" or answer.outcome != "need_evidence":
        return first
    coming = [piece for piece in ground.pieces if not piece.verdict]
    return "evidence" if any(piece.kind in answer.missing for piece in coming) else ""


def _reason(ground: Ground, asked: Asked) -> str | None:
    """What arrived while a cancellation waited is not wanted any more: there is no other reason."""
    served = ground.order_state in SERVED
    return "unwanted" if asked.reason is None and served else asked.reason


def _followed(
    ground: Ground, split: Split | None, answer: Answer, asked: Asked
) -> tuple[Course, Settlement]:
    standing = standing_of(ground=ground, answer=answer, destination=asked.destination)
    course = course_of_submission(answer=answer, standing=standing)
    if not course.pays:
        return course, Settlement()
    settlement = settlement_of(ground=ground, answer=answer, destination=asked.destination)
    return with_locks(
        ground=ground, split=split, course=course, settlement=settlement, standing=standing
    )


def word_wanted(*, ground: Ground, facts: Facts, policy: Policy, outside: Outside) -> str:
    """Return whose word could change the answer (domain.words.WAITS), empty if nobody's.

    That of the supplier who is at it, or that of the issuer of cards that the buyer has.
    """
    if ground.supplier_state in SUPPLIER_OPEN and ground.order_state in UNDELIVERED:
        return "supplier"
    sold = any(card.state != "held" for card in ground.cards)
    if sold and ground.issuer in outside.issuers:
        depends = depends_on_issuer(
            facts=facts, policy=policy, is_working_day=outside.is_working_day
        )
        return "issuer_status" if depends else ""
    return ""


def _split(ground: Ground, facts: Facts) -> Split | None:
    """The cards that the issuer's word makes the request be about; none if it said nothing."""
    sold = tuple(card for card in ground.cards if card.state != "held")
    if not any(card.status for card in sold):
        return None
    return split_by_status(
        cards=sold,
        asked=facts.request.units,
        reason=facts.request.reason,
        delivered_at=ground.facts.delivered_at,
    )


def _needs_person(ground: Ground, split: Split | None, answer: Answer) -> bool:
    """Whether what would be paid by itself is a person's to look at.

    The supplier may still deliver; or the issuer's words differ and it cannot be told which cards
    are meant; or a card is known to have been used, though not to this decision.
    """
    if ground.supplier_state in SUPPLIER_OPEN and ground.order_state in UNDELIVERED:
        return True
    if split is None and any(card.status for card in ground.cards):
        return True
    cards = cards_of_refund(ground=ground, split=split, units=answer.units)
    verdict = verdict_of_locks(cards=cards, delivered_at=ground.facts.delivered_at)
    return verdict.word == "person"
