"""What a reviewer does with a case: approve it, reject it, or ask the buyer for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from anxin.domain.case import EVIDENCE_WITHIN
from anxin.domain.people import may_review
from anxin.domain.quote import Piece, quote
from anxin.domain.quote.record import facts_record
from anxin.domain.remedy import Remedy
from anxin.domain.words import CODES, EVIDENCE_KINDS
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.decide import facts_of
from anxin.services.aftersale.four_eyes import wants_second
from anxin.services.aftersale.moving import (
    NOTE_CHARACTERS,
    NotDecided,
    Reviewer,
    close,
    give,
    keep,
    on_firm_ground,
)
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow

ARBITRATED = ("appealed", "arbitration")
IN_REVIEW = ("platform_review", "needs_evidence", "awaiting_return", *ARBITRATED)


def approve_case(
    *,
    no: str,
    reviewer: Reviewer,
    note: str,
    remedy: Remedy | None = None,
    signed_by: UUID | None = None,
    pending: dict[str, Any] | None = None,
) -> NotDecided | None:
    """Approve a case in review, as quoted or with another remedy.

    The money moves now, or once the goods are back. Approved while it waits for goods, they count
    as back: the merchant need not say so. `signed_by`: the second person, where one is needed.
    `pending`: the verdict that is carried out, if the case still has it.
    """

    def approve(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = refused_to(case, ground, reviewer) or _overtaken(case, pending)
        if refused:
            return refused
        second = wants_second(case=case, ground=ground, reviewer=reviewer, remedy=remedy)
        if second and signed_by in (None, reviewer.account_id):
            return NotDecided("needs_second")
        said = {"note": note[:NOTE_CHARACTERS], "signed_by": signed_by, **_stood_on(case, ground)}
        event = Event("case_approved", (), reviewer.role, reviewer.account_id, said)
        return give(case, ground, event, _chosen(case, remedy), decider=reviewer.account_id)

    return on_firm_ground(no, approve)


def _chosen(case: CaseRow, remedy: Remedy | None) -> Remedy | None:
    """What was refused by its quote is given whole, unless something else is said."""
    if remedy is None and case.gross_fen == 0:
        return Remedy("units", units=case.asked_units or 0)
    return remedy


def reject_case(
    *,
    no: str,
    reviewer: Reviewer,
    code: str,
    said: str,
    would_change: str = "",
    pieces: Sequence[str] = (),
    pending: dict[str, Any] | None = None,
) -> NotDecided | None:
    """Reject a case in review: a reason code and words for the buyer, both required.

    `would_change`: what would lead to another decision. `pieces`: numbers of the evidence that was
    looked at. `pending`: the verdict that is carried out. In arbitration this is the last word.
    """

    def reject(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = refused_to(case, ground, reviewer) or _overtaken(case, pending)
        if refused:
            return refused
        if code not in CODES or not said.strip():
            return NotDecided("reason_missing")
        words = {"review": said[:NOTE_CHARACTERS], "would_change": would_change[:NOTE_CHARACTERS]}
        data = {"code": code, "said": words["review"], "pieces": list(pieces)}
        data |= _stood_on(case, ground)
        path = _path_to_refusal(case)
        kind = "case_upheld" if path[-1] == "upheld" else "case_rejected"
        event = Event(kind, path, reviewer.role, reviewer.account_id, data)
        return close(case, ground, event, code=code, why=words, decider=reviewer.account_id)

    return on_firm_ground(no, reject)


def _stood_on(case: CaseRow, ground: Ground) -> dict[str, Any]:
    """Return what a person's decision was made in sight of, to be replayed and explained."""
    facts = facts_of(
        ground=ground, reason=case.reason, units=case.asked_units, asked_at=case.submitted_at
    )
    record = facts_record(id=case.no, facts=facts, policy=str(ground.policy_id))
    return {"case": case.no, "clause": case.clause, "facts": record}


def _overtaken(case: CaseRow, pending: dict[str, Any] | None) -> NotDecided | None:
    """Say so where a verdict is carried out that its case does not have any more.

    Whatever moves a case takes its verdict off, so this one was about another request.
    """
    return NotDecided("verdict_gone") if pending and case.verdict != pending else None


def _path_to_refusal(case: CaseRow) -> tuple[str, ...]:
    if case.state == "appealed":
        return ("appealed", "arbitration", "upheld")
    return (case.state, "upheld" if case.state == "arbitration" else "rejected")


def ask_for_evidence(
    *, no: str, reviewer: Reviewer, kinds: Sequence[str], said: str
) -> NotDecided | None:
    """Ask the buyer for more: kinds of pieces and words, of which one is needed.

    It is the buyer's turn then and the clock of the review stands still.
    """

    def ask(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = refused_to(case, ground, reviewer)
        if refused:
            return refused
        if case.state != "platform_review":
            return NotDecided("not_in_review")
        if not set(kinds) <= set(EVIDENCE_KINDS) or not (kinds or said.strip()):
            return NotDecided("nothing_asked")
        wants = {"kinds": list(kinds), "said": said[:NOTE_CHARACTERS]}
        event = Event(
            "evidence_asked",
            (case.state, "needs_evidence"),
            reviewer.role,
            reviewer.account_id,
            {"case": no, **wants},
        )
        due_at = case.now + EVIDENCE_WITHIN
        return keep(case, ground, event, due_at=due_at, wants=wants)

    return on_firm_ground(no, ask)


def refused_to(case: CaseRow, ground: Ground, reviewer: Reviewer) -> NotDecided | None:
    """Return why this reviewer may not decide this case as it stands."""
    if not may_review(role=reviewer.role, tier=tier_of(case, ground)):
        return NotDecided("tier_too_high")
    if case.buyer_id == reviewer.account_id:
        return NotDecided("own_case")
    if case.state not in IN_REVIEW:
        return NotDecided("not_in_review")
    if case.state in ARBITRATED and reviewer.account_id in not_arbiters(case):
        return NotDecided("own_decision")
    if case.claimer and case.claimed_by != reviewer.account_id:
        return NotDecided("claimed")
    return None


def not_arbiters(case: CaseRow) -> tuple[UUID | None, UUID | None]:
    """Return who refused the case, and which colleague appealed for its buyer, if one did."""
    appealed_by = case.why.get("appealed_by")
    return case.decided_by, UUID(appealed_by) if appealed_by else None


def tier_of(case: CaseRow, ground: Ground) -> str | None:
    """Return whose a case is to decide.

    Arbitration is a senior's, and so is paying before goods are back, whoever approved the return.
    """
    if case.tier != "supervisor" and case.state in ("awaiting_return", *ARBITRATED):
        return "senior"
    return case.tier or tier_to_come(case, ground)


def tier_to_come(case: CaseRow, ground: Ground) -> str | None:
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
