"""What a recall pulls is sold to nobody; who waits for it gets another one, or the money."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.bulk.recall import refuse, run_recalls
from anxin.services.order.deliver import waive_cooling_off
from anxin.services.order.place import NotPlaced
from anxin.services.sweep import sweep_due
from anxin.services.wallet import pay_by_wallet
from anxin.storage.card.models import Card
from anxin.storage.catalog.models import Product
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import Order
from tests.factories.account import a_buyer, an_account
from tests.factories.card import card_states
from tests.factories.catalog import a_product, a_top_up
from tests.factories.order import Bought, paid, place, placed, started, view
from tests.factories.recall import (
    line_of,
    of_cards,
    of_product,
    proposed,
    recalled,
    two_batches,
)

pytestmark = pytest.mark.django_db

MONEY = 200_000


def money(bought: Bought) -> int:
    """What the buyer's wallet holds."""
    return balance(account_id=bought.buyer)


def test_unsold_cards_are_sold_to_nobody_from_the_moment_the_list_is_frozen() -> None:
    goods = a_product(cards=3)
    proposed(of_cards(goods))
    assert card_states(goods.id) == {"quarantined": 3}
    assert isinstance(place(buyer=a_buyer(), goods=goods), NotPlaced)
    assert breaches() == []


def test_an_order_that_waits_gets_another_card_in_place_of_a_recalled_one() -> None:
    goods = two_batches(first=1)
    bought = paid(goods=goods)
    recall = recalled(of_cards(goods))
    assert (recall.orders, recall.pulled) == (0, 1)
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    assert bought.row.state == "delivered"
    assert len(view(bought)) == 1  # type: ignore[arg-type]
    assert breaches() == []


def test_without_other_stock_it_is_refunded_as_sold_out_by_itself() -> None:
    goods = a_product(cards=1)
    bought = paid(goods=goods)
    proposed(of_cards(goods))
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    sweep_due(outside=wiring.outside())
    assert (bought.row.state, money(bought)) == ("cancelled", MONEY)
    assert breaches() == []


def test_an_unpaid_order_with_a_recalled_card_expires_without_it_coming_back() -> None:
    goods = a_product(cards=1)
    placed(goods=goods)
    recall = proposed(of_cards(goods))
    assert recall.pulled == 1
    Order.objects.filter(product_id=goods.id).update(due_at=recall.proposed_at)
    sweep_due(outside=wiring.outside())
    assert card_states(goods.id) == {"quarantined": 1}
    assert breaches() == []


def test_the_product_is_off_the_shelf_and_back_if_the_recall_is_refused() -> None:
    goods = a_product(cards=2)
    waiting = paid(goods=goods)
    recall = proposed(of_product(goods))
    assert not Product.objects.get(id=goods.id).on_sale
    assert refuse(no=recall.no, actor=an_account(role="finance").id, role="finance") is None
    assert Product.objects.get(id=goods.id).on_sale
    assert card_states(goods.id) == {"held": 1, "available": 1}
    assert waiting.row.refunded_fen == 0
    assert run_recalls() == 0
    assert line_of(waiting).code == "refused"
    assert breaches() == []


def test_what_is_not_paid_yet_is_closed_instead_of_sold() -> None:
    goods = a_top_up()
    bought = placed(goods=goods, inputs={"phone": "13900000000"})
    started(goods=goods, inputs={"phone": "13900000000"})
    proposed(of_product(goods))
    sweep_due(outside=wiring.outside())
    assert bought.row.state == "cancelled"
    assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) is not None


def test_a_card_that_somebody_put_back_can_be_recalled_again() -> None:
    goods = a_product(cards=2)
    proposed(of_cards(goods))
    Card.objects.filter(product_id=goods.id).update(state="available")
    assert proposed(of_cards(goods)).pulled == 2
    assert card_states(goods.id) == {"quarantined": 2}
    assert breaches() == []
