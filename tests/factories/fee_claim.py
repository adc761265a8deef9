"""Refunds that kept a fee, and claims on it."""

from __future__ import annotations

from uuid import UUID, uuid4

from anxin.services.aftersale import contest
from anxin.services.aftersale.contest import NotContested, Ruling, rule
from anxin.services.aftersale.fee_claim import FEE_CLAIM, claim_fee
from anxin.services.aftersale.moving import Reviewer
from anxin.storage.aftersale.models import Case, FeeClaim, Objection
from anxin.storage.columns import ClockNow
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import Goods
from tests.factories.order import delivered

FEE_FEN = 490


def a_kept_fee(*, buyer: UUID | None = None, goods: Goods | None = None) -> Case:
    """A card given back because it was no longer wanted: refunded, less the fee."""
    bought = delivered(buyer=buyer or a_buyer(credit=60), goods=goods)
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.fee_fen) == ("refunded", FEE_FEN), (case.state, case.fee_fen)
    return case


def a_fee_claim(*, buyer: UUID | None = None, goods: Goods | None = None) -> FeeClaim:
    """A claim that waits for a person."""
    return a_fee_claim_on(a_kept_fee(buyer=buyer, goods=goods))


def a_fee_claim_on(case: Case) -> FeeClaim:
    """A claim on the fee that a case kept."""
    refused = claim_fee(
        case_no=case.no,
        buyer_id=case.buyer_id,
        note="The page said nothing of a fee",
        form_key=uuid4(),
    )
    assert refused is None, refused
    return FeeClaim.objects.get(case_id=case.id)


def carry_out(claim: FeeClaim) -> bool:
    """Have the ten seconds of its verdict be over, and do it; say whether there was one."""
    FeeClaim.objects.filter(id=claim.id, verdict_at__isnull=False).update(verdict_at=ClockNow())
    return contest.carry_out(FEE_CLAIM, no=claim.no)


def approve_claim(
    *, no: str, reviewer: Reviewer, granted_fen: int, said: str
) -> NotContested | None:
    """Have somebody decide to give so much of a fee back."""
    ruling = Ruling("approved", granted_fen, said)
    return rule(FEE_CLAIM, no=no, reviewer=reviewer, ruling=ruling)


def reject_claim(*, no: str, reviewer: Reviewer, said: str) -> NotContested | None:
    """Have somebody decide to give nothing of a fee back."""
    return rule(FEE_CLAIM, no=no, reviewer=reviewer, ruling=Ruling("rejected", 0, said))


def waits_for_second(claim: FeeClaim) -> str:
    """Have a senior grant it as a sum that takes two; return the ruling's key."""
    by = Reviewer(an_account(role="senior").id, "senior")
    assert approve_claim(no=claim.no, reviewer=by, granted_fen=FEE_FEN, said="核实") is None
    return second_wanted(FeeClaim, claim.no)


def second_wanted(model: type[FeeClaim | Objection], no: str) -> str:
    """Have a ruling be one that a second person is to sign; return its key."""
    row = model._default_manager.get(no=no)
    verdict = {**(row.verdict or {}), "second": True}
    model._default_manager.filter(no=no).update(verdict=verdict, verdict_at=None)
    return str(verdict["key"])
