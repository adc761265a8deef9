"""Reads of recalls: what one would reach, and those there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.money import allocate
from anxin.domain.recall import TO_LOOK_AT
from anxin.domain.states import SUPPLIER_OPEN, UNDELIVERED
from anxin.storage.statement import run

TOUCHED = """
touched AS (
  SELECT q.*, CASE WHEN bad >= rest THEN left_fen
                   ELSE least(paid_fen * bad / ordered, left_fen) END AS gross_fen,
         least(bad, rest) AS units, bad >= rest AS whole
    FROM (
      SELECT o.id, o.state, o.case_open, o.issuer, o.paid_fen, o.units AS ordered,
             o.paid_fen - o.refunded_fen - o.reserved_fen AS left_fen,
             o.units - o.refunded_units AS rest, s.state AS supplier_state,
             CASE WHEN %(card_batch_id)s::uuid IS NULL THEN o.units - o.refunded_units
                  ELSE b.bad END AS bad
        FROM anxin_order_order o
        LEFT JOIN LATERAL (
          SELECT count(*) FILTER (WHERE c.state IN ('sold', 'locking'))::int AS bad,
                 count(*) FILTER (WHERE c.state <> 'held' AND NOT EXISTS (
                   SELECT 1 FROM anxin_bulk_pulledcard p WHERE p.card_id = c.id))::int AS had
            FROM anxin_order_ordercard k JOIN anxin_card_card c ON c.id = k.card_id
           WHERE k.order_id = o.id AND c.batch_id = %(card_batch_id)s::uuid) b
          ON %(card_batch_id)s::uuid IS NOT NULL
        LEFT JOIN LATERAL (
          SELECT t.state FROM anxin_order_supplierorder t
           WHERE t.order_id = o.id ORDER BY t.attempt DESC LIMIT 1) s ON o.supplier <> ''
       WHERE o.product_id = %(product_id)s::uuid AND o.paid_fen > 0
         AND (%(card_batch_id)s::uuid IS NULL OR b.had > 0)
         AND (%(since)s::timestamptz IS NULL
              OR o.delivered_at >= %(since)s::timestamptz
             AND o.delivered_at < %(until)s::timestamptz)) q
), judged AS (
  SELECT t.*, CASE
           WHEN left_fen <= 0 OR gross_fen <= 0 OR units <= 0 THEN 'nothing_left'
           WHEN EXISTS (SELECT 1 FROM anxin_bulk_recallline l
                         WHERE l.order_id = t.id AND l.state = 'pending') THEN 'in_recall'
           ELSE '' END AS why,
         CASE
           WHEN case_open THEN 'case_open'
           WHEN state = ANY(%(undelivered)s::text[]) AND supplier_state = ANY(%(open)s::text[])
             THEN 'supplier_open'
           ELSE '' END AS held
    FROM touched t
)"""
"""Every paid order that a recall is about, what it would get back, and why it would be left out.

`held`: what stands in its way for now. Such an order is on the list like any other.

