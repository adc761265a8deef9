"""Reads of refunds that were paid before review and drawn to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.storage.aftersale.past import TOOK_PART
from anxin.storage.statement import run

SHOWN = 100
DECIDED = 20


@dataclass(frozen=True, slots=True)
class InstantRow:
    """A drawn refund with what the page shows of case, buyer and people, at the database's `now`.

    `deciders`: who decided, signed, offered or accepted in the case afterwards.
    """

    now: datetime
    id: UUID
    no: str
    state: str
    case_no: str
    reason: str | None
    refund_fen: int
    decided_at: datetime
    title: str
    title_en: str | None
    order_id: UUID
    order_no: str
    buyer_id: UUID
    buyer_name: str
    deciders: list[UUID]
    said: str
    looked_by: str | None
    looked_at: datetime | None
    judged_said: str
    judged_by: str | None
    judged_at: datetime | None
    due_at: datetime | None
    pressed: int


_ROW = f"""
SELECT clock_now() AS now, k.id, k.no, k.state, c.no AS case_no, c.reason, c.refund_fen,
       c.decided_at, o.title, p.title_en, c.order_id, o.no AS order_no, c.buyer_id,
       b.username AS buyer_name, ARRAY({TOOK_PART}) AS deciders, k.said, l.username AS looked_by,
       k.looked_at, k.judged_said, j.username AS judged_by, k.judged_at, k.due_at, k.pressed
  FROM anxin_quality_instantlook k
  JOIN anxin_aftersale_case c ON c.id = k.case_id
  JOIN anxin_order_order o ON o.id = c.order_id
  JOIN anxin_catalog_product p ON p.id = o.product_id
  JOIN anxin_account_account b ON b.id = c.buyer_id
  LEFT JOIN anxin_account_account l ON l.id = k.looked_by_id
  LEFT JOIN anxin_account_account j ON j.id = k.judged_by_id
"""


def instant(*, no: str) -> InstantRow | None:
    """Return the drawn refund of that number."""
    found = _rows(" WHERE k.no = %(no)s::text", {"no": no})
    return found[0] if found else None


def list_open_instants() -> list[InstantRow]:
    """Return what waits for somebody, what is due first at the top."""
    return _rows(
        " WHERE k.due_at IS NOT NULL ORDER BY k.due_at, k.no LIMIT %(n)s::int", {"n": SHOWN}
    )


def list_closed_instants() -> list[InstantRow]:
    """Return the latest that are over, newest first."""
    return _rows(
        """ WHERE k.due_at IS NULL
            ORDER BY coalesce(k.judged_at, k.looked_at) DESC, k.no LIMIT %(n)s::int""",
        {"n": DECIDED},
    )


def due_instants(*, limit: int) -> list[str]:
    """Return the numbers of those whose deadline has passed by `clock_now()`."""
    rows = run(
        """SELECT no FROM anxin_quality_instantlook WHERE due_at <= clock_now()
            ORDER BY due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


def count_for_supervisors() -> int:
    """Return how many wait for a supervisor: doubted ones, and those nobody looked at in time."""
    (row,) = run(
        """SELECT count(*) AS n FROM anxin_quality_instantlook
            WHERE due_at IS NOT NULL AND (state = 'doubted' OR pressed > 0)""",
        {},
    )
    return int(row.n)


def _rows(where: str, values: dict[str, Any]) -> list[InstantRow]:
    return [InstantRow(*row) for row in run(_ROW + where, values)]
