"""A paid order sets out: cooling-off begins, or delivery where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from anxin.services.order.deliver import start_delivery
from anxin.services.order.move import Step, move_order
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow


def set_out(*, order: OrderRow, methods: Sequence[str], actor: UUID | None) -> bool:
    """Walk a locked, fully paid order on; say whether it stood as read."""
    role = "buyer" if actor else "system"
    moved = move_order(
        order_id=order.id,
        version=order.version,
        states=("awaiting_payment", "cooling_off"),
        step=Step("order_paid", role, actor, {"methods": list(methods), "fen": order.total_fen}),
        due_at=order.now + timedelta(minutes=order.cooling_off_minutes),
        paid_at=order.now,
        paid_fen=order.total_fen,
    )
    if moved and order.cooling_off_minutes == 0:
        paid = orders.lock_order(order_id=order.id)
        assert paid is not None
        start_delivery(order=paid, step=Step("delivery_started", "system"))
    return moved
