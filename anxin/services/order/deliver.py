"""Delivery: cards by themselves when cooling-off ends, other kinds by the merchant's hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from anxin.services.failpoint import here
from anxin.services.order.move import Step, move_order
from anxin.storage.order import queries as orders
from anxin.storage.order.models import Order, Shipment
from anxin.storage.order.queries import OrderRow
from anxin.storage.statement import run

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

    Cards leave at once; everything else waits for the merchant. An order that a case holds, or
    that meanwhile left cooling-off, stays as it is.
    """
    order = orders.lock_order(order_id=order_id)
    if order is None or order.state != "cooling_off" or order.case_open:
        return False
    return start_delivery(order=order, step=step)


def start_delivery(*, order: OrderRow, step: Step) -> bool:
    """Walk a locked, paid order into delivery: to the end for cards, to the merchant for others."""
    if order.kind != "card_secret":
        return move_order(
            order_id=order.id,
            version=order.version,
            states=(order.state, "delivering"),
            step=step,
            due_at=order.now + DELIVER_WITHIN,
        )
    _sell_cards(order.id)
    here("cards.sold_not_delivered")
    return move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state, "delivering", "delivered"),
        step=step,
        due_at=order.now + COMPLETE_AFTER,
        delivered_at=order.now,
    )


def _sell_cards(order_id: UUID) -> None:
    run(
        """UPDATE anxin_card_card c SET state = 'sold' FROM anxin_order_ordercard k
            WHERE k.order_id = %(order_id)s::uuid AND c.id = k.card_id AND c.state = 'held'""",
        {"order_id": order_id},
    )


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
    if order.state != "delivering":
        return "not_delivering"
    if order.case_open:
        return "case_open"
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
    """Complete a delivered order that no case holds; say whether it was."""
    if order is None or order.case_open or order.state not in ("delivered", "activated"):
        return False
    return move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state, "completed"),
        step=step,
        due_at=None,
        completed_at=order.now,
    )
