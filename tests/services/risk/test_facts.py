"""What is counted of a buyer: his own doing, as the records have it, until it is found wrong."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from anxin.services.risk.marks import forget_marks
from anxin.storage.aftersale.models import Case
from anxin.storage.card.models import Card
from anxin.storage.evidence.models import Match, Page, Piece
from anxin.storage.order.models import OrderCard
from anxin.storage.payment.models import Payment
from anxin.storage.risk.facts import facts_of
from anxin.storage.risk.models import Mark, Pardon, Restriction
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import let_pass, sweep_after
from tests.factories.conduct import cancel, facts, give_back, given, suspect
from tests.factories.order import delivered, started, view
from tests.factories.risk import assessed, paid_by, restricted, seen_with

pytestmark = pytest.mark.django_db


def test_cancels_of_a_buyer_count_and_those_with_a_note_are_told_apart() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    cancel(buyer, times=3)
    cancel(buyer, times=2, note="比价")
    assert facts(buyer) == {"cancels": 5, "noted": 2}
    let_pass(days=8)
    assert facts(buyer) == {}


def test_what_a_merchant_did_not_deliver_in_time_is_no_cancel_of_the_buyer() -> None:
    buyer = a_buyer()
    bought = started(buyer=buyer, goods=a_top_up(), inputs={"phone": "13800138000"})
    sweep_after(hours=100)
    assert Case.objects.filter(order_id=bought.row.id, clause="undelivered").exists()
    assert facts(buyer) == {}


def test_returns_on_the_buyers_side_count_and_refunds_for_a_fault_do_not() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    give_back(buyer, times=2)
    fault = case_after(delivered(buyer=buyer), reason="card_invalid")
    Case.objects.filter(id=fault.id).update(state="refunded", cause="merchant")
    assert facts(buyer) == {"returns": 2}
    found = facts_of(account_id=buyer)
    assert found and found.credit.justified_refunds == 1


def test_a_request_that_the_records_contradict_costs_a_little_of_both() -> None:
    buyer = a_buyer()
    bought = delivered(buyer=buyer)
    view(bought)
    case = case_after(bought, reason="not_received")
    assert (case.state, case.code) == ("rejected", "was_viewed")
    assert facts(buyer) == {"contradicted": 1}
    assert assessed(buyer).credit == 55


def test_being_refused_for_a_reason_of_ones_own_is_no_contradiction() -> None:
    buyer = a_buyer()
    bought = delivered(buyer=buyer)
    view(bought)
    assert case_after(bought, reason="unwanted").state == "rejected"
    assert facts(buyer) == {}
    assert assessed(buyer).credit == 60


def test_a_flag_is_not_catching() -> None:
    one, other = a_buyer(money_fen=1_000_000), a_buyer(money_fen=1_000_000)
    suspect(one)
    assessed(one)
    seen_with("d1", one, other)
    assert facts(other) == {"linked_restricted": 1, "linked_returning": 1}
    Restriction.objects.filter(account_id=one).update(own=False)
    assert "linked_restricted" not in facts(other)


def a_piece(buyer: UUID, *, verdict: str, case: Case | None = None) -> Page:
    """A piece of evidence of one page, read."""
    bought = delivered(buyer=buyer)
    piece = Piece.objects.create(
        order_id=bought.row.id, buyer_id=buyer, case=case, no=uuid4().hex, position=1,
        kind="other", filename="a.png", size_bytes=1, sha256=uuid4().bytes * 2,
        original_key="a", state="read", verdict=verdict,
    )  # fmt: skip
    return Page.objects.create(
        piece=piece, number=1, width=1, height=1, shown_key="a", pixel_sha256=b"a" * 32,
        perceptual="0" * 256, flat_share=0, sharpness=0,
    )  # fmt: skip


def like(later: Page, earlier: Page, judgement: str = "same") -> None:
    """Note that a page is like an earlier one."""
    Match.objects.create(
        piece_id=later.piece_id, number=1, earlier=earlier, judgement=judgement,
        differing=0, lowest=1,
    )  # fmt: skip


def test_pictures_of_another_account_count_and_ones_own_and_similar_ones_do_not() -> None:
    buyer, other = a_buyer(money_fen=1_000_000), a_buyer()
    earlier, own = a_piece(other, verdict="consistent"), a_piece(buyer, verdict="consistent")
    like(a_piece(buyer, verdict="consistent"), own)
    like(a_piece(buyer, verdict="consistent"), earlier, "similar")
    assert facts(buyer) == {}
    like(a_piece(buyer, verdict="consistent"), earlier, "edited")
    assert facts(buyer) == {"reused": 1}
    assert facts(other) == {}


def test_a_doubted_piece_counts_until_its_case_is_granted() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    case = case_after(delivered(buyer=buyer), reason="card_invalid")
    a_piece(buyer, verdict="suspicious", case=case)
    assert facts(buyer) == {"doubted": 1}
    Case.objects.filter(id=case.id).update(state="refunded", cause="merchant")
    assert facts(buyer) == {}


def test_a_card_that_is_used_after_its_refund_is_a_fact() -> None:
    buyer = a_buyer()
    bought = delivered(buyer=buyer)
    case = case_after(bought, reason="unwanted")
    assert case.state == "refunded"
    card = OrderCard.objects.get(order_id=bought.row.id).card
    Card.objects.filter(id=card.id).update(used_at="2020-01-01T00:00+08:00")
    assert "used_after_refund" not in facts(buyer)
    Card.objects.filter(id=card.id).update(used_at="2999-01-01T00:00+08:00")
    assert facts(buyer)["used_after_refund"] == 1
    assert assessed(buyer).flagged


def test_a_channels_payment_taken_to_the_wallet_counts_and_the_wallets_own_does_not() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    goods = a_product(cards=4)
    for _ in range(2):
        bought = delivered(buyer=buyer, goods=goods)
        given(case_after(bought, reason="unwanted", destination="wallet"))
    assert facts(buyer) == {"returns": 2}
    Payment.objects.filter(order_id=bought.row.id).update(method="alipay", no=uuid4().hex)
    assert facts(buyer) == {"returns": 2, "to_wallet": 1}


def test_who_paid_counts_each_once_for_thirty_days_until_found_wrong() -> None:
    buyer, other = a_buyer(), a_buyer()
    paid_by("alipay:1", buyer)
    paid_by("alipay:1", buyer)
    assert facts(buyer) == {"payers": 1}
    let_pass(days=20)
    paid_by("wechat:2", buyer, other)
    seen_with("d1", buyer)
    assert (facts(buyer)["payers"], facts(other)["payers"]) == (2, 1)
    let_pass(days=31)
    assert facts(buyer)["payers"] == 1
    Pardon.objects.create(account_id=buyer, code="payers")
    assert "payers" not in facts(buyer)
    let_pass(days=32)
    paid_by("bank:3", buyer)
    assert facts(buyer)["payers"] == 1


def test_a_link_that_an_appeal_found_wrong_counts_no_more_and_a_new_one_does() -> None:
    flat_mates = a_buyer(), restricted()
    seen_with("d1", *flat_mates)
    assert facts(flat_mates[0]) == {"linked_restricted": 1}
    Pardon.objects.create(account_id=flat_mates[0], code="linked_restricted")
    assert facts(flat_mates[0]) == {}
    let_pass(days=1)
    seen_with("d2", flat_mates[0], restricted())
    assert facts(flat_mates[0]) == {"linked_restricted": 1}


def test_marks_are_forgotten_after_a_year() -> None:
    buyer = a_buyer()
    seen_with("d1", buyer)
    let_pass(days=364)
    forget_marks()
    assert Mark.objects.filter(account_id=buyer).exists()
    paid_by("alipay:2088", buyer)
    let_pass(days=366)
    forget_marks()
    assert [mark.kind for mark in Mark.objects.filter(account_id=buyer)] == ["payer"]
    let_pass(days=730)
    forget_marks()
    assert not Mark.objects.filter(account_id=buyer).exists()