For a batch of cards only the units count whose card is of the batch and was delivered: what is
held for an order that is not delivered yet is pulled, and made up from other stock.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What a recall is about. `card_batch_id` or `since` and `until` narrow a product down."""

    scope: str
    product_id: UUID
    card_batch_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None

    def values(self) -> dict[str, Any]:
        """Return the values that `TOUCHED` asks for."""
        return {
            "product_id": self.product_id,
            "card_batch_id": self.card_batch_id,
            "since": self.since,
            "until": self.until,
            "undelivered": sorted(UNDELIVERED),
            "open": sorted(SUPPLIER_OPEN),
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """What a recall would do: orders, units and sum, by tender; who is left out and why.

    `issued`: how many of the orders wait for their cards to be locked before they are paid.
    `stock`: cards that would be taken out of sale. `held`: of the orders, how many and how much by
    what stands in their way for now (domain.recall.HELD).
    """

    orders: int
    units: int
    gross_fen: int
    issued: int
    stock: int
    by_tender: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    held: dict[str, tuple[int, int]] = field(default_factory=dict)


def preview(*, target: Target) -> Preview:
    """Return what a recall of that target would do now; nothing is written."""
    values = target.values()
    rows = run(
        f"""WITH {TOUCHED} SELECT why, CASE why WHEN '' THEN held ELSE '' END AS held,
              count(*)::int AS n, sum(units)::int AS units,
              sum(gross_fen)::bigint AS fen, count(*) FILTER (WHERE issuer <> '')::int AS issued
              FROM judged GROUP BY 1, 2""",
        values,
    )
    taken = [row for row in rows if row.why == ""]
    return Preview(
        orders=sum(row.n for row in taken),
        units=sum(row.units for row in taken),
        gross_fen=sum(row.fen for row in taken),
        issued=sum(row.issued for row in taken),
        stock=_stock(target),
        by_tender=_by_tender(values),
        left_out={row.why: row.n for row in rows if row.why},
        held={row.held: (row.n, row.fen) for row in taken if row.held},
    )


def _stock(target: Target) -> int:
    if target.scope == "deliveries":
        return 0
    rows = run(
        """SELECT count(*)::int AS n FROM anxin_card_card c
            WHERE c.product_id = %(product_id)s::uuid AND c.state IN ('available', 'held')
              AND (%(batch)s::uuid IS NULL OR c.batch_id = %(batch)s::uuid)""",
        {"product_id": target.product_id, "batch": target.card_batch_id},
    )
    return int(rows[0].n)


_LINES = """
  FROM judged j JOIN anxin_payment_payment p ON p.order_id = j.id AND p.counted
   AND p.captured_fen > 0 WHERE j.why = '' AND """


def _by_tender(values: dict[str, Any]) -> dict[str, int]:
    """What goes back to each tender: of whole orders what is left, of parts what is reckoned."""
    sums = Counter[str]()
    for row in run(
        f"""WITH {TOUCHED} SELECT p.method,
              sum(p.captured_fen - p.reserved_fen - p.refunded_fen)::bigint AS fen
              {_LINES} j.whole GROUP BY p.method""",
        values,
    ):
        sums[row.method] += row.fen
    for row in run(
        f"""WITH {TOUCHED}
            SELECT j.id, j.gross_fen, array_agg(p.method ORDER BY p.position) AS ways,
              array_agg(p.captured_fen ORDER BY p.position) AS paid,
              array_agg(p.captured_fen - p.reserved_fen - p.refunded_fen ORDER BY p.position)
                AS caps {_LINES} NOT j.whole GROUP BY j.id, j.gross_fen""",
        values,
    ):
        shares = allocate(total=row.gross_fen, weights=row.paid, caps=row.caps)
        sums.update(Counter(dict.fromkeys(row.ways, 0)))
        for way, fen in zip(row.ways, shares, strict=True):
            sums[way] += fen
    return {way: fen for way, fen in sums.items() if fen}


@dataclass(frozen=True, slots=True)
class RecallRow:
    """A recall as the console shows it, with how many rows stand where, at the database's `now`."""

    now: datetime
    id: UUID
    no: str
    scope: str
    state: str
    reason: str
    merchant_id: UUID
    product_id: UUID
    product_no: str
    title: str
    title_en: str
    card_batch: str | None
    merchant_name: str
    since: datetime | None
    until: datetime | None
    orders: int
    units: int
    gross_fen: int
    left_out: dict[str, int]
    pulled: int
    delisted: bool
    proposed_by_id: UUID
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    pending: int
    done: int
    failed: int
    back_fen: int
    held: dict[str, dict[str, int]]
    presses: int
    pressed_at: datetime | None
    relist_by_id: UUID | None
    relist_by: str | None
    relist_due_at: datetime | None
    relisted_by: str | None
    relisted_at: datetime | None
    lapsed_by: str | None
    lapsed_at: datetime | None
    pulled_now: int
    on_sale: bool
    odd: int

    @property
    def late(self) -> bool:
        """Whether somebody should have decided, tried again or answered by now."""
        over = self.due_at is not None and self.due_at <= self.now
        return self.state != "running" and (over or self.presses > 0)

    @property
    def relistable(self) -> bool:
        """Whether something that it took off the shelf could be sold again by two people."""
        over = self.state in ("done", "partial") and self.relisted_at is None
        return over and (self.pulled_now > 0 or (self.delisted and not self.on_sale))


