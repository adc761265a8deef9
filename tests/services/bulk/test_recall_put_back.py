"""A card that a recall pulled from a waiting order comes back, whatever became of the order."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.bulk.recall import ask_to_relist, refuse, relist
from anxin.services.order.deliver import waive_cooling_off
from anxin.services.sweep import sweep_due
from anxin.storage.bulk.models import PulledCard, Recall
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import OrderCard
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.card import card_states, stock
from tests.factories.catalog import Goods, a_product
from tests.factories.order import Bought, paid, view
from tests.factories.recall import of_cards, of_product, proposed, recalled, two_batches

pytestmark = pytest.mark.django_db


def refused(row: Recall) -> None:
    """Somebody of finance refuses it."""
    assert refuse(no=row.no, actor=an_account(role="finance").id, role="finance") is None


def sold_again(row: Recall) -> None:
    """Two people put what it took back on sale."""
    asks, agrees = an_account(role="operator").id, an_account(role="finance").id
    assert ask_to_relist(no=row.no, actor=asks, role="operator") is None
    assert relist(no=row.no, actor=agrees, role="finance") is None


def whole(goods: Goods, **states: int) -> None:
    """The product's cards stand so, nothing is left of the recall, and the books are right."""
    assert card_states(goods.id) == states
    assert not PulledCard.objects.filter(card__product_id=goods.id).exists()
    assert breaches() == []


def cards_of(bought: Bought) -> list[str]:
    """The states of the cards that an order is linked to."""
    found = OrderCard.objects.filter(order__no=bought.no).order_by("unit")
    return list(found.values_list("card__state", flat=True))


def test_the_buyer_cancelled_meanwhile() -> None:
    goods = a_product(cards=2)
    bought = paid(goods=goods)
    row = proposed(of_cards(goods))
    assert case_after(bought, reason=None).state == "refunded"
    assert bought.row.state == "cancelled"
    refused(row)
    whole(goods, available=2)
    assert cards_of(bought) == []


def test_the_order_was_made_up_from_other_stock() -> None:
    goods = two_batches(first=1, second=1)
    bought = paid(goods=goods)
    row = proposed(of_cards(goods))
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    refused(row)
    whole(goods, available=1, sold=1)
    assert cards_of(bought) == ["sold"]
    assert len(view(bought)) == 1  # type: ignore[arg-type]


def test_the_order_was_given_back_as_sold_out() -> None:
    goods = a_product(cards=1)
    bought = paid(goods=goods)
    row = proposed(of_cards(goods))
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    sweep_due(outside=wiring.outside())
    assert bought.row.state == "cancelled"
    refused(row)
    whole(goods, available=1)


def test_an_order_that_lacks_it_still_gets_it_once_it_is_free() -> None:
    goods = a_product(cards=1)
    bought = paid(goods=goods)
    row = proposed(of_cards(goods))
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    refused(row)
    sweep_due(outside=wiring.outside())
    assert bought.row.state == "delivered"
    whole(goods, sold=1)


def test_a_part_was_cancelled_so_that_fewer_are_wanted() -> None:
    goods = a_product(cards=3)
    bought = paid(goods=goods, units=3)
    row = proposed(of_cards(goods))
    case_after(bought, reason=None, units=2)
    assert bought.row.state == "cooling_off"
    refused(row)
    whole(goods, held=1, available=2)
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    whole(goods, sold=1, available=2)


def test_an_order_that_still_waits_has_its_card_back() -> None:
    goods = a_product(cards=1)
    bought = paid(goods=goods)
    refused(proposed(of_cards(goods)))
    whole(goods, held=1)
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    assert bought.row.state == "delivered"


def test_after_a_recall_of_the_product_and_selling_again() -> None:
    goods = a_product(cards=3)
    bought = paid(goods=goods)
    row = recalled(of_product(goods))
    assert bought.row.state == "cancelled"
    sold_again(row)
    whole(goods, available=3)
    assert cards_of(bought) == []


def test_after_a_recall_of_a_batch_and_selling_again() -> None:
    goods = two_batches(first=1, second=1)
    cancelled, row = paid(goods=goods), recalled(of_cards(goods))
    case_after(cancelled, reason=None)
    sold_again(row)
    whole(goods, available=2)


def test_what_was_sold_and_given_back_stays_away() -> None:
    goods = a_product(cards=1)
    bought = paid(goods=goods)
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    stock(product_id=goods.id, merchant_id=goods.shop.id, count=1)
    row = recalled(of_product(goods))
    sold_again(row)
    whole(goods, quarantined=1, available=1)
    assert cards_of(bought) == ["quarantined"]
