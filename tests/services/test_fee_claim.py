"""A fee that a refund kept can be claimed back once; what is granted is paid into the wallet."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from anxin.services.aftersale.contest import NotContested
from anxin.services.aftersale.fee_claim import claim_fee
from anxin.services.aftersale.review import approve_case
from anxin.storage.aftersale.fee_claims import count_late_claims
from anxin.storage.aftersale.models import Case, Complaint, FeeClaim
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from anxin.storage.payment.models import Payment
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.by_hand import ended_unbooked, on_the_bill
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.complaint import joined
from tests.factories.fee_claim import (
    FEE_FEN,
    a_fee_claim,
    a_fee_claim_on,
    a_kept_fee,
    approve_claim,
    carry_out,
    reject_claim,
)
from tests.factories.order import delivered, paid

pytestmark = pytest.mark.django_db


def test_a_granted_claim_puts_the_fee_into_the_wallet() -> None:
    claim = a_fee_claim()
    had_fen = balance(account_id=claim.buyer_id)
    assert approve(claim) is None
    assert balance(account_id=claim.buyer_id) == had_fen + FEE_FEN
    claim.refresh_from_db()
    assert (claim.state, claim.granted_fen, claim.due_at) == ("approved", FEE_FEN, None)
    assert breaches() == []


def approve(claim: FeeClaim, *, role: str = "agent", fen: int = FEE_FEN) -> NotContested | None:
    """Have a reviewer grant the claim, and it be done."""
    refused = approve_claim(
        no=claim.no, reviewer=a_reviewer(role=role), granted_fen=fen, said="核实是商家描述不清"
    )
    assert (refused is None) == carry_out(claim)
    return refused


def test_it_is_granted_once() -> None:
    claim = a_fee_claim()
    had_fen = balance(account_id=claim.buyer_id)
    assert approve(claim) is None
    assert approve(claim) == NotContested("decided")
    assert reject_claim(no=claim.no, reviewer=a_reviewer(), said="不") == NotContested("decided")
    assert balance(account_id=claim.buyer_id) == had_fen + FEE_FEN


@pytest.mark.parametrize("fen", [0, -1, FEE_FEN + 1])
def test_never_more_than_the_fee_and_never_nothing_is_granted(fen: int) -> None:
    claim = a_fee_claim()
    assert approve(claim, fen=fen) == NotContested("amount_out_of_range", FEE_FEN)


def test_a_part_can_be_granted() -> None:
    claim = a_fee_claim()
    assert approve(claim, fen=90) is None
    claim.refresh_from_db()
    assert claim.granted_fen == 90
    assert breaches() == []


def test_a_rejected_claim_moves_no_money_and_says_why() -> None:
    claim = a_fee_claim()
    had_fen = balance(account_id=claim.buyer_id)
    assert reject_claim(no=claim.no, reviewer=a_reviewer(), said=" ") == NotContested(
        "said_missing"
    )
    assert reject_claim(no=claim.no, reviewer=a_reviewer(), said="按规则收取") is None
    assert carry_out(claim)
    claim.refresh_from_db()
    assert (claim.state, claim.said, claim.granted_fen) == ("rejected", "按规则收取", 0)
    assert balance(account_id=claim.buyer_id) == had_fen
    assert breaches() == []


def test_a_fee_is_claimed_once_per_case_and_a_second_tap_is_no_second_claim() -> None:
    case, key = a_kept_fee(), uuid4()

    def claim(form_key: object = key) -> NotContested | None:
        return claim_fee(
            case_no=case.no,
            buyer_id=case.buyer_id,
            note="不该收",
            form_key=form_key,  # type: ignore[arg-type]
        )

    assert [claim(), claim(), claim(uuid4())] == [None, None, NotContested("claimed_before")]
    row = FeeClaim.objects.get(case_id=case.id)
    assert (row.claimed_fen, row.state, row.tier) == (FEE_FEN, "submitted", "first_line")
    assert OrderEvent.objects.filter(order_id=case.order_id, kind="fee_claimed").count() == 1


def refused(case: Case, **changes: object) -> NotContested | None:
    """Claim with one thing changed."""
    claim = {"case_no": case.no, "buyer_id": case.buyer_id, "note": "不该收", "form_key": uuid4()}
    return claim_fee(**{**claim, **changes})  # type: ignore[arg-type]


def test_only_the_buyer_of_a_refund_that_kept_a_fee_claims_it_with_a_reason_within_30_days() -> (
    None
):
    free = case_after(paid())
    assert (free.state, free.fee_fen) == ("refunded", 0)
    assert refused(free) == NotContested("no_fee")
    case = a_kept_fee()
    assert refused(case, buyer_id=a_buyer()) == NotContested("no_fee")
    assert refused(case, case_no="nothing") == NotContested("no_fee")
    assert refused(case, note="  ") == NotContested("note_missing")
    let_pass(days=30, minutes=1)
    assert refused(case) == NotContested("too_late")
    let_pass(days=29, hours=23)
    assert refused(case) is None


def test_a_claim_that_nobody_decides_comes_to_a_senior() -> None:
    claim = a_fee_claim()
    sweep_after(hours=71)
    claim.refresh_from_db()
    assert claim.tier == "first_line"
    sweep_after(hours=72, minutes=1)
    claim.refresh_from_db()
    assert claim.tier == "senior"
    assert approve(claim) == NotContested("tier_too_high")
    assert approve(claim, role="senior") is None
    assert breaches() == []


def test_nobody_decides_about_a_fee_that_he_let_be_kept() -> None:
    goods = a_product(price_fen=9_800, cards=20)
    bought = delivered(goods=goods, units=6, buyer=a_buyer(credit=60))
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.fee_fen > 0) == ("platform_review", True)
    reviewer = a_reviewer()
    assert approve_case(no=case.no, reviewer=reviewer, note="") is None
    assert refused(case) is None
    claim = FeeClaim.objects.get(case_id=case.id)
    answer = approve_claim(no=claim.no, reviewer=reviewer, granted_fen=1, said="好")
    assert answer == NotContested("own_decision")
    assert approve(claim, fen=case.fee_fen) is None
    assert breaches() == []


def test_nobody_decides_about_a_fee_that_he_let_be_kept_by_a_second_signature() -> None:
    goods = a_product(price_fen=98_000, cards=20)
    bought = delivered(goods=goods, units=6, buyer=a_buyer(credit=60, money_fen=2_000_000))
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.fee_fen > 0) == ("platform_review", True)
    first, second = a_reviewer(role="senior"), a_reviewer(role="senior")
    signed = approve_case(no=case.no, reviewer=first, note="", signed_by=second.account_id)
    assert signed is None
    assert refused(case) is None
    claim = FeeClaim.objects.get(case_id=case.id)
    for who in (first, second):
        answer = approve_claim(no=claim.no, reviewer=who, granted_fen=1, said="好")
        assert answer == NotContested("own_decision")
    assert approve(claim, role="senior", fen=case.fee_fen) is None


RAW = {
    "fee_claim_within_claimed": "claimed_fen = 0",
    "fee_claim_decided_by_somebody": "state = 'approved', granted_fen = 1",
    "fee_claim_not_decided_by_buyer": (
        "state = 'approved', granted_fen = 1, decided_by_id = buyer_id"
    ),
}


@pytest.mark.parametrize("constraint", RAW)
def test_the_table_refuses_what_the_rules_forbid(constraint: str) -> None:
    claim = a_fee_claim()
    with (
        pytest.raises(DatabaseError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE anxin_aftersale_feeclaim SET {RAW[constraint]} WHERE no = %s", [claim.no]
        )


def told(claim: FeeClaim) -> OrderEvent:
    """What the order's history says last of a claim."""
    events = OrderEvent.objects.filter(order_id=claim.case.order_id)
    return events.filter(kind__startswith="fee_claim_").latest("seq")


