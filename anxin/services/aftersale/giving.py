"""What a buyer is given in a case: its amounts, what it stood on, and the step that gives it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from anxin.domain.case import (
    Course,
    course_of_approval,
    course_of_replacement,
)
from anxin.domain.quote import Answer
from anxin.domain.quote.record import facts_record
from anxin.domain.remedy import Remedy, answer_of_remedy, not_replaceable
from anxin.services.aftersale.beside import is_seniors, leave_to_senior
from anxin.services.aftersale.change import Event, Settlement
from anxin.services.aftersale.decide import facts_of
from anxin.services.aftersale.locking import (
    locks_are_slow,
    locks_wanted,
    slow_locks,
    with_locks,
)
from anxin.services.aftersale.moving import NotDecided, limit_of, saved
from anxin.services.aftersale.settle import (
    answer_of_case,
    settlement_of,
    shares_of,
    standing_of,
)
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.past import past_of
from anxin.storage.aftersale.queries import CaseRow


def give(
    case: CaseRow,
    ground: Ground,
    event: Event,
    remedy: Remedy | None = None,
    *,
    pays_now: bool = False,
    **columns: Any,
) -> NotDecided | None:
    """Save a step that gives the buyer the remedy (as the case stands, if none is told).

    The money is set in motion now, or waits for goods to come back (not with `pays_now`, nor where
    they have been sent, nor a second time for an address) or for cards to be locked (not where it
    is `unlocked`). A replacement is given where it is told: one that failed is not tried again by
    itself. What is paid later than it was agreed on is its merchant's `own_money` only where that
    is said again: a person of the platform gives anew. `event.states` is filled in with the states
    that are walked, and its data with what it stood on, whoever decided: a merchant, both sides, or
    the clock. Beside a complaint from outside a senior decides first (`beside`).
    """
    if is_seniors(case, ground, event):
        return leave_to_senior(case, ground, event)
    columns = {"own_money": False, **columns}
    chosen = remedy or Remedy(case.remedy)
    event = replace(event, data={**stood_on(case, ground), **event.data})
    answer = answer_given(case, ground, remedy)
    if isinstance(answer, str):
        return NotDecided(answer)
    refused = not_given(case, ground, answer, remedy)
    if refused:
        return refused
    if pays_now or case.return_sent_at or _wants_no_goods(case, ground, answer):
        answer = replace(answer, return_goods=False)
    if remedy and remedy.kind == "replacement":
        return _give_other(case, ground, event, answer, columns)
    shares = None if remedy else case.shares
    course, settlement = _set_in_motion(case, ground, answer, chosen, shares)
    told = _told(event, course, ground, settlement)
    if remedy:
        columns = {**_quote_columns(case, ground, answer, remedy), **columns}
    return saved(case, ground, course, told, settlement, again=bool(remedy), **columns)


def _set_in_motion(
    case: CaseRow, ground: Ground, answer: Answer, chosen: Remedy, shares: list[Any] | None
) -> tuple[Course, Settlement]:
    """What the case does and how it is paid, as far as it goes now. `shares`: those saved."""
    as_sum = chosen.kind == "sum"
    standing = standing_of(ground=ground, answer=answer, destination=case.destination)
    standing = replace(standing, keeps_goods=as_sum, limit_at=limit_of(case))
    course = course_of_approval(case_state=case.state, answer=answer, standing=standing)
    if not course.pays:
        return course, Settlement()
    settlement = settlement_of(
        ground=ground,
        answer=answer,
        destination=case.destination,
        shares=shares,
        as_sum=as_sum,
    )
    return with_locks(
        ground=ground,
        split=None,
        course=course,
        settlement=settlement,
        standing=standing,
        unlocked=chosen.unlocked,
    )


def _told(event: Event, course: Course, ground: Ground, settlement: Settlement) -> Event:
    """The event with the states that are walked, and how many cards are paid for unlocked."""
    if settlement.issued_do != "risk":
        return replace(event, states=course.case)
    slow = slow_locks(cards=ground.cards, settlement=settlement)
    return replace(event, states=course.case, data={**event.data, "unlocked": slow})


def not_given(
    case: CaseRow, ground: Ground, answer: Answer, remedy: Remedy | None
) -> NotDecided | None:
    """Return why amounts cannot be given on that ground, which a remedy alone could be."""
    chosen = remedy or Remedy(case.remedy)
    return _short(case, ground, answer, remedy) or _not_waited_for(ground, chosen)


def _not_waited_for(ground: Ground, remedy: Remedy) -> NotDecided | None:
    """Say so where a lock is to be skipped that nobody has asked an issuer for."""
    skips = remedy.unlocked and not locks_are_slow(ground=ground)
    return NotDecided("no_lock_waited_for") if skips else None


def stood_on(case: CaseRow, ground: Ground) -> dict[str, Any]:
    """Return what a decision was made in sight of, to be replayed and explained.

    Facts, clause and the version of the policy, as they are when it is made.
    """
    facts = facts_of(
        ground=ground, reason=case.reason, units=case.asked_units, asked_at=case.submitted_at
    )
    record = facts_record(id=case.no, facts=facts, policy=str(ground.policy_id))
    return {"case": case.no, "clause": case.clause, "facts": record}


def remedy_of(case: CaseRow, remedy: Remedy | None) -> Remedy | None:
    """Return what is given: what was refused by its quote is given whole, unless said otherwise."""
    if remedy is None and case.gross_fen == 0:
        return Remedy("units", units=case.asked_units or 0)
    return remedy


def answer_given(case: CaseRow, ground: Ground, remedy: Remedy | None) -> Answer | str:
    """Return the amounts that a remedy really gives on that ground, or why it cannot be given."""
    quoted = answer_of_case(case)
    if remedy is None:
        return quoted
    facts = facts_of(ground=ground, reason=case.reason, units=case.asked_units)
    policy = policy_of(ground.policy_id)
    answer = answer_of_remedy(remedy=remedy, quoted=quoted, facts=facts, policy=policy)
    if remedy.kind != "replacement" or isinstance(answer, str):
        return answer
    return _not_replaced(case, ground, answer) or answer


def _not_replaced(case: CaseRow, ground: Ground, answer: Answer) -> str:
    """Return why nothing is given instead: there are no goods to replace, or they come back."""
    if not answer.units:
        return "nothing_to_replace"
    return not_replaceable(case_state=case.state, order_state=ground.order_state)


def is_gone(case: CaseRow, ground: Ground) -> bool:
    """Say whether a channel has taken back, since it was quoted, of what a case gives."""
    return _short(case, ground, answer_of_case(case), None) is not None


def nothing_left(ground: Ground) -> bool:
    """Say whether all that was paid for an order has gone back."""
    return all(payment.captured_fen <= payment.taken_fen for payment in ground.payments)


def _short(
    case: CaseRow, ground: Ground, answer: Answer, remedy: Remedy | None
) -> NotDecided | None:
    """Say so where less is left than was quoted: a chargeback may have taken some meanwhile."""
    left = {str(p.id): p.captured_fen - p.taken_fen for p in ground.payments}
    if answer.gross_fen > sum(left.values()):
        return NotDecided("nothing_left")
    shares = case.shares if remedy is None else ()
    much = any(s["refund_fen"] + s["fee_fen"] > left.get(s["payment"], 0) for s in shares)
    return NotDecided("sum_out_of_range") if much else None


def _wants_no_goods(case: CaseRow, ground: Ground, answer: Answer) -> bool:
    """Whether a return was granted before and nobody can send it: its merchant still has not said
    where to, or its buyer called the platform in over it."""
    if not answer.return_goods:
        return False
    past = past_of(order_id=case.order_id, case_no=case.no)
    decides = case.state in ("platform_review", "appealed", "arbitration")
    return past.granted and (ground.returns_to is None or (past.excused and decides))


def _give_other(
    case: CaseRow, ground: Ground, event: Event, answer: Answer, columns: dict[str, Any]
) -> NotDecided | None:
    """Other goods instead: somebody has to supply them, and until then no money moves.

    What is replaced is locked with its issuer first: one card is not used beside the other.
    """
    refused = _not_replaced(case, ground, answer)
    if refused:
        return NotDecided(refused)
    standing = standing_of(ground=ground, answer=answer, destination=case.destination)
    course = course_of_replacement(case_state=case.state, standing=standing)
    told = replace(event, states=course.case)
    quoted = _quote_columns(case, ground, answer, Remedy("replacement"))
    locks = locks_wanted(ground=ground, units=answer.units)
    return saved(case, ground, course, told, locks, again=True, **{**quoted, **columns})


def _quote_columns(case: CaseRow, ground: Ground, answer: Answer, remedy: Remedy) -> dict[str, Any]:
    """The columns of a case whose amounts are not those it was quoted any more."""
    return {
        "outcome": case.outcome,
        "clause": case.clause,
        "cause": case.cause,
        "case_units": answer.units,
        "case_gross_fen": answer.gross_fen,
        "case_fee_fen": answer.fee_fen,
        "case_refund_fen": answer.refund_fen,
        "shares": json.dumps(shares_of(ground=ground, answer=answer), default=str),
        "missing": json.dumps(case.missing),
        "return_goods": answer.return_goods,
        "waits_for": "",
        "remedy": remedy.kind,
        "reason": case.reason,
        "asked_units": case.asked_units,
        "destination": case.destination,
        "tier": case.tier,
        "code": case.code,
        "decide_by": case.decide_by,
        "why": case.why,
    }
