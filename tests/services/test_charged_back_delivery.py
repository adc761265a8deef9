"""What a channel takes back whole is not delivered any more, as far as nobody has sent it yet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from anxin.domain.channel import Unknown
from anxin.domain.outside import Outside
from anxin.services.order.deliver import NotDelivered, waive_cooling_off
from anxin.services.supplier import deliver_top_ups
from anxin.storage.card.models import Card
from anxin.storage.order.models import Order, SupplierOrder
from tests.factories.clock import sweep_after
from tests.factories.order import Bought, ship
from tests.races.turns import LONG_AGO
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


def ask_supplier(outside: Outside) -> None:
    """What the job does, whenever an order at the supplier would be due."""
    SupplierOrder.objects.filter(next_try_at__isnull=False).update(next_try_at=LONG_AGO)
    deliver_top_ups(outside=outside)


def at_supplier(shop: Shop) -> tuple[Bought, Supplier, Outside]:
    """A top-up that its supplier has."""
    supplier = Supplier()
    outside = replace(shop.outside, suppliers={"memory": supplier})
    bought = delivering(shop, kind="top_up", supplier="memory")
    deliver_top_ups(outside=outside)
    assert [one.state for one in supplier.orders.values()] == ["accepted"]
    return bought, supplier, outside


@pytest.mark.parametrize(
    ("by_then", "state"), [("accepted", "cancelled"), ("succeeded", "delivered")]
)
def test_what_its_supplier_has_is_called_off_unless_it_has_arrived(
    shop: Shop, by_then: str, state: str
) -> None:
    bought, supplier, outside = at_supplier(shop)
    charged(bought, PRICE_FEN)
    assert bought.row.state == "delivering", "nobody knows yet whether it arrives"
    [one] = supplier.orders.values()
    one.state = by_then
    deliver_top_ups(outside=outside)
    assert bought.row.state == state
    ask_supplier(outside)
    assert len(supplier.orders) == 1, "it is not ordered anew"
    whole(bought)


def test_a_supplier_that_cannot_be_told_is_asked_what_became_of_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought, supplier, outside = at_supplier(shop)
    monkeypatch.setattr(Supplier, "cancel", lambda *_, **__: Unknown("no such thing"))
    charged(bought, PRICE_FEN)
    supplier.finish()
    deliver_top_ups(outside=outside)
    assert bought.row.state == "delivered"


def test_what_its_supplier_never_got_is_not_ordered_after_all(shop: Shop) -> None:
    bought, supplier, outside = at_supplier(shop)
    SupplierOrder.objects.update(state="unknown")
    supplier.orders.clear()
    charged(bought, PRICE_FEN)
    ask_supplier(outside)
    assert {one.state for one in supplier.orders.values()} == {"cancelled"}
    assert bought.row.state == "cancelled"
    whole(bought)


def test_a_merchant_that_has_it_still_is_told_not_to_send_it(shop: Shop) -> None:
    bought = delivering(shop, kind="physical")
    Order.objects.filter(no=bought.no).update(case_open=True)
    charged(bought, PRICE_FEN)
    Order.objects.filter(no=bought.no).update(case_open=False)
    assert ship(bought, value_fen=PRICE_FEN) == NotDelivered("taken_back")
    sweep_after(hours=25)
    assert bought.row.state == "cancelled"


def test_what_arrived_in_part_before_it_was_taken_back_stays_with_its_merchant(shop: Shop) -> None:
    bought = delivering(shop, kind="physical")
    assert ship(bought, value_fen=1_000) is None
    charged(bought, PRICE_FEN)
    assert (bought.row.state, bought.row.delivered_value_fen) == ("delivered", 1_000)
    whole(bought)
