"""Steps of one order that meet at the same moment: one of them happens, wholly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from anxin import wiring
from anxin.domain.states import ORDER, check_path
from anxin.services.order.close import cancel_unpaid
from anxin.services.order.deliver import waive_cooling_off
from anxin.services.order.view import view_cards
from anxin.services.payment import NotPaid
from anxin.services.sweep import _end_order
from anxin.services.wallet import pay_by_wallet
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.queries import balance
from anxin.storage.order.models import CardView, Order
from anxin.storage.order.queries import list_events
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask
from tests.factories.card import card_states
from tests.factories.catalog import a_product
from tests.factories.order import Bought, delivered, paid, placed, view
from tests.races.conftest import Crowd

ROUNDS = 25
MONEY_FEN = 200_000


def make_due(bought: Bought) -> None:
    """Let the deadline of the order's present state have passed."""
    Order.objects.filter(no=bought.no).update(due_at=ClockNow() - timedelta(minutes=1))


def sweep(bought: Bought) -> bool:
    """Do to this order what the sweep does."""
    return _end_order(bought.row.id, wiring.outside())


def waive(bought: Bought) -> bool:
    """Deliver at the buyer's word."""
    return waive_cooling_off(no=bought.no, buyer_id=bought.buyer)


def pay(bought: Bought) -> NotPaid | None:
    """Pay out of the wallet."""
    return pay_by_wallet(no=bought.no, buyer_id=bought.buyer)


def check_history(bought: Bought) -> None:
    """The order's own states form one legal walk."""
    path: list[str] = []
    for event in list_events(order_id=bought.row.id):
        if not event.kind.startswith("case_"):
            path += [state for state in event.states if not path or state != path[-1]]
    check_path(lifecycle=ORDER, path=tuple(path))


def no_errors(answers: list[Any]) -> None:
    """Nobody met an exception."""
    assert [answer for answer in answers if isinstance(answer, Exception)] == []


def test_cancelling_meets_delivery_by_the_sweep_and_by_the_buyer(crowd: Crowd) -> None:
    goods = a_product(cards=2 * ROUNDS)
    ends = set()
    for _ in range(ROUNDS):
        bought = paid(goods=goods)
        make_due(bought)
        no_errors(
            crowd.act(partial(ask, bought), *(partial(act, bought) for act in (sweep, waive)))
        )
        order = bought.row
        check_history(bought)
        held = MONEY_FEN - (9_800 if order.state == "delivered" else 0)
        assert order.state in ("cancelled", "delivered")
        assert balance(account_id=bought.buyer) == held
        ends.add(order.state)
    assert set(card_states(goods.id)) <= {"available", "sold"}


def test_paying_meets_expiry(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought = placed()
        row = Order.objects.get(no=bought.no)
        Order.objects.filter(no=bought.no).update(due_at=ClockNow() + timedelta(milliseconds=8))
        assert row.state == "awaiting_payment"
        answers = crowd.act(partial(pay, bought), *[partial(sweep, bought)] * 3)
        no_errors(answers)
        sweep(bought)  # those of the crowd may all have come before its time was over
        order = bought.row
        check_history(bought)
        if order.state == "cancelled":
            assert answers[0] == NotPaid("closed")
            assert balance(account_id=bought.buyer) == MONEY_FEN
            assert card_states(bought.goods.id) == {"available": 10}
        else:
            assert balance(account_id=bought.buyer) == MONEY_FEN - 9_800


def test_ten_taps_on_pay_take_the_money_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought = placed()
        assert crowd.act(*[partial(pay, bought)] * 10) == [None] * 10
        assert balance(account_id=bought.buyer) == MONEY_FEN - 9_800


def test_paying_meets_cancelling(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought = placed()
        cancel = partial(cancel_unpaid, no=bought.no, buyer_id=bought.buyer)
        paid_answer, cancelled = crowd.act(partial(pay, bought), cancel)
        assert (paid_answer is None) != cancelled
        assert bought.row.state == ("cancelled" if cancelled else "cooling_off")


def test_one_wallet_cannot_pay_two_orders_it_cannot_afford(crowd: Crowd) -> None:
    goods = a_product(cards=2 * ROUNDS)
    for _ in range(ROUNDS):
        buyer = a_buyer(money_fen=15_000)
        orders = [placed(buyer=buyer, goods=goods) for _ in range(2)]
        answers = crowd.act(*[partial(pay, order) for order in orders])
        assert sorted(answers, key=str) == [None, NotPaid("wallet_short", 4_600)]
        assert balance(account_id=buyer) == 5_200


def look(bought: Bought) -> object:
    """Look at the cards."""
    return view(bought)


def test_no_secret_is_shown_that_was_refunded_as_unviewed(crowd: Crowd) -> None:
    goods, shown, refunded = a_product(cards=4 * ROUNDS), 0, 0
    for _ in range(4 * ROUNDS):
        bought = delivered(goods=goods, buyer=a_buyer(credit=90))
        acts: list[Callable[[], object]] = [
            partial(ask, bought, reason="unwanted"), partial(look, bought),
        ]  # fmt: skip
        answers = crowd.act(*acts)
        no_errors(answers)
        was_shown, was_refunded = isinstance(answers[1], list), bought.row.refunded_fen > 0
        assert not (was_shown and was_refunded)
        assert was_shown == CardView.objects.filter(order_card__order__no=bought.no).exists()
        shown, refunded = shown + was_shown, refunded + was_refunded
    assert shown + refunded == 4 * ROUNDS
    assert shown and refunded, "both must win sometimes, or nothing raced"


def test_looking_at_once_in_many_tabs_counts_each_unit_once(crowd: Crowd) -> None:
    bought = delivered(units=3)
    tab = partial(
        view_cards,
        no=bought.no,
        buyer_id=bought.buyer,
        unit=None,
        ip=None,
        device="",
        outside=wiring.outside(),
    )
    no_errors(crowd.act(*[tab] * 20))
    assert bought.row.viewed_units == 3
    assert CardView.objects.filter(order_card__order__no=bought.no).count() == 60
