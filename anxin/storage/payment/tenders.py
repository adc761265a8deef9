"""Reads of the tenders that pay an order."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class TenderRow:
    """One tender of an order's latest round: its part, in fen, and how it stands."""

    method: str
    amount_fen: int
    state: str


def list_tenders(*, order_id: UUID) -> list[TenderRow]:
    """Return the tenders that pay, or are to pay, an order: counted ones, else the latest round."""
    rows = run(
        """SELECT method, amount_fen, state FROM (
             SELECT p.*, bool_or(p.counted) OVER () AS paid, max(p.round) OVER () AS latest
               FROM anxin_payment_payment p WHERE p.order_id = %(order_id)s::uuid) p
            WHERE CASE WHEN paid THEN counted ELSE round = latest END ORDER BY position""",
        {"order_id": order_id},
    )
    return [TenderRow(*row) for row in rows]


def waiting_part(*, order_id: UUID) -> TenderRow | None:
    """Return the channel's part that the order waits for, if it waits for one."""
    waiting = (row for row in list_tenders(order_id=order_id) if row.state == "waiting")
    return next(waiting, None)
