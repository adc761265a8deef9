"""What a reviewer does with a case: approve it, reject it, or ask the buyer for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from anxin.domain.case import EVIDENCE_WITHIN
from anxin.domain.people import may_review
from anxin.domain.quote import Piece, quote
from anxin.domain.remedy import Remedy
from anxin.domain.words import EVIDENCE_KINDS, REFUSALS
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.decide import facts_of
from anxin.services.aftersale.for_claim import as_claimed
from anxin.services.aftersale.four_eyes import is_too_much, wants_second
from anxin.services.aftersale.giving import give, nothing_left, remedy_of, stood_on
from anxin.services.aftersale.hearing import is_unheard
from anxin.services.aftersale.moving import (
    NOTE_CHARACTERS,
    NotDecided,
    Reviewer,
    close,
    is_asked,
    keep,
    on_firm_ground,
    without_verdict,
)
from anxin.services.policies import policy_of
from anxin.storage.aftersale.by_law import is_by_law
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.past import bars_of
from anxin.storage.aftersale.queries import CaseRow

ARBITRATED = ("appealed", "arbitration")
IN_REVIEW = ("platform_review", "needs_evidence", "awaiting_return", *ARBITRATED)
ASKED_IN = {
    "platform_review": ("platform_review", "needs_evidence"),
    "appealed": ("appealed", "arbitration"),
    "arbitration": ("arbitration",),
}
"""Where a buyer can be asked for more, and the way that the case goes then."""


def approve_case(
    *,
    no: str,
    reviewer: Reviewer,
    note: str,
    remedy: Remedy | None = None,
    signed_by: UUID | None = None,
    pending: dict[str, Any] | None = None,
    proposal_no: str = "",
    for_claim: bool = False,
) -> NotDecided | None:
    """Approve a case in review, as quoted or with another remedy.

    The money moves now, or once the goods are back. Approved while it waits for goods, they count
    as back: the merchant need not say so. `signed_by`: the second person, where one is needed.
    `pending`: the verdict that is carried out, if the case still has it. `proposal_no`: the
    buyer's offer that is accepted by it. `for_claim`: what a guardian's claim gives, which alone
    decides the case that it opened: back the way it was paid, not for less than a case asks now, by
    two where the whole claim is too much for one.
    """

    def approve(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_decided_by(case, ground, reviewer, pending, for_claim) or not_to_give(
            case, ground, reviewer, remedy
        )
        if refused:
            return refused
        case = without_verdict(case) if pending else case
        second = not for_claim and wants_second(case=case, ground=ground, remedy=remedy)
        if second and signed_by in (None, reviewer.account_id):
            return NotDecided("needs_second")
        taken = as_claimed(case=case, ground=ground, remedy=remedy) if for_claim else case
        if isinstance(taken, NotDecided):
            return taken
        said: dict[str, Any] = {"note": note[:NOTE_CHARACTERS], "signed_by": signed_by}
        kind = "proposal_accepted" if proposal_no else "case_approved"
        answered: dict[str, Any] = {"proposal_state": "accepted"} if proposal_no else {}
        said |= {"proposal": proposal_no} if proposal_no else {}
        event = Event(kind, (), reviewer.role, reviewer.account_id, said)
        chosen = remedy_of(case, remedy)
        return give(taken, ground, event, chosen, decider=reviewer.account_id, **answered)

    return on_firm_ground(no, approve)


def not_to_give(
    case: CaseRow, ground: Ground, reviewer: Reviewer, remedy: Remedy | None
) -> NotDecided | None:
    """Return why this reviewer may not give that: too large a sum, or its merchant not heard."""
    if is_too_much(case=case, ground=ground, role=reviewer.role, remedy=remedy):
        return NotDecided("tier_too_high")
    if case.state == "needs_evidence" and is_unheard(case):
        return NotDecided("merchant_first")
    return None


def reject_case(
    *,
    no: str,
    reviewer: Reviewer,
    code: str,
    said: str,
    would_change: str = "",
    pieces: Sequence[str] = (),
    records: Sequence[str] = (),
    pending: dict[str, Any] | None = None,
) -> NotDecided | None:
    """Reject a case in review: a reason code and words for the buyer, both required.

    `would_change`: what would lead to another decision. `pieces`: numbers of the evidence that it
    rests on, `records`: those of machines (domain.words.RECORDS). `pending`: the verdict that is
    carried out. In arbitration this is the last word.
    """

    def reject(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_decided_by(case, ground, reviewer, pending)
        if refused:
            return refused
        refused = no_reason(code=code, said=said, ground=ground)
        if refused:
            return refused
        words = {"review": said[:NOTE_CHARACTERS], "would_change": would_change[:NOTE_CHARACTERS]}
        basis = {"pieces": list(pieces), "records": list(records)}
        data = {"code": code, "said": words["review"], **basis, **stood_on(case, ground)}
        case = without_verdict(case) if pending else case
        path = _path_to_refusal(case)
        kind = "case_upheld" if path[-1] == "upheld" else "case_rejected"
        event = Event(kind, path, reviewer.role, reviewer.account_id, data)
        return close(case, ground, event, code=code, why=words, decider=reviewer.account_id)

    return on_firm_ground(no, reject)


def no_reason(*, code: str, said: str, ground: Ground) -> NotDecided | None:
    """Return why a refusal cannot be given on this ground: a code and words are missing.

    What says that nothing is left takes the appeal away, so it is no ground where something is.
    """
    if code not in REFUSALS or not said.strip():
        return NotDecided("reason_missing")
    wrong = code == "nothing_left" and not nothing_left(ground)
    return NotDecided("something_left") if wrong else None


def _not_decided_by(
    case: CaseRow,
    ground: Ground,
    reviewer: Reviewer,
    pending: dict[str, Any] | None,
    for_claim: bool = False,
) -> NotDecided | None:
    """Return why nothing is decided: it is not this person's, or a verdict that does not stand.

    A verdict was its person's to give when it was given; whoever holds the case since, and
    whatever queue its lateness has brought it to, takes nothing of it.
    """
    if pending:
        return not_standing(case, ground, pending)
    return refused_to(case, ground, reviewer, for_claim=for_claim)


def not_standing(case: CaseRow, ground: Ground, pending: dict[str, Any]) -> NotDecided | None:
    """Say so where a verdict is carried out that its case does not have any more.

    Whatever moves a case takes its verdict off, so this one was about another request. What is
    complained about outside since it was put is a senior's: one of them gave or signed it.
    """
    if case.verdict != pending:
        return NotDecided("verdict_gone")
    by_senior = pending.get("signed") or may_review(role=pending["role"], tier="senior")
    if ground.complained and not by_senior:
        return NotDecided("complained")
    return None if case.state in IN_REVIEW else NotDecided("not_in_review")


def _path_to_refusal(case: CaseRow) -> tuple[str, ...]:
    if case.state == "appealed":
        return ("appealed", "arbitration", "upheld")
    return (case.state, "upheld" if case.state == "arbitration" else "rejected")


def ask_for_evidence(
    *, no: str, reviewer: Reviewer, kinds: Sequence[str], said: str
) -> NotDecided | None:
    """Ask the buyer for more: kinds of pieces and words, of which one is needed.

    It is the buyer's turn then and the clock of the review stands still. An arbiter's case stays in
    arbitration meanwhile: it is nobody else's, and its end is still the last word.
    """

    def ask(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = refused_to(case, ground, reviewer)
        if refused:
            return refused
        if case.state not in ASKED_IN:
            return NotDecided("not_in_review")
        if is_asked(case):
            return NotDecided("asked_already")
        if case.verdict:
            return NotDecided("verdict_pending")
        if not set(kinds) <= set(EVIDENCE_KINDS) or not (kinds or said.strip()):
            return NotDecided("nothing_asked")
        wants = {"kinds": list(kinds), "said": said[:NOTE_CHARACTERS]}
        event = Event(
            "evidence_asked",
            ASKED_IN[case.state],
            reviewer.role,
            reviewer.account_id,
            {"case": no, **wants},
        )
        due_at = case.now + EVIDENCE_WITHIN
        return keep(case, ground, event, due_at=due_at, buyer_asked=True, wants=wants)

    return on_firm_ground(no, ask)


def refused_to(
    case: CaseRow, ground: Ground, reviewer: Reviewer, *, for_claim: bool = False
) -> NotDecided | None:
    """Return why this reviewer may not decide this case as it stands (`for_claim`: for a claim)."""
    refused = None if for_claim else left_to_claim(case)
    if refused:
        return refused
    if not may_review(role=reviewer.role, tier=tier_of(case, ground)):
        return NotDecided("tier_too_high")
    refused = not_impartial(case, reviewer)
    if refused:
        return refused
    if case.claimer and case.claimed_by != reviewer.account_id:
        return NotDecided("claimed")
    return None


def left_to_claim(case: CaseRow) -> NotDecided | None:
    """Say so where a case was opened by law: the claim that opened it decides, nobody beside it."""
    open_ = case.closed_at is None
    left = open_ and is_by_law(case_no=case.no, order_id=case.order_id)
    return NotDecided("by_law") if left else None


def not_impartial(case: CaseRow, reviewer: Reviewer, *, signs: bool = False) -> NotDecided | None:
    """Return why a case is not for this person to judge, whatever the tier.

    Nobody judges a case of their own, of their own shop, arbitrates what they took part in before
    (decided, signed, offered, accepted or declined), or decides again after the second person did
    not agree (another's verdict on it may be signed: `signs`).
    """
    if case.buyer_id == reviewer.account_id:
        return NotDecided("own_case")
    if case.state not in IN_REVIEW:
        return NotDecided("not_in_review")
    bars = bars_of(
        order_id=case.order_id,
        case_no=case.no,
        merchant_id=case.merchant_id,
        account_id=reviewer.account_id,
    )
    if bars.took_part and case.state in ARBITRATED:
        return NotDecided("own_decision")
    if bars.member:
        return NotDecided("own_merchant")
    return NotDecided("own_fallen") if bars.fell and not signs else None


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
