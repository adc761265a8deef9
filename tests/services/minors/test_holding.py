"""While a claim runs nothing that it names is delivered and no money leaves the wallet."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from anxin import wiring
from anxin.services.minors.deciding import reject_claim
from anxin.services.minors.finding import detach_order
from anxin.services.minors.writing import withdraw_claim
from anxin.services.order.deliver import NotDelivered, waive_cooling_off
from anxin.services.supplier.sending import deliver_top_ups
from anxin.services.withdrawal import NotWithdrawn, withdraw
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import OrderEvent, SupplierOrder
from tests.factories.account import a_buyer
from tests.factories.catalog import a_top_up
from tests.factories.clock import sweep_after
from tests.factories.minors import approve, submitted, taken
from tests.factories.order import Bought, paid, ship, started

pytestmark = pytest.mark.django_db

INPUTS = {"phone": "13812345678"}


def topping_up(**goods: object) -> Bought:
    """A top-up that its merchant has to deliver."""
    return started(goods=a_top_up(price_fen=5_000, **goods), inputs=INPUTS)


def kinds(bought: Bought) -> list[str]:
    events = OrderEvent.objects.filter(order=bought.row).order_by("seq")
    return list(events.values_list("kind", flat=True))


def test_the_end_of_cooling_off_delivers_nothing_that_a_claim_names() -> None:
    buyer = a_buyer(money_fen=100_000)
    named, other = paid(buyer=buyer), paid(buyer=buyer)
    made = submitted(named)
    sweep_after(minutes=30)
    assert (named.row.state, other.row.state) == ("cooling_off", "delivered")
    assert not waive_cooling_off(no=named.no, buyer_id=buyer)
    withdraw_claim(no=made.no)
    sweep_after(minutes=31)
    assert named.row.state == "delivered"
    assert [k for k in kinds(named) if k.startswith("delivery_")] == [
        "delivery_paused",
        "delivery_resumed",
        "delivery_started",
    ]


def test_a_merchant_reports_nothing_and_is_not_late_by_it() -> None:
    bought = topping_up()
    made, officer = taken(bought)
    assert ship(bought, value_fen=5_000) == NotDelivered("held")
    sweep_after(days=3)
    assert bought.row.state == "delivering"
    assert not Case.objects.filter(order=bought.row).exists()
    reject_claim(no=made.no, code="consented", said="同意过", officer=officer)
    sweep_after(days=3, hours=23)
    assert bought.row.state == "delivering"
    due = bought.row.due_at
    assert due is not None and due > bought.row.placed_at + timedelta(days=3, hours=23)
    assert ship(bought, value_fen=5_000) is None


def test_a_supplier_is_asked_for_nothing() -> None:
    bought = topping_up(supplier="sandbox")
    made = submitted(bought)
    deliver_top_ups(outside=wiring.outside())
    assert not SupplierOrder.objects.filter(order=bought.row).exists()
    withdraw_claim(no=made.no)
    deliver_top_ups(outside=wiring.outside())
    assert SupplierOrder.objects.filter(order=bought.row).exists()


def test_a_number_that_waited_is_not_ordered_either() -> None:
    bought = topping_up(supplier="sandbox")
    deliver_top_ups(outside=wiring.outside())
    SupplierOrder.objects.filter(order=bought.row).update(state="wanted", tries=0)
    submitted(bought)
    sweep_after(hours=1)
    deliver_top_ups(outside=wiring.outside())
    assert SupplierOrder.objects.get(order=bought.row).state == "wanted"


def test_an_order_left_out_of_the_claim_goes_on() -> None:
    bought = topping_up()
    made, officer = taken(bought)
    detach_order(no=made.no, order_no=bought.no, officer=officer)
    assert ship(bought, value_fen=5_000) is None


def test_what_was_held_is_still_whole_when_it_is_decided() -> None:
    bought = topping_up()
    made, officer = taken(bought)
    assert approve(made, [bought], 100, officer) is None
    sweep_after(seconds=11)
    assert bought.row.state == "cancelled"


def test_no_money_leaves_the_wallet_until_the_claim_is_over() -> None:
    bought = paid(buyer=a_buyer(money_fen=100_000))
    made = submitted(bought)

    def out() -> object:
        return withdraw(
            account_id=bought.buyer, amount_fen=100, form_key=uuid4(), outside=wiring.outside()
        )

    assert out() == NotWithdrawn("frozen")
    withdraw_claim(no=made.no)
    assert out() != NotWithdrawn("frozen")
