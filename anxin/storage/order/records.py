"""Reads of what was recorded about an order: payments, the merchant's reports, the viewings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class PaidRow:
    """What one tender paid; `serial_no` is the channel's number, empty where there is none."""

    no: str
    method: str
    captured_fen: int
    captured_at: datetime | None
    serial_no: str


def list_payments(*, order_id: UUID) -> list[PaidRow]:
    """Return what was paid for an order, also late or twice, in the sequence of its tenders."""
    rows = run(
        """SELECT no, method, captured_fen, captured_at, coalesce(serial_no, '') AS serial_no
             FROM anxin_payment_payment
            WHERE order_id = %(order_id)s::uuid AND state = 'captured'
            ORDER BY round, position, at""",
        {"order_id": order_id},
    )
    return [PaidRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """What the merchant reported as delivered."""

    receipt_no: str
    value_fen: int
    at: datetime


def list_shipments(*, order_id: UUID) -> list[ShipmentRow]:
    """Return the merchant's delivery reports of an order, oldest first."""
    rows = run(
        """SELECT receipt_no, value_fen, at FROM anxin_order_shipment
            WHERE order_id = %(order_id)s::uuid ORDER BY at""",
        {"order_id": order_id},
    )
    return [ShipmentRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One recorded viewing of a card."""

    unit: int
    at: datetime
    ip: str | None
    device: str


def list_views(*, order_id: UUID) -> list[ViewRow]:
    """Return who looked at the order's cards, when and from where, newest first."""
    rows = run(
        """SELECT k.unit, v.at, host(v.ip) AS ip, v.device
             FROM anxin_order_cardview v JOIN anxin_order_ordercard k ON k.card_id = v.order_card_id
            WHERE k.order_id = %(order_id)s::uuid ORDER BY v.at DESC LIMIT 50""",
        {"order_id": order_id},
    )
    return [ViewRow(*row) for row in rows]
