"""Contested fees (F5): a buyer claims back the fee that a refund kept, a person decides.

A claim is a case of its own beside the refund: once per case, within thirty days, decided by
somebody who did not decide the refund, who can take that back for ten seconds
(docs/decisions/0020). What is granted goes to the buyer's wallet then. Late it is a senior's, then
a supervisor's; after fourteen days it is granted by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from anxin.domain.people import may_review, tier_raised
from anxin.domain.postings import fee_returned
from anxin.services.aftersale.giving import stood_on
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.turns.deadlines import HIGHER
from anxin.services.aftersale.turns.verdicts import UNDO_WITHIN
from anxin.services.numbers import new_no
from anxin.services.order.move import Step, move_order
from anxin.services.posting import post
from anxin.services.purse import credit
from anxin.storage.aftersale import fee_claims, queries
from anxin.storage.aftersale.fee_claims import FeeClaimRow
from anxin.storage.aftersale.ground import Ground, ground_by_case
from anxin.storage.aftersale.models import FeeClaim
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders
from anxin.storage.order.models import OrderEvent

CLAIM_DAYS = 30
DECIDE_WITHIN = timedelta(hours=72)
ESCALATE_AGAIN = timedelta(days=1)
"""A claim that is late comes to a senior, a day later to a supervisor, and again every day."""
GRANTED_AFTER = timedelta(days=14)
"""What nobody has decided by then is granted whole: nothing waits more than fifteen days."""
NOTE_CHARACTERS = 500
LET_IT_BE_KEPT = ("case_approved", "proposal_made", "proposal_accepted")
"""What a refund that keeps a fee may rest on, by one person or signed by another."""


@dataclass(frozen=True, slots=True)
class NotClaimed:
    """Nothing was saved; `code` says why and `fen` how much it could be."""

    code: str
    fen: int = 0


@transaction.atomic
def claim_fee(*, case_no: str, buyer_id: UUID, note: str, form_key: UUID) -> NotClaimed | None:
    """Claim back the whole fee that the buyer's refunded case kept, with his words, once."""
    fee = fee_claims.kept_fee(case_no=case_no, buyer_id=buyer_id, within_days=CLAIM_DAYS)
    if fee is None:
        return NotClaimed("no_fee")
    if not note.strip():
        return NotClaimed("note_missing")
    orders.lock_order(order_id=fee.order_id)
    before = FeeClaim.objects.filter(case_id=fee.case_id).first()
    if before:
        return None if before.form_key == form_key else NotClaimed("claimed_before")
    if fee.over:
        return NotClaimed("too_late")
    FeeClaim.objects.create(
        case_id=fee.case_id,
        buyer_id=buyer_id,
        no=new_no(),
        form_key=form_key,
        note=note.strip()[:NOTE_CHARACTERS],
        claimed_fen=fee.fee_fen,
        due_at=ClockNow() + DECIDE_WITHIN,
    )
    said = {"case": case_no, "fen": fee.fee_fen}
    _tell(fee.order_id, Step("fee_claimed", "buyer", buyer_id, said))
    return None


@transaction.atomic
def approve_claim(*, no: str, reviewer: Reviewer, granted_fen: int, said: str) -> NotClaimed | None:
    """Decide to grant a claim, wholly or in part: paid after ten seconds."""
    claim = _locked(no)
    refused = _refused(claim, reviewer, said)
    if refused or claim is None:
        return refused
    if not 0 < granted_fen <= claim.claimed_fen:
        return NotClaimed("amount_out_of_range", claim.claimed_fen)
    _put(claim, reviewer, said, "approved", granted_fen)
    return None


@transaction.atomic
def reject_claim(*, no: str, reviewer: Reviewer, said: str) -> NotClaimed | None:
    """Decide to reject a claim, with words that the buyer reads after ten seconds."""
    claim = _locked(no)
    refused = _refused(claim, reviewer, said)
    if refused or claim is None:
        return refused
    _put(claim, reviewer, said, "rejected", 0)
    return None


@transaction.atomic
def undo_claim(*, no: str, reviewer: Reviewer) -> NotClaimed | None:
    """Take one's own verdict on a claim back before it is carried out."""
    claim = _locked(no)
    if claim is None:
        return NotClaimed("not_found")
    mine = claim.verdict is not None and claim.verdict["by"] == str(reviewer.account_id)
    if not mine or claim.verdict_at is None or claim.verdict_at <= claim.now:
        return NotClaimed("too_late_to_undo")
    FeeClaim.objects.filter(id=claim.id).update(verdict=None, verdict_at=None)
    return None


@transaction.atomic
def carry_out_claim(*, no: str) -> bool:
    """Do what was decided about a claim ten seconds ago; say whether anything was to be done.

    What is granted is in the buyer's wallet in the same moment. Who may decide, and how much, was
    asked when it was decided; nothing has changed either since.
    """
    claim = _locked(no)
    if claim is None or claim.verdict is None or claim.verdict_at is None:
        return False
    if claim.verdict_at > claim.now:
        return False
    _decide(claim, claim.verdict)
    return True


