"""Orders before payment: cancelled, expired, counted, refused."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.services.order.close import cancel_unpaid
from anxin.services.order.place import NotPlaced, Placed
from anxin.services.payment import NotPaid
from anxin.services.wallet import pay_by_wallet
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import Order
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask
from tests.factories.card import card_states
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import let_pass, sweep_after
from tests.factories.order import paid, place, placed

pytestmark = pytest.mark.django_db


def test_cancelling_an_unpaid_order_puts_its_cards_back() -> None:
    bought = placed(units=3)
    assert cancel_unpaid(no=bought.no, buyer_id=bought.buyer)
    assert bought.row.state == "cancelled"
    assert bought.row.due_at is None
    assert card_states(bought.goods.id) == {"available": 10}
    assert not cancel_unpaid(no=bought.no, buyer_id=bought.buyer)


def test_an_unpaid_order_expires_by_itself_after_15_minutes() -> None:
    bought = placed()
    sweep_after(minutes=14)
    assert bought.row.state == "awaiting_payment"
    sweep_after(minutes=16)
    assert bought.row.state == "cancelled"
    assert card_states(bought.goods.id) == {"available": 10}
    assert breaches() == []


def test_an_order_whose_time_is_up_cannot_be_paid_even_before_the_sweep() -> None:
    bought = placed()
    let_pass(minutes=16)
    assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) == NotPaid("closed")
    assert balance(account_id=bought.buyer) == 200_000


def test_somebody_elses_order_can_be_neither_paid_nor_cancelled() -> None:
    bought, stranger = placed(), a_buyer()
    assert pay_by_wallet(no=bought.no, buyer_id=stranger) == NotPaid("not_found")
    assert not cancel_unpaid(no=bought.no, buyer_id=stranger)


def test_a_short_wallet_says_how_much_is_missing_and_gives_nothing() -> None:
    bought = placed(buyer=a_buyer(money_fen=5_000))
    answer = pay_by_wallet(no=bought.no, buyer_id=bought.buyer)
    assert answer == NotPaid("wallet_short", 4_800)
    assert balance(account_id=bought.buyer) == 5_000


def test_paying_twice_takes_the_money_once() -> None:
    bought = paid()
    assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) is None
    assert balance(account_id=bought.buyer) == 200_000 - 9_800


def test_nobody_holds_more_than_five_unpaid_orders() -> None:
    buyer, goods = a_buyer(), a_product()
    assert all(isinstance(place(buyer=buyer, goods=goods), Placed) for _ in range(5))
    assert place(buyer=buyer, goods=goods) == NotPlaced("too_many_unpaid")
    assert card_states(goods.id) == {"available": 5, "held": 5}


def test_what_is_sold_out_is_not_placed_and_holds_no_card() -> None:
    goods = a_product(cards=2)
    assert place(buyer=a_buyer(), goods=goods, units=3) == NotPlaced("sold_out")
    assert card_states(goods.id) == {"available": 2}


def test_the_same_checkout_form_makes_one_order() -> None:
    buyer, goods, form_key = a_buyer(), a_product(), uuid4()
    first = place(buyer=buyer, goods=goods, form_key=form_key)
    assert place(buyer=buyer, goods=goods, form_key=form_key) == first
    assert Order.objects.filter(buyer_id=buyer).count() == 1


@pytest.mark.parametrize("units", [0, -1, 21])
def test_units_are_between_one_and_twenty(units: int) -> None:
    assert place(buyer=a_buyer(), goods=a_product(), units=units) == NotPlaced("units_out_of_range")


@pytest.mark.parametrize("inputs", [{}, {"phone": "  "}, {"other": "1"}])
def test_a_top_up_must_be_told_where_to(inputs: dict[str, str]) -> None:
    answer = place(buyer=a_buyer(), goods=a_top_up(), inputs=inputs)
    assert answer == NotPlaced("inputs_missing")


def test_an_unpaid_order_has_nothing_to_refund() -> None:
    answer = ask(placed())
    assert getattr(answer, "code", None) == "unpaid"
