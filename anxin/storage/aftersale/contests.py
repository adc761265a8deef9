"""Reads of what is contested once (异议): a fee that a refund kept, a refund charged to a shop.

Each kind has a table of its own with what is particular to it; what all of them have is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from anxin.storage.statement import run

GRANTED_AFTER: Final = timedelta(days=14)
"""What nobody has decided by then is granted whole: nothing waits more than fifteen days."""


@dataclass(frozen=True, slots=True)
class ContestRow:
    """What is contested, with the case and the order it is about, at the database's `now`.

    `fen` is at stake. `due_at`: when somebody higher has it; `limit_at`: when it is granted because
    nobody decided. `verdict`: what somebody has decided and can take back until `verdict_at`;
    without that it waits for a second person.
    """

    now: datetime
    id: UUID
    no: str
    state: str
    tier: str
    note: str
    said: str
    submitted_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    decided_by: str | None
    verdict: dict[str, Any] | None
    verdict_at: datetime | None
    case_id: UUID
    case_no: str
    clause: str
    refund_fen: int
    why: dict[str, str]
    order_id: UUID
    order_no: str
    title: str
    title_en: str | None
    buyer_id: UUID
    fen: int
    limit_at: datetime


_ROW = """
SELECT clock_now() AS now, t.id, t.no, t.state, t.tier, t.note, t.said, t.submitted_at, t.due_at,
       t.closed_at, d.username AS decided_by, t.verdict, t.verdict_at, c.id AS case_id,
       c.no AS case_no, c.clause, c.refund_fen, c.why, o.id AS order_id, o.no AS order_no, o.title,
       p.title_en, c.buyer_id, {more}
  FROM {table} t
  JOIN anxin_aftersale_case c ON c.id = t.case_id
  JOIN anxin_order_order o ON o.id = c.order_id
  JOIN anxin_catalog_product p ON p.id = o.product_id
  LEFT JOIN anxin_account_account d ON d.id = t.decided_by_id
  {joins}
"""

_LATELY = """
SELECT coalesce(sum(CASE WHEN t.verdict IS NULL THEN {granted}
                         ELSE (t.verdict ->> 'fen')::bigint END), 0)::bigint AS fen
  FROM {table} t JOIN {table} this ON this.no = %(no)s::text AND this.id <> t.id
 WHERE t.{owner} = this.{owner}
   AND (t.decided_by_id = %(reviewer)s::uuid AND t.closed_at > clock_now() - %(within)s::interval
        OR t.verdict ->> 'by' = %(reviewer)s::text
           AND NOT t.verdict @> '{{"second": true}}')
"""
_FALLEN = """
SELECT 1 FROM {table} t JOIN anxin_aftersale_case c ON c.id = t.case_id
  JOIN anxin_order_orderevent e ON e.order_id = c.order_id
 WHERE t.no = %(no)s::text AND e.data ->> 'contest' = t.no
   AND e.data ->> 'first' = %(reviewer)s::text LIMIT 1
"""

Row = TypeVar("Row", bound=ContestRow)


class Contests(Generic[Row]):
    """One kind's table. `more`: its sum, its limit, and what its row adds to them; `joins`: how.

    `owner`: the column of who has what is granted, `granted`: how much that is of a row.
    """

    def __init__(
        self, *, table: str, row: type[Row], more: str, joins: str, owner: str, granted: str
    ) -> None:
        self._table, self._row = table, row
        self._lately = _LATELY.format(table=table, owner=owner, granted=granted)
        self._select = _ROW.format(table=table, more=more, joins=joins)

    def by_no(self, *, no: str) -> Row | None:
        """Return the one of that number, for those who decide."""
        return next(iter(self._rows("WHERE t.no = %(no)s::text", no=no)), None)

    def of_case(self, *, case_id: UUID) -> Row | None:
        """Return what is contested about a case, if anything is."""
        return next(iter(self._rows("WHERE t.case_id = %(id)s::uuid", id=case_id)), None)

    def open(self) -> list[Row]:
        """Return those that wait for a person, two hundred at most, those due first at the top."""
        return self._rows("WHERE t.state = 'submitted' ORDER BY t.due_at, t.id LIMIT 200")

    def closed(self) -> list[Row]:
        """Return the twenty that were decided last."""
        last = "WHERE t.state <> 'submitted' ORDER BY t.closed_at DESC, t.id DESC LIMIT 20"
        return self._rows(last)

    def given_lately(self, *, no: str, reviewer: UUID, within: timedelta) -> int:
        """Return what somebody let the same one have besides (fen), or is about to alone."""
        values = {"no": no, "reviewer": reviewer, "within": within}
        return int(run(self._lately, values)[0].fen)

    def has_fallen(self, *, no: str, reviewer: UUID) -> bool:
        """Say whether a second person did not agree with what this one has decided on it."""
        sql = _FALLEN.format(table=self._table)
        return bool(run(sql, {"no": no, "reviewer": reviewer}))

    def due(self, *, limit: int) -> list[str]:
        """Return those whose deadline has passed by `clock_now()`, undecided or unsigned."""
        return self._numbers("due_at <= clock_now() AND verdict_at IS NULL ORDER BY due_at", limit)

    def decided(self, *, limit: int) -> list[str]:
        """Return those whose verdict cannot be taken back any more by `clock_now()`."""
        return self._numbers("verdict_at <= clock_now() ORDER BY verdict_at", limit)

    def _rows(self, which: str, **values: object) -> list[Row]:
        return [self._row(*row) for row in run(self._select + which, values)]

    def _numbers(self, which: str, limit: int) -> list[str]:
        sql = f"SELECT no FROM {self._table} WHERE {which} LIMIT %(limit)s::int"
        return [row.no for row in run(sql, {"limit": limit})]
