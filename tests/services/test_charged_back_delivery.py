"""What a channel takes back whole is not delivered any more, as far as nobody has sent it yet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from anxin.services.order.deliver import NotDelivered, waive_cooling_off
from anxin.services.supplier import deliver_top_ups
from anxin.storage.card.models import Card
from anxin.storage.order.models import SupplierOrder
from tests.factories.clock import sweep_after
from tests.factories.order import Bought, ship
from tests.services.test_charged_back import PRICE_FEN, Shop, charged, shop, whole
from torture.model.partners import Supplier

__all__ = ["shop"]
pytestmark = pytest.mark.django_db


def delivering(shop: Shop, **goods: Any) -> Bought:
    """An order, paid through the channel, that waits for its merchant, or its supplier."""
    bought = shop.sold(**goods)
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    assert bought.row.state == "delivering"
    return bought


def test_what_was_taken_back_whole_before_it_was_delivered_is_not_delivered(shop: Shop) -> None:
    bought = shop.sold()
    charged(bought, PRICE_FEN)
    assert bought.row.state == "cancelled"
    sweep_after(minutes=11)
    assert bought.row.state == "cancelled"
    assert Card.objects.filter(product_id=bought.goods.id).exclude(state="available").count() == 0
    whole(bought)


def test_what_was_taken_back_whole_while_its_merchant_had_it_is_not_sent(shop: Shop) -> None:
    bought = delivering(shop, kind="physical")
    charged(bought, PRICE_FEN)
    assert bought.row.state == "cancelled"
    assert ship(bought, value_fen=PRICE_FEN) == NotDelivered("not_delivering")
    whole(bought)


@pytest.mark.parametrize("ended", ["failed", "succeeded"])
def test_of_a_top_up_its_supplier_has_already_only_what_arrives_counts(
    shop: Shop, ended: str
) -> None:
    supplier = Supplier()
    outside = replace(shop.outside, suppliers={"memory": supplier})
    bought = delivering(shop, kind="top_up", supplier="memory")
    deliver_top_ups(outside=outside)
    charged(bought, PRICE_FEN)
    assert bought.row.state == "delivering", "nobody knows yet whether it arrives"
    [one] = supplier.orders.values()
    one.state = "cancelled" if ended == "failed" else "succeeded"
    SupplierOrder.objects.update(next_try_at="2020-01-01T00:00:00Z")
    deliver_top_ups(outside=outside)
    sweep_after(hours=25)
    deliver_top_ups(outside=outside)
    assert bought.row.state == ("cancelled" if ended == "failed" else "delivered")
    assert len(supplier.orders) == 1, "it is not ordered anew"
    whole(bought)


def test_what_arrived_in_part_before_it_was_taken_back_stays_with_its_merchant(shop: Shop) -> None:
    bought = delivering(shop, kind="physical")
    assert ship(bought, value_fen=1_000) is None
    charged(bought, PRICE_FEN)
    assert (bought.row.state, bought.row.delivered_value_fen) == ("delivered", 1_000)
    whole(bought)
