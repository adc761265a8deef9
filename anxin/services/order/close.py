"""Orders that nobody pays: cancelled by the buyer at once, or by themselves when time is up."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from anxin.services.failpoint import here
from anxin.services.order.move import Step, move_order
from anxin.services.tender import release_held
from anxin.storage.order import queries as orders
from anxin.storage.order.models import Order
from anxin.storage.order.queries import OrderRow
from anxin.storage.statement import run


@transaction.atomic
def cancel_unpaid(*, no: str, buyer_id: UUID) -> bool:
    """Cancel the buyer's unpaid order; say whether it is cancelled by this."""
    order_id = Order.objects.filter(no=no, buyer_id=buyer_id).values_list("id", flat=True).first()
    order = orders.lock_order(order_id=order_id) if order_id else None
    return _close(order, Step("order_cancelled", "buyer", buyer_id))


def expire(*, order: OrderRow) -> bool:
    """Close a locked order that was not paid in time."""
    return _close(order, Step("order_expired", "system"))


def _close(order: OrderRow | None, step: Step) -> bool:
    if order is None or order.state != "awaiting_payment":
        return False
    release_held(order_id=order.id, buyer_id=order.buyer_id)
    return cancel_order(order=order, step=step)


def cancel_order(*, order: OrderRow, step: Step) -> bool:
    """Cancel a locked order of which nothing has arrived: what it holds is free again."""
    run(
        """WITH freed AS (
             DELETE FROM anxin_order_ordercard WHERE order_id = %(order_id)s::uuid
             RETURNING card_id)
           UPDATE anxin_card_card c SET state = 'available' FROM freed
            WHERE c.id = freed.card_id AND c.state = 'held'""",
        {"order_id": order.id},
    )
    here("order.expired_not_moved")
    return move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state, "cancelled"),
        step=step,
        due_at=None,
    )
