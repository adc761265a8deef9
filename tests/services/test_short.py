"""Cards that went missing between payment and delivery: made up from stock, or given back."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.order.deliver import waive_cooling_off
from anxin.services.sweep import sweep_due
from anxin.storage.card.models import Card
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.refund.models import Refund
from tests.factories.aftersale import case_after
from tests.factories.card import card_states, stock
from tests.factories.catalog import a_product
from tests.factories.order import Bought, paid, view

pytestmark = pytest.mark.django_db
PRICE = 9_800


def pull(bought: Bought, *, count: int) -> None:
    """Take so many of an order's cards out of sale, as somebody does with a bad batch."""
    held = Card.objects.filter(ordercard__order__no=bought.no, state="held")
    Card.objects.filter(id__in=[card.id for card in held[:count]]).update(state="quarantined")


def start(bought: Bought) -> None:
    """Waive cooling-off, then do what is due."""
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    while sweep_due(outside=wiring.outside()):
        pass


def money(bought: Bought) -> int:
    """What the buyer's wallet holds."""
    return balance(account_id=bought.buyer)


def test_a_pulled_card_is_made_up_from_stock(db: None) -> None:
    bought = paid(goods=a_product(cards=4), units=3)
    pull(bought, count=1)
    start(bought)
    assert bought.row.state == "delivered"
    assert card_states(bought.goods.id) == {"sold": 3, "quarantined": 1}
    shown = view(bought)
    assert isinstance(shown, list)
    assert len({card.secret for card in shown}) == 3


def test_what_cannot_be_made_up_is_given_back_as_sold_out_and_the_rest_delivered(db: None) -> None:
    bought = paid(goods=a_product(cards=3), units=3)
    before = money(bought)
    pull(bought, count=1)
    start(bought)
    assert (bought.row.state, bought.row.refunded_units) == ("delivered", 1)
    assert money(bought) == before + PRICE
    refund = Refund.objects.get(payment__order__no=bought.no)
    assert (refund.cause, refund.fee_fen) == ("sold_out", 0)
    assert card_states(bought.goods.id) == {"sold": 2, "quarantined": 1}
    assert breaches() == []


def test_an_order_that_lost_all_its_cards_is_given_back_whole(db: None) -> None:
    bought = paid(goods=a_product(cards=2), units=2)
    before = money(bought)
    pull(bought, count=2)
    start(bought)
    assert (bought.row.state, money(bought)) == ("cancelled", before + 2 * PRICE)
    assert breaches() == []


def test_what_comes_into_stock_meanwhile_is_delivered_after_all(db: None) -> None:
    goods = a_product(cards=2)
    bought = paid(goods=goods, units=2)
    pull(bought, count=1)
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    assert bought.row.state == "delivering"
    stock(product_id=goods.id, merchant_id=goods.shop.id, count=1)
    while sweep_due(outside=wiring.outside()):
        pass
    assert (bought.row.state, bought.row.refunded_units) == ("delivered", 0)


def test_a_buyer_who_cancels_an_order_that_lacks_cards_gets_all_back(db: None) -> None:
    bought = paid(goods=a_product(cards=2), units=2)
    before = money(bought)
    pull(bought, count=1)
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    case = case_after(bought)
    assert (case.state, money(bought)) == ("refunded", before + 2 * PRICE)
    assert card_states(bought.goods.id) == {"available": 1, "quarantined": 1}
    assert breaches() == []
