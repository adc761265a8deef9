"""Reads for batches: the orders that a buyer could give back, and what became of those chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """An order that still holds money, as the list shows it, at the database's `now`."""

    now: datetime
    no: str
    title: str
    title_en: str
    brand: str
    face: str
    tone: str
    units: int
    paid_fen: int
    state: str
    placed_at: datetime


def list_with_money(*, buyer_id: UUID, limit: int) -> list[BatchOrder]:
    """Return the buyer's latest orders of which not everything has gone back."""
    rows = run(
        """SELECT clock_now() AS now, o.no, o.title, p.title_en, p.brand, p.face, p.tone, o.units,
                  o.paid_fen, o.state, o.placed_at
             FROM anxin_order_order o JOIN anxin_catalog_product p ON p.id = o.product_id
            WHERE o.buyer_id = %(buyer_id)s::uuid AND o.paid_fen > o.refunded_fen + o.reserved_fen
            ORDER BY o.placed_at DESC, o.id DESC LIMIT %(limit)s::int""",
        {"buyer_id": buyer_id, "limit": limit},
    )
    return [BatchOrder(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch, at the database's `now`. `open`: rows that are not answered yet."""

    now: datetime
    id: UUID
    no: str
    destination: str
    at: datetime
    open: int


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """A batch on the list: how many orders, how many of them were not taken, how many to come."""

    now: datetime
    no: str
    at: datetime
    orders: int
    declined: int
    open: int


def list_batches(*, buyer_id: UUID, limit: int) -> list[BatchSummary]:
    """Return the buyer's latest batches, newest first."""
    rows = run(
        """SELECT clock_now() AS now, b.no, b.at, l.orders, l.declined, l.open
             FROM (SELECT * FROM anxin_bulk_batch WHERE buyer_id = %(buyer_id)s::uuid
                    ORDER BY at DESC, id DESC LIMIT %(limit)s::int) b
            CROSS JOIN LATERAL (
              SELECT count(*)::int AS orders,
                     count(*) FILTER (WHERE x.answer = 'declined')::int AS declined,
                     count(*) FILTER (WHERE x.answer = '')::int AS open
                FROM anxin_bulk_batchline x WHERE x.batch_id = b.id) l
            ORDER BY b.at DESC, b.id DESC""",
        {"buyer_id": buyer_id, "limit": limit},
    )
    return [BatchSummary(*row) for row in rows]


def batch_of_buyer(*, no: str, buyer_id: UUID) -> BatchRow | None:
    """Return the buyer's own batch of that number."""
    rows = run(
        """SELECT clock_now() AS now, b.id, b.no, b.destination, b.at,
                  (SELECT count(*)::int FROM anxin_bulk_batchline l
                    WHERE l.batch_id = b.id AND l.answer = '') AS open
             FROM anxin_bulk_batch b
            WHERE b.no = %(no)s::text AND b.buyer_id = %(buyer_id)s::uuid""",
        {"no": no, "buyer_id": buyer_id},
    )
    return BatchRow(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class LineRow:
    """One order of a batch with the case that it made, if any."""

    order_id: UUID
    order_no: str
    title: str
    title_en: str
    brand: str
    face: str
    tone: str
    kind: str
    reason: str | None
    shown_fen: int
    answer: str
    code: str
    case_no: str | None
    case_state: str | None
    case_outcome: str | None
    case_why: dict[str, str] | None
    refund_fen: int | None
    fee_fen: int | None
    decide_by: datetime | None
    open_no: str | None


def list_lines(*, batch_id: UUID) -> list[LineRow]:
    """Return the rows of a batch as they were chosen, with where each case stands now.

    `open_no`: the case that is open on an order whose row made none.
    """
    rows = run(
        """SELECT o.id, o.no, o.title, p.title_en, p.brand, p.face, p.tone, o.kind, l.reason,
                  l.shown_fen, l.answer, l.code, c.no AS case_no, c.state AS case_state,
                  c.outcome, c.why, c.refund_fen, c.fee_fen, c.decide_by,
                  (SELECT x.no FROM anxin_aftersale_case x
                    WHERE l.case_id IS NULL AND x.order_id = o.id AND x.closed_at IS NULL
                    LIMIT 1) AS open_no
             FROM anxin_bulk_batchline l
             JOIN anxin_order_order o ON o.id = l.order_id
             JOIN anxin_catalog_product p ON p.id = o.product_id
             LEFT JOIN anxin_aftersale_case c ON c.id = l.case_id
            WHERE l.batch_id = %(id)s::uuid ORDER BY l.position""",
        {"id": batch_id},
    )
    return [LineRow(*row) for row in rows]
