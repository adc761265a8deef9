"""Whoever complained first is on the list of a recall too: paid with it, or right after."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.turns import merchant, proposals
from anxin.services.aftersale.turns.buyer import appeal, withdraw_case
from anxin.services.aftersale.turns.verdicts import decide_to_reject
from anxin.services.bulk.recall import preview_recall, run_recalls, tend_recalls
from anxin.services.numbers import new_no
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.bulk.recalls import Preview
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import Order, OrderEvent, SupplierOrder
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import sweep_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered, started
from tests.factories.recall import (
    line_of,
    of_cards,
    of_product,
    proposed,
    recalled,
    released,
    two_batches,
)
from tests.factories.turns import in_review, refused_by, with_merchant

pytestmark = pytest.mark.django_db

PRICE, MONEY = 9_800, 200_000


def asked(**order: object) -> tuple[Bought, Case]:
    """An order whose buyer has complained: evidence is waited for."""
    bought = delivered(**order)
    case = case_after(bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    return bought, case


def test_who_complained_first_is_on_the_list_summed_apart() -> None:
    goods = a_product(cards=5)
    delivered(goods=goods)
    bought, _ = asked(goods=goods)
    seen = preview_recall(target=of_product(goods))
    assert isinstance(seen, Preview)
    assert (seen.orders, seen.gross_fen) == (2, 2 * PRICE)
    assert seen.held == {"case_open": (1, PRICE)}
    row = proposed(of_product(goods))
    assert (row.orders, row.gross_fen, row.left_out) == (2, 2 * PRICE, {})
    line = line_of(bought)
    assert (line.held, line.state, line.gross_fen) == ("case_open", "pending", PRICE)


def test_their_case_is_taken_over_and_they_have_the_money_without_waiting() -> None:
    goods = a_product(cards=5)
    bought, case = asked(goods=goods)
    row = recalled(of_product(goods))
    case.refresh_from_db()
    assert (case.state, case.clause, case.cause, case.fee_fen, case.reason) == (
        "refunded", "recall", "merchant", 0, "card_invalid",
    )  # fmt: skip
    assert (row.state, line_of(bought).state, line_of(bought).case_id) == ("done", "done", case.id)
    assert (balance(account_id=bought.buyer), bought.row.case_open) == (MONEY, False)
    assert Case.objects.filter(order__no=bought.no).count() == 1
    event = OrderEvent.objects.get(order__no=bought.no, kind="case_recalled")
    assert event.states == ["needs_evidence", "approved", "refunding", "refunded"]
    assert breaches() == []


def merchants_turn() -> Bought:
    """A case in its merchant's turn."""
    return with_merchant()[0]


def reviewed() -> Bought:
    """A case with a reviewer."""
    return in_review()[0]


def appealed() -> Bought:
    """A case that a person refused and its buyer has appealed."""
    bought, case = refused_by()
    assert appeal(no=case.no, buyer_id=bought.buyer, said="请再看") is None
    return bought


@pytest.mark.parametrize("turn", [merchants_turn, reviewed, appealed])
def test_at_whoevers_turn_it_is_the_recall_ends_it_in_the_buyers_favour(
    turn: Callable[[], Bought],
) -> None:
    bought = turn()
    before = bought.row
    row = recalled(of_product(bought.goods))
    assert row.state == "done"
    assert bought.row.refunded_fen == before.paid_fen
    assert Case.objects.get(order__no=bought.no).state == "refunded"
    assert breaches() == []


def test_an_open_offer_is_over_with_the_case() -> None:
    bought, case = with_merchant()
    shop = bought.goods.shop
    merchant = proposals.Party("merchant", shop.member, shop.id)
    little = Remedy("sum", gross_fen=100)
    assert proposals.propose(no=case.no, party=merchant, remedy=little, said="") is None
    recalled(of_product(bought.goods))
    assert Proposal.objects.get(case=case).state == "lapsed"
    assert bought.row.refunded_fen == PRICE