_ROW = f"""
SELECT clock_now() AS now, r.id, r.no, r.scope, r.state, r.reason, r.merchant_id, r.product_id,
       g.no AS product_no, g.title, g.title_en, b.name AS card_batch, m.name AS merchant_name,
       r.since, r.until, r.orders, r.units, r.gross_fen, r.left_out, r.pulled, r.delisted,
       r.proposed_by_id, p.username AS proposer, r.proposed_at, d.username AS decider, r.decided_at,
       r.ended_at, r.due_at, l.pending, l.done, l.failed, l.back_fen,
       (SELECT coalesce(jsonb_object_agg(h.held, jsonb_build_object('n', h.n, 'fen', h.fen)),
                        '{{}}')
          FROM (SELECT y.held, count(*) AS n, sum(y.gross_fen) AS fen FROM anxin_bulk_recallline y
                 WHERE y.recall_id = r.id AND y.held <> '' GROUP BY y.held) h) AS held,
       r.presses, r.pressed_at, r.relist_by_id, ra.username AS relist_by, r.relist_due_at,
       rb.username AS relisted_by, r.relisted_at, rl.username AS lapsed_by, r.lapsed_at,
       (SELECT count(*)::int FROM anxin_bulk_pulledcard u JOIN anxin_card_card w ON w.id = u.card_id
         WHERE u.recall_id = r.id AND w.state = 'quarantined') AS pulled_now, g.on_sale, l.odd
  FROM anxin_bulk_recall r
  JOIN anxin_catalog_product g ON g.id = r.product_id
  JOIN anxin_merchant_merchant m ON m.id = r.merchant_id
  JOIN anxin_account_account p ON p.id = r.proposed_by_id
  LEFT JOIN anxin_card_batch b ON b.id = r.card_batch_id
  LEFT JOIN anxin_account_account d ON d.id = r.decided_by_id
  LEFT JOIN anxin_account_account ra ON ra.id = r.relist_by_id
  LEFT JOIN anxin_account_account rb ON rb.id = r.relisted_by_id
  LEFT JOIN anxin_account_account rl ON rl.id = r.lapsed_by_id
 CROSS JOIN LATERAL (
   SELECT count(*) FILTER (WHERE x.state = 'pending')::int AS pending,
          count(*) FILTER (WHERE x.state = 'done')::int AS done,
          count(*) FILTER (WHERE x.state = 'failed')::int AS failed,
          count(*) FILTER (WHERE x.state = 'failed' AND x.code IN {TO_LOOK_AT})::int AS odd,
          coalesce(sum(c.gross_fen), 0)::bigint AS back_fen
     FROM anxin_bulk_recallline x LEFT JOIN anxin_aftersale_case c ON c.id = x.case_id
    WHERE x.recall_id = r.id) l
"""


def list_recalls() -> list[RecallRow]:
    """Return the latest fifty recalls, those that wait for somebody first."""
    rows = run(
        _ROW + " ORDER BY r.due_at IS NULL, r.state <> 'running', r.proposed_at DESC LIMIT 50",
        {},
    )
    return [RecallRow(*row) for row in rows]


def recall(*, no: str) -> RecallRow | None:
    """Return the recall of that number."""
    rows = run(_ROW + " WHERE r.no = %(no)s::text", {"no": no})
    return RecallRow(*rows[0]) if rows else None
