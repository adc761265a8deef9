"""Steps of a case: read it with its ground, decide, save; each is one guarded statement.

Every party's acts (services.aftersale.turns) are built of these; whatever moved in between makes
the whole step be taken again on what stands now.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.case import (
    Course,
    course_of_approval,
    course_of_replacement,
)
from anxin.domain.quote import Answer
from anxin.domain.quote.record import facts_record
from anxin.domain.remedy import Remedy, answer_of_remedy
from anxin.domain.states import CASE, SERVED, check_path
from anxin.services.aftersale.change import Event, Settlement
from anxin.services.aftersale.decide import facts_of
from anxin.services.aftersale.locking import (
    locks_are_slow,
    locks_wanted,
    slow_locks,
    with_locks,
)
from anxin.services.aftersale.record import record
from anxin.services.aftersale.settle import (
    answer_of_case,
    settlement_of,
    shares_of,
    standing_of,
)
from anxin.services.aftersale.submit import TRIES, GroundKeepsMoving
from anxin.services.policies import policy_of
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.ground import Ground, ground_by_case
from anxin.storage.aftersale.queries import CaseRow

NOTE_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class NotDecided:
    """Nothing was saved; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides, and as what."""

    account_id: UUID
    role: str


Step = Callable[[CaseRow, Ground], NotDecided | None]


def on_firm_ground(no: str, step: Step) -> NotDecided | None:
    """Read case and ground, take the step, and again if something moved before it was saved."""
    for _ in range(TRIES):
        ground = ground_by_case(case_no=no)
        case = queries.case(no=no) if ground else None
        if case is None or ground is None:
            return NotDecided("not_found")
        taken = step(case, ground)
        if taken is None or taken.code != "moved":
            return taken
    raise GroundKeepsMoving(no)


def keep(
    case: CaseRow,
    ground: Ground,
    event: Event,
    *,
    due_at: datetime | None,
    buyer_asked: bool = False,
    **columns: Any,
) -> NotDecided | None:
    """Save a step after which the case stays open and no money moves.

    `due_at` is always stated: what waits has a deadline. `columns`: see `saved`.
    """
    check_path(lifecycle=CASE, path=event.states)
    order = (ground.order_state,)
    course = Course(
        event.states,
        order,
        pays=False,
        due_at=due_at,
        buyer_asked=buyer_asked,
        others_turn=_waits_for_merchant(case, event, columns),
    )
    return saved(case, ground, course, event, Settlement(), **columns)


def _waits_for_merchant(case: CaseRow, event: Event, columns: dict[str, Any]) -> bool:
    """Whether goods are on their way back, or it has not been said where to."""
    sent = case.return_sent_at or columns.get("parcel")
    told = case.return_to or columns.get("return_to")
    return event.states[-1] == "awaiting_return" and bool(sent or not told)


def after_stop(case: CaseRow) -> datetime | None:
    """Return when a decision is due once the buyer's own time is over: later by what that took."""
    if case.stopped_at is None or case.decide_by is None:
        return case.decide_by
    return case.decide_by + (case.now - case.stopped_at)


def close(case: CaseRow, ground: Ground, event: Event, **columns: Any) -> NotDecided | None:
    """Save a step that ends the case without money; its cards are the buyer's again."""
    check_path(lifecycle=CASE, path=event.states)
    course = Course(event.states, (ground.order_state,), pays=False)
    return saved(case, ground, course, event, Settlement(), **columns)


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
    they have been sent) or for cards to be locked (not where it is `unlocked`). `event.states` is
    filled in with the states that are walked, and its data with what it stood on, whoever decided:
    a merchant, both sides, or the clock.
    """
    chosen = remedy or Remedy(case.remedy)
    event = replace(event, data={**stood_on(case, ground), **event.data})
    answer = answer_given(case, ground, remedy)
    if isinstance(answer, str):
        return NotDecided(answer)
    short = _short(case, ground, answer, remedy) or _not_waited_for(ground, chosen)
    if short:
        return short
    if pays_now or case.return_sent_at:
        answer = replace(answer, return_goods=False)
    if chosen.kind == "replacement" and case.state != "replacing":
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
    standing = replace(standing, keeps_goods=as_sum)
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
    return answer_of_remedy(remedy=remedy, quoted=quoted, facts=facts, policy=policy)


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


def _give_other(
    case: CaseRow, ground: Ground, event: Event, answer: Answer, columns: dict[str, Any]
) -> NotDecided | None:
    """Other goods instead: somebody has to supply them, and until then no money moves.

    What is replaced is locked with its issuer first: one card is not used beside the other.
    """
    if ground.order_state not in SERVED or not answer.units:
        return NotDecided("nothing_to_replace")
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


def saved(
    case: CaseRow,
    ground: Ground,
    course: Course,
    event: Event,
    settlement: Settlement,
    *,
    again: bool = False,
    **columns: Any,
) -> NotDecided | None:
    """Save a step of a case with its event.

    `columns` by name: `tier`, `code`, `decide_by`, `decider`, `wants` (stay as they are if not
    told), `why` (added to what there is), `proposal_state` (what becomes of the open proposal),
    `stays` (a mere notice: the open proposal and a pending verdict stay as they are), `nudged`,
    `carrier` and `parcel`, `return_to` (the address that was told), `takes_ready` (what the buyer
    sent since the case was closed joins it).
    """
    told: dict[str, Any] = {"tier": None, "code": None, "decide_by": None, "why": {}, **columns}
    if again:
        told["why"] = {**case.why, **told["why"]}
    for name in ("why", "wants"):
        if told.get(name) is not None:
            told[name] = json.dumps(told[name], ensure_ascii=False, default=str)
    done = record(
        ground=ground,
        course=course,
        case={**told, "case_id": case.id},
        events=(event,),
        settlement=settlement,
        new_case=False,
        again=again,
    )
    return None if done else NotDecided("moved")
