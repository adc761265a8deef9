"""Orders at every station of their way, walked there by the site's own use cases."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from anxin import wiring
from anxin.services.order.deliver import NotDelivered, report_delivery, waive_cooling_off
from anxin.services.order.place import NotPlaced, OrderForm, Placed, place_order
from anxin.services.order.view import NotShown, ShownCard, view_cards
from anxin.services.wallet import pay_by_wallet
from anxin.storage.order.models import Order
from tests.factories.account import a_buyer
from tests.factories.catalog import Goods, a_product


@dataclass(frozen=True)
class Bought:
    """An order and who takes part in it."""

    no: str
    buyer: UUID
    goods: Goods

    @property
    def row(self) -> Order:
        """The order as the database has it now."""
        return Order.objects.get(no=self.no)


def place(
    *,
    buyer: UUID,
    goods: Goods,
    units: int = 1,
    form_key: UUID | None = None,
    inputs: dict[str, str] | None = None,
) -> Placed | NotPlaced:
    """Send the checkout form."""
    form = OrderForm(form_key or uuid4(), units, inputs or {}, acknowledged=True)
    return place_order(buyer_id=buyer, product_no=goods.no, form=form, outside=wiring.outside())


def placed(
    *,
    buyer: UUID | None = None,
    goods: Goods | None = None,
    units: int = 1,
    inputs: dict[str, str] | None = None,
) -> Bought:
    """Place an order that waits for payment."""
    buyer, goods = buyer or a_buyer(), goods or a_product()
    answer = place(buyer=buyer, goods=goods, units=units, inputs=inputs)
    assert isinstance(answer, Placed), answer
    return Bought(answer.order_no, buyer, goods)


def paid(**order: object) -> Bought:
    """Place an order and pay it out of the wallet: cooling-off begins."""
    bought = placed(**order)  # type: ignore[arg-type]
    assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) is None
    return bought


def started(**order: object) -> Bought:
    """Pay an order and waive cooling-off: cards arrive, other goods wait for the merchant."""
    bought = paid(**order)
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    return bought


def ship(bought: Bought, *, value_fen: int) -> NotDelivered | None:
    """Have the merchant report that so much of the order arrived."""
    return report_delivery(
        no=bought.no,
        merchant_id=bought.goods.shop.id,
        actor=bought.goods.shop.member,
        receipt_no="SF-1",
        value_fen=value_fen,
    )


def delivered(**order: object) -> Bought:
    """An order whose goods have arrived in full."""
    bought = started(**order)
    if bought.row.state == "delivering":
        assert ship(bought, value_fen=bought.row.paid_fen) is None
    return bought


def view(bought: Bought, *, unit: int | None = None) -> list[ShownCard] | NotShown:
    """Have the buyer look at the cards."""
    return view_cards(
        no=bought.no,
        buyer_id=bought.buyer,
        unit=unit,
        ip="203.0.113.7",
        device="iPhone",
        outside=wiring.outside(),
    )