def ended(claim: FeeClaim, **span: float) -> FeeClaim:
    """The claim after so much time, each day of it met by the sweep."""
    sweep_after(**span)
    claim.refresh_from_db()
    return claim


def test_a_claim_that_is_late_with_a_senior_too_is_a_supervisors() -> None:
    claim = a_fee_claim()
    assert ended(claim, hours=72, minutes=1).tier == "senior"
    assert count_late_claims() == 0
    assert ended(claim, hours=96, minutes=2).tier == "supervisor"
    assert count_late_claims() == 1
    assert approve(claim, role="senior") == NotContested("tier_too_high")
    assert ended(claim, hours=121).tier == "supervisor"
    assert approve(claim, role="supervisor") is None
    assert count_late_claims() == 0


def test_a_claim_that_nobody_decides_in_fourteen_days_is_granted_whole_and_told() -> None:
    claim = a_fee_claim()
    had_fen = balance(account_id=claim.buyer_id)
    for hours in (73, 98, 13 * 24 + 23):
        assert ended(claim, hours=hours).state == "submitted"
    assert claim.due_at and claim.due_at - claim.submitted_at <= timedelta(days=14)
    assert ended(claim, days=14, minutes=1).state == "approved"
    assert (claim.granted_fen, claim.decided_by_id) == (FEE_FEN, None)
    assert balance(account_id=claim.buyer_id) == had_fen + FEE_FEN
    last = told(claim)
    assert (last.kind, last.role, last.actor) == ("fee_claim_limit_reached", "system", None)
    assert last.data["granted_fen"] == FEE_FEN and stands_on_its_ground(last, claim)
    assert sweep_after(days=15) == 0
    assert breaches() == []