def test_money_that_the_buyer_wanted_in_the_wallet_goes_there() -> None:
    bought = delivered(goods=a_product())
    case = case_after(bought, reason="card_invalid", destination="wallet")
    recalled(of_product(bought.goods))
    case.refresh_from_db()
    assert (case.state, case.destination) == ("refunded", "wallet")


def test_a_case_about_more_than_the_recall_gives_is_waited_for_and_then_paid() -> None:
    """A batch of which the order has one card of two: to end the case would take the other away."""
    goods = two_batches(first=1)
    bought = delivered(goods=goods, units=2)
    case = case_after(bought, reason="card_invalid")
    row = recalled(of_cards(goods))
    line = line_of(bought)
    assert (row.state, line.state, line.code, bought.row.refunded_fen) == (
        "partial", "failed", "case_open", 0,
    )  # fmt: skip
    assert tend_recalls() == 0, "the case is still open"
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    sweep_after(seconds=1)
    run_recalls()
    row.refresh_from_db()
    assert (row.state, bought.row.refunded_units, bought.row.refunded_fen) == ("done", 1, PRICE)
    assert breaches() == []


def test_a_verdict_that_is_about_to_be_carried_out_is_let_happen() -> None:
    bought, case = in_review()
    row = released(of_product(bought.goods))
    refused = decide_to_reject(
        no=case.no, reviewer=a_reviewer(), code="no_rule", said="不符合", would_change="", pieces=[]
    )
    assert refused is None
    assert run_recalls() == 0
    sweep_after(seconds=11)
    assert Case.objects.get(id=case.id).state == "rejected"
    assert run_recalls() == 1
    row.refresh_from_db()
    assert (row.state, bought.row.refunded_fen) == ("done", bought.row.paid_fen)
    assert breaches() == []


def test_what_its_case_gave_back_wholly_needs_no_retry() -> None:
    goods = two_batches(first=1)
    bought = delivered(goods=goods, units=2)
    a_piece(bought, kind="activation_failure", verdict="consistent")
    case = case_after(bought, reason="card_invalid")
    row = recalled(of_cards(goods))
    shop = goods.shop
    assert merchant.agree(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    assert bought.row.refunded_fen == 2 * PRICE
    assert tend_recalls() == 1
    run_recalls()
    row.refresh_from_db()
    assert (line_of(bought).code, row.state) == ("nothing_left", "done")
    assert breaches() == []


def test_an_order_that_a_supplier_is_at_is_met_again_when_the_supplier_has_answered() -> None:
    bought = started(goods=a_top_up(price_fen=5_000), inputs={"phone": "13900000000"})
    Order.objects.filter(no=bought.no).update(supplier="memory")
    SupplierOrder.objects.create(
        order_id=bought.row.id, attempt=1, no=new_no(), supplier="memory", value_fen=5_000,
        state="accepted", next_try_at=None,
    )  # fmt: skip
    row = recalled(of_product(bought.goods))
    line = line_of(bought)
    assert (row.orders, line.held, line.state, line.code) == (
        1, "supplier_open", "failed", "supplier_open",
    )  # fmt: skip
    assert tend_recalls() == 0
    SupplierOrder.objects.filter(order_id=bought.row.id).update(state="failed")
    assert tend_recalls() == 1
    run_recalls()
    assert (line_of(bought).state, bought.row.refunded_fen) == ("done", 5_000)


def test_the_result_file_has_those_who_complained_first() -> None:
    goods = two_batches(first=1)
    bought = delivered(goods=goods, units=2)
    case_after(bought, reason="card_invalid")
    row = recalled(of_cards(goods))
    text = browser("finance").get(f"/console/recalls/{row.no}/csv/").content.decode()
    assert f'"{bought.no}","","","1","98.00","等着再试"' in text
    said = words(browser("finance").get(f"/console/recalls/{row.no}/"))
    assert "买家已先申请" in said and "1 单 · ¥98.00" in said
