"""Delivery: cards by themselves when cooling-off ends, other kinds by the merchant's hand or by a
supplier (services.supplier)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from anxin.domain.states import SUPPLIER_OPEN, UNDELIVERED
from anxin.services.failpoint import here
from anxin.services.order.close import cancel_order
from anxin.services.order.move import Step, move_order
from anxin.services.order.stock import make_up, sell
from anxin.storage import queue
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders
from anxin.storage.order.held import is_held
from anxin.storage.order.models import Order, Shipment, SupplierOrder
from anxin.storage.order.queries import OrderRow

COMPLETE_AFTER = timedelta(days=7)
DELIVER_WITHIN = timedelta(hours=24)
"""How long a merchant has; after it the order is refunded by itself (services.sweep)."""


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """Nothing was saved; `code` says why."""

    code: str


@transaction.atomic
def end_cooling_off(*, order_id: UUID, step: Step) -> bool:
    """Deliver a paid order whose cooling-off is over or waived; say whether it was delivered on.

    Cards leave at once; everything else waits for the merchant. An order that a case or a
    guardian's claim holds, or that meanwhile left cooling-off, stays as it is; one whose money a
    channel took back is cancelled.
    """
    order = orders.lock_order(order_id=order_id)
    if order is None or order.state != "cooling_off" or order.case_open:
        return False
    if is_held(order_id=order_id) or end_taken_back(order_id=order_id):
        return False
    return start_delivery(order=order, step=step)


def end_taken_back(*, order_id: UUID) -> bool:
    """End the delivery of an order whose money a channel has taken back whole.

    It is cancelled; one of which a part has arrived is delivered with that part. One that a case
    holds is its senior's; what its supplier has may arrive still.
    """
    order = orders.lock_order(order_id=order_id)
    assert order is not None, "orders are never deleted"
    if order.case_open or order.state not in UNDELIVERED or not order.taken_back:
        return False
    at_supplier = SupplierOrder.objects.filter(order_id=order_id, state__in=SUPPLIER_OPEN)
    if at_supplier.exists():
        at_supplier.exclude(state="sending").update(next_try_at=ClockNow())
        queue.defer(task="deliver_top_ups")
        return False
    step = Step("order_taken_back", "system")
    if order.delivered_value_fen:
        return _leave_at_part(order, step)
    return cancel_order(order=order, step=step)


def _leave_at_part(order: OrderRow, step: Step) -> bool:
    on_the_way = ("delivering",) if order.state == "delivery_failed" else ()
    return move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state, *on_the_way, "delivered"),
        step=step,
        due_at=order.now + COMPLETE_AFTER,
        delivered_at=order.now,
    )


def start_delivery(*, order: OrderRow, step: Step) -> bool:
    """Walk a locked, paid order into delivery: to the end for cards, to the merchant for others.

    A card order that lacks cards, and stock as well, waits in delivery: due at once, so that the
    sweep gives back what is missing.
    """
    if order.kind != "card_secret":
        return _hand_over(order, step)
    missing = make_up(order_id=order.id)
    if missing > 0:
        return move_order(
            order_id=order.id,
            version=order.version,
            states=(order.state, "delivering"),
            step=replace(step, data={**step.data, "missing": missing}),
            due_at=order.now,
        )
    return _deliver_cards(order, step)


def _hand_over(order: OrderRow, step: Step) -> bool:
    moved = move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state, "delivering"),
        step=step,
        due_at=order.now + DELIVER_WITHIN,
    )
    if moved and order.supplier:
        queue.defer(task="deliver_top_ups")
    return moved


def _deliver_cards(order: OrderRow, step: Step) -> bool:
    """Deliver every card that the order holds; it may have begun before."""
    sell(order_id=order.id)
    here("cards.sold_not_delivered")
    on_the_way = () if order.state == "delivering" else (order.state,)
    return move_order(
        order_id=order.id,
        version=order.version,
        states=(*on_the_way, "delivering", "delivered"),
        step=step,
        due_at=order.now + COMPLETE_AFTER,
        delivered_at=order.now,
    )


def deliver_the_rest(*, order: OrderRow) -> int:
    """Deliver a locked card order that lacked cards, if it lacks none any more.

    Returns how many units are still missing, which are to be given back.
    """
    missing = make_up(order_id=order.id)
    if missing <= 0:
        _deliver_cards(order, Step("delivery_completed", "system"))
    return missing


@transaction.atomic
def waive_cooling_off(*, no: str, buyer_id: UUID) -> bool:
    """Deliver the buyer's order at once, at the buyer's word (立即发货)."""
    order_id = Order.objects.filter(no=no, buyer_id=buyer_id).values_list("id", flat=True).first()
    step = Step("cooling_off_waived", "buyer", buyer_id)
    return order_id is not None and end_cooling_off(order_id=order_id, step=step)


@transaction.atomic
def report_delivery(
    *,
    no: str,
    merchant_id: UUID,
    actor: UUID,
    receipt_no: str,
    value_fen: int,
    seen_version: int | None = None,
) -> NotDelivered | None:
    """Record what a merchant delivered by hand, with the supplier's or courier's number.

    `value_fen` is how much of the order's price arrived with this report; once all of it has,
    the order is delivered. Less leaves it in delivery, the rest still owed. `seen_version` is the
    order's as the merchant saw it: a report made on an older sight of it (a second tap) is refused.
    """
    order = orders.order_of_merchant(no=no, merchant_id=merchant_id)
    order = orders.lock_order(order_id=order.id) if order else None
    if order is None:
        return NotDelivered("not_found")
    if seen_version not in (None, order.version):
        return NotDelivered("moved")
    refused = _refused(order, receipt_no, value_fen)
    if refused:
        return NotDelivered(refused)
    Shipment.objects.create(
        order_id=order.id, receipt_no=receipt_no, value_fen=value_fen, delivered_by_id=actor
    )
    arrived = (order.delivered_value_fen or 0) + value_fen
    full = value_fen == order.owed_fen
    move_order(
        order_id=order.id,
        version=order.version,
        states=("delivering", "delivered") if full else ("delivering",),
        step=Step("delivery_reported", "merchant", actor, {"value_fen": value_fen}),
        due_at=order.now + COMPLETE_AFTER if full else order.due_at,
        delivered_at=order.now if full else None,
        delivered_value_fen=arrived,
        receipt="confirmed",
    )
    return None


def _refused(order: OrderRow, receipt_no: str, value_fen: int) -> str | None:
    if order.state != "delivering" or order.supplier or order.kind == "card_secret":
        return "not_delivering"
    if order.case_open:
        return "case_open"
    if is_held(order_id=order.id):
        return "held"
    if order.taken_back:
        return "taken_back"
    if not receipt_no.strip():
        return "receipt_missing"
    if not 0 < value_fen <= order.owed_fen:
        return "value_out_of_range"
    return None


def confirm_receipt(*, no: str, buyer_id: UUID) -> bool:
    """Complete a delivered order at the buyer's word (确认收货)."""
    order = orders.order_of_buyer(no=no, buyer_id=buyer_id)
    return bool(order) and complete(order=order, step=Step("receipt_confirmed", "buyer", buyer_id))


def complete(*, order: OrderRow | None, step: Step) -> bool:
    """Complete a delivered order that no case holds; say whether it was.

    From here its protection runs; when that is over its money is released (services.settlement).
    """
    if order is None or order.case_open or order.state not in ("delivered", "activated"):
        return False
    return move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state, "completed"),
        step=step,
        due_at=None,
        completed_at=order.now,
        settle_at=order.now + timedelta(days=order.settle_days),
    )
