"""Contested fees (F5): a buyer claims back the fee that a refund kept, a person decides.

A claim is a case of its own beside the refund: once per case, within thirty days, decided by
somebody who did not decide the refund. What is granted goes to the buyer's wallet. Late it is a
senior's, a day later a supervisor's, and again every day (services.aftersale.contest).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from anxin.domain.postings import fee_returned
from anxin.services.aftersale.contest import Contest, NotContested
from anxin.services.aftersale.moving import NOTE_CHARACTERS, Reviewer
from anxin.services.numbers import new_no
from anxin.services.order.move import Step, tell_order
from anxin.services.posting import post
from anxin.services.purse import credit
from anxin.storage.aftersale import fee_claims
from anxin.storage.aftersale.fee_claims import FeeClaimRow
from anxin.storage.aftersale.models import FeeClaim
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders
from anxin.storage.order.models import OrderEvent

CLAIM_DAYS = 30
DECIDE_WITHIN = timedelta(hours=72)
LET_IT_BE_KEPT = ("case_approved", "proposal_made", "proposal_accepted")
"""What a refund that keeps a fee may rest on, by one person or signed by another."""


@transaction.atomic
def claim_fee(*, case_no: str, buyer_id: UUID, note: str, form_key: UUID) -> NotContested | None:
    """Claim back the whole fee that the buyer's refunded case kept, with his words, once."""
    fee = fee_claims.kept_fee(case_no=case_no, buyer_id=buyer_id, within_days=CLAIM_DAYS)
    if fee is None:
        return NotContested("no_fee")
    if not note.strip():
        return NotContested("note_missing")
    orders.lock_order(order_id=fee.order_id)
    before = FeeClaim.objects.filter(case_id=fee.case_id).first()
    if before:
        return None if before.form_key == form_key else NotContested("claimed_before")
    if fee.over:
        return NotContested("too_late")
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
    tell_order(order_id=fee.order_id, step=Step("fee_claimed", "buyer", buyer_id, said))
    return None


def _barred(claim: FeeClaimRow, reviewer: Reviewer) -> str | None:
    """Nobody decides a claim of his own, or on a refund that he decided or signed."""
    if claim.buyer_id == reviewer.account_id:
        return "own_claim"
    decided = OrderEvent.objects.filter(
        Q(actor=reviewer.account_id) | Q(data__signed_by=str(reviewer.account_id)),
        order_id=claim.order_id,
        kind__in=LET_IT_BE_KEPT,
        data__case=claim.case_no,
    )
    return "own_decision" if decided.exists() else None


def _give_back(claim: FeeClaimRow, fen: int) -> dict[str, Any]:
    """Put what is granted into the buyer's wallet."""
    lines = fee_returned(account_id=claim.buyer_id, amount_fen=fen)
    post(cause=claim.id, kind="fee_claim", lines=lines)
    credit(account_id=claim.buyer_id, kind="wallet", amount_fen=fen)
    return {"granted_fen": fen}


FEE_CLAIM: Contest[FeeClaimRow] = Contest(
    model=FeeClaim,
    reads=fee_claims.CLAIMS,
    name="fee_claim",
    grants="approved",
    barred=_barred,
    give=_give_back,
    again=timedelta(days=1),
    held=lambda ground: bool(ground.complained or ground.frozen),
)
"""Silence gives no money where the order is complained about outside, it may be coming from there
too, nor while a difference of a bill holds its payment."""
