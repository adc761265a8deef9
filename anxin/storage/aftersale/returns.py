"""Goods on their way back: what a merchant waits for before a refund is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A case whose goods are coming back, as the merchant sees it, at the database's `now`."""

    now: datetime
    no: str
    order_no: str
    title: str
    title_en: str
    brand: str
    face: str
    tone: str
    units: int
    reason: str | None
    note: str
    refund_fen: int
    submitted_at: datetime


def list_returns(*, merchant_id: UUID) -> list[ReturnRow]:
    """Return the merchant's cases that wait for goods to come back, oldest first."""
    rows = run(
        """SELECT clock_now() AS now, c.no, o.no AS order_no, o.title, p.title_en, p.brand,
                  p.face, p.tone, c.units, c.reason, c.note, c.refund_fen, c.submitted_at
             FROM anxin_aftersale_case c
             JOIN anxin_order_order o ON o.id = c.order_id
             JOIN anxin_catalog_product p ON p.id = o.product_id
            WHERE c.merchant_id = %(merchant_id)s::uuid AND c.state = 'awaiting_return'
            ORDER BY c.submitted_at LIMIT 200""",
        {"merchant_id": merchant_id},
    )
    return [ReturnRow(*row) for row in rows]