@transaction.atomic
def end_claim(*, no: str) -> bool:
    """Bring a claim that nobody decided in time to somebody higher; say whether it was due.

    After fourteen days it is granted whole. Not where the order is complained about outside, whose
    money nobody's silence gives: it may be coming from there too. Nor while a difference of a bill
    holds its payment. One that is about to be carried out was decided in time.
    """
    claim = _locked(no)
    if claim is None or claim.due_at is None or claim.due_at > claim.now or claim.verdict:
        return False
    last = claim.submitted_at + GRANTED_AFTER
    ground = ground_by_case(case_no=claim.case_no)
    assert ground is not None
    if last <= claim.now and not (ground.complained or ground.frozen):
        _decide(claim, _owed(claim, ground))
        return True
    again = claim.now + ESCALATE_AGAIN
    FeeClaim.objects.filter(id=claim.id).update(
        tier=tier_raised(tier=claim.tier, to=HIGHER.get(claim.tier, "senior")),
        due_at=min(again, last) if last > claim.now else again,
    )
    _tell(claim.order_id, Step("fee_claim_escalated", "system", data={"case": claim.case_no}))
    return True


def _locked(no: str) -> FeeClaimRow | None:
    """Return a claim as it stands once its order is locked, which lines up all who decide it."""
    found = fee_claims.claim(no=no)
    if found is None:
        return None
    orders.lock_order(order_id=found.order_id)
    return fee_claims.claim(no=no)


def _refused(claim: FeeClaimRow | None, reviewer: Reviewer, said: str) -> NotClaimed | None:
    if claim is None:
        return NotClaimed("not_found")
    if claim.state != "submitted":
        return NotClaimed("decided")
    if claim.verdict:
        return NotClaimed("verdict_pending")
    barred = barred_from(claim=claim, reviewer=reviewer)
    if barred:
        return NotClaimed(barred)
    return None if said.strip() else NotClaimed("said_missing")


def barred_from(*, claim: FeeClaimRow, reviewer: Reviewer) -> str | None:
    """Return why somebody may not decide a claim: its tier, himself, his decision or signature."""
    if not may_review(role=reviewer.role, tier=claim.tier):
        return "tier_too_high"
    if claim.buyer_id == reviewer.account_id:
        return "own_claim"
    decided = OrderEvent.objects.filter(
        Q(actor=reviewer.account_id) | Q(data__signed_by=str(reviewer.account_id)),
        order_id=claim.order_id,
        kind__in=LET_IT_BE_KEPT,
        data__case=claim.case_no,
    )
    return "own_decision" if decided.exists() else None


def _put(claim: FeeClaimRow, reviewer: Reviewer, said: str, state: str, granted_fen: int) -> None:
    words = said.strip()[:NOTE_CHARACTERS]
    by = {"by": str(reviewer.account_id), "role": reviewer.role}
    ground = ground_by_case(case_no=claim.case_no)
    assert ground is not None
    stood = _stood_on(claim, ground)
    FeeClaim.objects.filter(id=claim.id, state="submitted").update(
        verdict={"do": state, "fen": granted_fen, "said": words, **by, "stood_on": stood},
        verdict_at=ClockNow() + UNDO_WITHIN,
    )


def _owed(claim: FeeClaimRow, ground: Ground) -> dict[str, Any]:
    """What waiting decides: all that was claimed, by nobody, at once."""
    stood = _stood_on(claim, ground)
    said = {"do": "approved", "fen": claim.claimed_fen, "said": "", "stood_on": stood}
    return {**said, "by": None, "role": "system"}


def _stood_on(claim: FeeClaimRow, ground: Ground) -> dict[str, Any]:
    """What a verdict is made in sight of, like one on the case itself."""
    case = queries.case(no=claim.case_no)
    assert case is not None
    return stood_on(case, ground)


def _decide(claim: FeeClaimRow, verdict: dict[str, Any]) -> None:
    """Do what was decided: what is granted is in the buyer's wallet in the same moment."""
    state, by, fen = verdict["do"], verdict["by"] and UUID(verdict["by"]), verdict["fen"]
    if fen:
        lines = fee_returned(account_id=claim.buyer_id, amount_fen=fen)
        post(cause=claim.id, kind="fee_claim", lines=lines)
        credit(account_id=claim.buyer_id, kind="wallet", amount_fen=fen)
    FeeClaim.objects.filter(id=claim.id, state="submitted").update(
        state=state,
        granted_fen=fen,
        said=verdict["said"],
        decided_by_id=by,
        closed_at=ClockNow(),
        due_at=None,
        verdict=None,
        verdict_at=None,
    )
    data = {**verdict.get("stood_on", {}), "case": claim.case_no}
    data |= {"said": verdict["said"], "granted_fen": fen}
    kind = f"fee_claim_{state}" if by else "fee_claim_limit_reached"
    _tell(claim.order_id, Step(kind, verdict["role"], by, data))


def _tell(order_id: UUID, step: Step) -> None:
    """Write into the order's history without moving the order."""
    order = orders.lock_order(order_id=order_id)
    assert order is not None
    move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state,),
        step=step,
        due_at=order.due_at,
    )
