"""Reads of the orders of a recall, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class LineRow:
    """One order of a recall, and what became of it. `refunds`: the numbers of its transfers."""

    order_no: str
    units: int
    gross_fen: int
    held: str
    state: str
    code: str
    case_no: str | None
    case_state: str | None
    case_fen: int | None
    refunds: Sequence[str]
    at: datetime | None


def list_lines(*, recall_id: UUID, state: str = "", limit: int = 200) -> list[LineRow]:
    """Return the rows of a recall (those of one state, if named): failed ones first."""
    rows = run(
        """SELECT o.no, l.units, l.gross_fen, l.held, l.state, l.code, c.no AS case_no,
                  c.state AS case_state, c.gross_fen AS case_fen,
                  coalesce((SELECT array_agg(f.no ORDER BY f.id) FROM anxin_refund_refund f
                             WHERE f.case_id = c.id), '{}') AS refunds, l.at
             FROM anxin_bulk_recallline l
             JOIN anxin_order_order o ON o.id = l.order_id
             LEFT JOIN anxin_aftersale_case c ON c.id = l.case_id
            WHERE l.recall_id = %(id)s::uuid
              AND (%(state)s::text = '' OR l.state = %(state)s::text)
            ORDER BY l.state <> 'failed', l.state <> 'pending', l.order_id
            LIMIT %(limit)s::int""",
        {"id": recall_id, "state": state, "limit": limit},
    )
    return [LineRow(*row) for row in rows]
