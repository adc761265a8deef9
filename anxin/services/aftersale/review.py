"""Decisions by people: a reviewer approves or rejects, a merchant confirms the goods are back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from anxin.domain.case import Course, course_of_approval
from anxin.domain.people import may_review
from anxin.domain.quote import Piece, quote
from anxin.domain.states import CASE, check_path
from anxin.domain.words import CODES
from anxin.services.aftersale.change import Event, Settlement
from anxin.services.aftersale.decide import facts_of
from anxin.services.aftersale.locking import with_locks
from anxin.services.aftersale.record import record
from anxin.services.aftersale.settle import answer_of_case, settlement_of, standing_of
from anxin.services.aftersale.submit import TRIES, GroundKeepsMoving
from anxin.services.policies import policy_of
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.ground import Ground, ground_by_case
from anxin.storage.aftersale.queries import CaseRow

IN_REVIEW = ("platform_review", "needs_evidence", "awaiting_return")
WITHDRAWABLE = ("submitted", "needs_evidence", "platform_review", "awaiting_return")
NOTE_CHARACTERS = 500
ESCALATE_AGAIN = timedelta(days=1)
"""A review that is late is brought up again every day until somebody decides it."""


@dataclass(frozen=True, slots=True)
class NotDecided:
    """Nothing was saved; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides, and as what."""

    account_id: UUID
    role: str


def approve_case(*, no: str, reviewer: Reviewer, note: str) -> NotDecided | None:
    """Approve a case in review: the money moves now, or once the goods are back.

    Approved while it waits for goods, they count as back: the merchant need not say so.
    """

    def approve(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _refused(case, ground, reviewer)
        if refused:
            return refused
        event = Event(
            "case_approved",
            (case.state, "approved"),
            reviewer.role,
            reviewer.account_id,
            {"case": no, "note": note[:NOTE_CHARACTERS]},
        )
        return _pay(case, ground, event)

    return on_firm_ground(no, approve)


def confirm_return(*, no: str, merchant_id: UUID, actor: UUID) -> NotDecided | None:
    """Confirm that returned goods arrived; the refund that waited for them is paid."""

    def confirm(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.merchant_id != merchant_id:
            return NotDecided("not_found")
        if case.state != "awaiting_return":
            return NotDecided("not_awaiting_return")
        event = Event(
            "return_confirmed", (case.state, "refunding"), "merchant", actor, {"case": no}
        )
        return _pay(case, ground, event)

    return on_firm_ground(no, confirm)


def reject_case(*, no: str, reviewer: Reviewer, code: str, said: str) -> NotDecided | None:
    """Reject a case in review with a reason code and words for the buyer, both required."""

    def reject(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _refused(case, ground, reviewer)
        if refused:
            return refused
        if code not in CODES or not said.strip():
            return NotDecided("reason_missing")
        states = (case.state, "rejected")
        event = Event(
            "case_rejected",
            states,
            reviewer.role,
            reviewer.account_id,
            {"case": no, "code": code, "said": said[:NOTE_CHARACTERS]},
        )
        why = {"review": said[:NOTE_CHARACTERS]}
        return _close(case, ground, states, event, code=code, why=why)

    return on_firm_ground(no, reject)


def withdraw_case(*, no: str, buyer_id: UUID) -> NotDecided | None:
    """Withdraw the buyer's own case; delivery goes on and the secret may be viewed again."""

    def withdraw(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.buyer_id != buyer_id:
            return NotDecided("not_found")
        if case.state not in WITHDRAWABLE:
            return NotDecided("not_withdrawable")
        states = (case.state, "withdrawn")
        return _close(
            case, ground, states, Event("case_withdrawn", states, "buyer", buyer_id, {"case": no})
        )

    return on_firm_ground(no, withdraw)


def end_waiting(*, no: str) -> NotDecided | None:
    """Do what a case's deadline says: nobody waits for ever, a person looks at it instead.

    Without the evidence asked for a case comes to a reviewer; a late review, and goods that nobody
    says have come back, come to a senior.
    """

    def end(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.due_at is None or case.due_at > case.now:
            return NotDecided("not_due")
        waits = case.state == "needs_evidence"
        states = (case.state, "platform_review") if waits else (case.state,)
        great = _tier_to_come(case, ground) == "senior"
        tier = "first_line" if waits and not great else "senior"
        event = Event("case_escalated", states, "system", data={"case": no})
        return _keep(case, ground, event, due_at=case.now + ESCALATE_AGAIN, tier=tier)

    return on_firm_ground(no, end)


def look_closer(*, no: str) -> NotDecided | None:
    """Bring a case that waits for a person to a senior: a piece of its evidence is doubted."""

    def raise_tier(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.state != "platform_review" or case.tier == "senior":
            return NotDecided("not_needed")
        event = Event("evidence_doubted", (case.state,), "system", data={"case": no})
        due_at = case.due_at or case.now + ESCALATE_AGAIN
        return _keep(case, ground, event, due_at=due_at, tier="senior")

    return on_firm_ground(no, raise_tier)


def on_firm_ground(
    no: str, decide: Callable[[CaseRow, Ground], NotDecided | None]
) -> NotDecided | None:
    """Read case and ground, decide, and do it again if something moved before it was saved."""
    for _ in range(TRIES):
        ground = ground_by_case(case_no=no)
        case = queries.case(no=no) if ground else None
        if case is None or ground is None:
            return NotDecided("not_found")
        decided = decide(case, ground)
        if decided is None or decided.code != "moved":
            return decided
    raise GroundKeepsMoving(no)


def _refused(case: CaseRow, ground: Ground, reviewer: Reviewer) -> NotDecided | None:
    if not may_review(role=reviewer.role, tier=_tier_of(case, ground)):
        return NotDecided("tier_too_high")
    if case.buyer_id == reviewer.account_id:
        return NotDecided("own_case")
    return None if case.state in IN_REVIEW else NotDecided("not_in_review")


def _tier_of(case: CaseRow, ground: Ground) -> str | None:
    """Paying before goods are back is a senior's to decide, whoever approved the return."""
    if case.state == "awaiting_return":
        return "senior"
    return case.tier or _tier_to_come(case, ground)


def _tier_to_come(case: CaseRow, ground: Ground) -> str | None:
    """Return the tier that a case waiting for evidence would have with it, by its policy.

    It has none yet, which must not let an agent decide what is a senior's.
    """
    if not case.missing:
        return None
    asked = facts_of(ground=ground, reason=case.reason, units=case.units or None)
    pieces = tuple(Piece(kind) for kind in case.missing)
    facts = replace(asked, now=case.submitted_at, request=replace(asked.request, evidence=pieces))
    policy = policy_of(ground.policy_id)
    return quote(facts=facts, policy=policy, is_working_day=lambda _day: None).tier


def _pay(case: CaseRow, ground: Ground, event: Event) -> NotDecided | None:
    answer = answer_of_case(case)
    standing = standing_of(ground=ground, answer=answer, destination=case.destination)
    course = course_of_approval(case_state=case.state, answer=answer, standing=standing)
    settlement = Settlement()
    if course.pays:
        settlement = settlement_of(
            ground=ground, answer=answer, destination=case.destination, shares=case.shares
        )
        course, settlement = with_locks(
            ground=ground, split=None, course=course, settlement=settlement, standing=standing
        )
    event = replace(event, states=course.case)
    return _saved(case, ground, course, event, settlement)


def _close(
    case: CaseRow, ground: Ground, states: tuple[str, ...], event: Event, **columns: Any
) -> NotDecided | None:
    check_path(lifecycle=CASE, path=states)
    course = Course(states, (ground.order_state,), pays=False)
    return _saved(case, ground, course, event, Settlement(), **columns)


def _keep(
    case: CaseRow, ground: Ground, event: Event, *, due_at: datetime, **columns: Any
) -> NotDecided | None:
    check_path(lifecycle=CASE, path=event.states)
    course = Course(event.states, (ground.order_state,), pays=False, due_at=due_at)
    return _saved(case, ground, course, event, Settlement(), decide_by=due_at, **columns)


def _saved(
    case: CaseRow,
    ground: Ground,
    course: Course,
    event: Event,
    settlement: Settlement,
    *,
    tier: str | None = None,
    code: str | None = None,
    why: dict[str, str] | None = None,
    decide_by: datetime | None = None,
) -> NotDecided | None:
    columns = {
        "case_id": case.id,
        "tier": tier,
        "code": code,
        "decide_by": decide_by,
        "why": json.dumps(why or {}, ensure_ascii=False),
    }
    saved = record(
        ground=ground,
        course=course,
        case=columns,
        events=(event,),
        settlement=settlement,
        new_case=False,
    )
    return None if saved else NotDecided("moved")
