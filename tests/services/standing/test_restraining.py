"""What penalties keep from new orders, what goes on, and what comes back by itself."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.services.order.place import NotPlaced, Placed
from anxin.services.standing.deposit import set_deposit_term
from anxin.storage.catalog.queries import list_products, product
from tests.factories.account import a_buyer, an_account
from tests.factories.catalog import PHONE, Goods, a_product
from tests.factories.clock import sweep_after
from tests.factories.order import delivered, paid, place, placed, started, view
from tests.factories.settlement import a_deposit
from tests.factories.standing import appeal, confirmed, judge, lift, proposed

pytestmark = pytest.mark.django_db


def on_the_shelf(goods: Goods) -> bool:
    """Whether buyers find the product on the shelf."""
    return goods.no in [row.no for row in list_products(merchant_id=goods.shop.id)]


def test_a_delisted_product_cannot_be_ordered_and_says_why() -> None:
    goods = a_product()
    other = a_product(shop=goods.shop)
    penalty = confirmed(shop=goods.shop, goods=goods)
    buyer = a_buyer()
    assert place(buyer=buyer, goods=goods) == NotPlaced("stopped_delist")
    assert isinstance(place(buyer=buyer, goods=other), Placed)
    assert (on_the_shelf(goods), on_the_shelf(other)) == (False, True)
    seen = product(no=goods.no)
    assert seen is not None and seen.stopped == "delist"
    assert lift(penalty) is None
    assert isinstance(place(buyer=buyer, goods=goods), Placed)
    assert on_the_shelf(goods)


@pytest.mark.parametrize("kind", ["suspend", "expel"])
def test_a_shop_that_is_stopped_takes_no_new_orders(kind: str) -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, kind=kind)
    assert place(buyer=a_buyer(), goods=goods) == NotPlaced(f"stopped_{kind}")
    assert appeal(penalty, goods.shop) is None
    assert place(buyer=a_buyer(), goods=goods) == NotPlaced(f"stopped_{kind}")
    assert judge(penalty, upheld=False) is None
    assert isinstance(place(buyer=a_buyer(), goods=goods), Placed)


def test_one_of_two_delistings_lifted_leaves_the_other() -> None:
    goods = a_product()
    one, two = (confirmed(shop=goods.shop, goods=goods) for _ in range(2))
    assert lift(one) is None
    assert not on_the_shelf(goods)
    assert lift(two) is None
    assert on_the_shelf(goods)


def test_a_proposal_alone_stops_nothing_and_a_protective_one_does() -> None:
    goods = a_product()
    proposed(shop=goods.shop, goods=goods)
    assert on_the_shelf(goods)
    proposed(shop=goods.shop, goods=goods, protective=True)
    assert not on_the_shelf(goods)


def test_an_order_placed_before_goes_on_and_its_form_finds_it_again() -> None:
    goods, buyer, key = a_product(), a_buyer(), uuid4()
    first = place(buyer=buyer, goods=goods, form_key=key)
    under_way = paid(goods=goods)
    confirmed(shop=goods.shop, kind="suspend")
    assert place(buyer=buyer, goods=goods, form_key=key) == first
    sweep_after(minutes=16)
    assert under_way.row.state == "delivered"
    assert view(under_way)


def test_the_open_orders_of_an_expelled_shop_are_closed_or_given_back_by_themselves() -> None:
    goods = a_product(kind="top_up", inputs=[PHONE])
    cards = a_product(shop=goods.shop)
    told = {"phone": "13812345678"}
    confirmed(shop=goods.shop, goods=None, kind="warning")
    waiting, served = started(goods=goods, inputs=told), delivered(goods=cards)
    penalty = confirmed(shop=goods.shop, kind="expel")
    sweep_after(hours=1)
    assert waiting.row.state == "delivering", "nothing is closed while it may be appealed"
    assert waiting.row.refunded_fen == 0
    penalty.in_force_at, penalty.state = penalty.proposed_at, "in_force"
    penalty.due_at = None
    penalty.save()
    sweep_after(hours=2)
    assert (waiting.row.state, waiting.row.refunded_fen) == ("cancelled", waiting.row.paid_fen)
    assert (served.row.state, served.row.refunded_fen) == ("delivered", 0)


def test_a_suspension_for_a_deposit_too_low_ends_as_soon_as_it_is_complete() -> None:
    goods = a_product()
    shop = goods.shop
    operator = an_account(role="operator").id
    set_deposit_term(merchant_id=shop.id, required_fen=5_000, why="入驻协议", actor=operator)
    sweep_after(days=8)
    penalty = confirmed(shop=shop, kind="suspend", basis="deposit_short")
    sweep_after(days=8, seconds=5)
    assert place(buyer=a_buyer(), goods=goods) == NotPlaced("stopped_suspend")
    a_deposit(merchant_id=shop.id, amount_fen=5_000)
    sweep_after(days=8, seconds=9)
    penalty.refresh_from_db()
    assert penalty.state == "lifted"
    assert isinstance(place(buyer=a_buyer(), goods=goods), Placed)


def test_an_unpaid_order_of_an_expelled_shop_is_closed() -> None:
    goods = a_product()
    order = placed(goods=goods)
    penalty = confirmed(shop=goods.shop, kind="expel")
    penalty.in_force_at, penalty.state, penalty.due_at = penalty.proposed_at, "in_force", None
    penalty.save()
    sweep_after(seconds=1)
    assert order.row.state == "cancelled"