def stands_on_its_ground(event: OrderEvent, claim: FeeClaim) -> bool:
    """Whether a decision about a claim says by which clause, version and facts."""
    facts = event.data["facts"]
    return (event.data["clause"], facts["policy"]) == (
        claim.case.clause,
        str(claim.case.order.policy_id),
    ) and facts["request"]["reason"] == "unwanted"


def reject(claim: FeeClaim) -> NotContested | None:
    """Have a reviewer reject the claim, and it be done."""
    refused = reject_claim(no=claim.no, reviewer=a_reviewer(), said="按规则收取")
    assert (refused is None) == carry_out(claim)
    return refused


def test_a_verdict_on_a_claim_says_what_it_stood_on() -> None:
    for decide in (approve, reject):
        claim = a_fee_claim()
        assert decide(claim) is None
        assert stands_on_its_ground(told(claim), claim)
        assert "stood_on" not in told(claim).data


def test_what_a_channel_may_be_giving_too_is_not_granted_by_waiting() -> None:
    claim = a_fee_claim()
    assert joined(claim.case.order.no) is None
    for days in (4, 5, 14, 15):
        assert ended(claim, days=days, minutes=1).state == "submitted"
    assert claim.tier == "supervisor"
    Complaint.objects.filter(order_id=claim.case.order_id).update(state="answered", due_at=None)
    assert ended(claim, days=16, minutes=2).state == "approved"


def test_nor_while_a_bill_shows_a_refund_of_its_payment_that_nobody_made() -> None:
    bought = delivered(buyer=a_buyer(credit=60))
    claim = a_fee_claim_on(case_after(bought, reason="unwanted"))
    # As if a channel had taken the money: only such a payment is on a bill.
    Payment.objects.filter(order__no=bought.no).update(method="alipay", identity="app")
    difference = on_the_bill(bought, FEE_FEN)
    for days in (4, 5, 14, 15):
        assert ended(claim, days=days, minutes=1).state == "submitted"
    ended_unbooked(difference)
    assert ended(claim, days=16, minutes=2).state == "approved"
