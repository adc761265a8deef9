"""Reads of what was recorded about delivery: the merchant's reports, the viewings of cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


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
