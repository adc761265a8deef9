"""Reads of bills: what a day's bill and our books say, and what finance is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from anxin.domain.reconciliation import BillRow, Entry, day_begins_at
from anxin.storage.statement import run

MOST_DAYS = 400
MOST_DIFFERENCES = 500


def clock() -> datetime:
    """Return the site's time."""
    now: datetime = run("SELECT clock_now() AS now", {})[0].now
    return now


def list_rows(*, day_id: UUID) -> list[BillRow]:
    """Return the rows of a day's accepted file, as the file has them."""
    rows = run(
        """SELECT l.kind, l.payment_no, l.refund_no, l.serial_no, l.amount_fen, l.fee_fen,
                  l.status, l.at
             FROM anxin_reconciliation_line l JOIN anxin_reconciliation_file f ON f.id = l.file_id
            WHERE f.day_id = %(day)s::uuid AND f.state = 'accepted' ORDER BY l.number""",
        {"day": day_id},
    )
    return [BillRow(*row) for row in rows]


_ENTRIES = """
WITH d AS (SELECT * FROM anxin_reconciliation_day WHERE id = %(day)s::uuid),
billed AS (
  SELECT l.kind, l.payment_no, l.refund_no, f.day_id = d.id AS here
    FROM d JOIN anxin_reconciliation_day x ON (x.rail, x.identity) = (d.rail, d.identity)
    JOIN anxin_reconciliation_file f ON f.day_id = x.id AND f.state = 'accepted'
    JOIN anxin_reconciliation_line l ON l.file_id = f.id
   WHERE x.day BETWEEN d.day - 3 AND d.day + 3
)
SELECT 'payment' AS kind, p.no AS payment_no, '' AS refund_no,
       CASE p.state WHEN 'captured' THEN p.captured_fen + coalesce((
              SELECT sum(x.captured_fen) FROM anxin_payment_payment x
               WHERE x.part_of_id = p.id), 0)::bigint
            ELSE p.amount_fen END AS amount_fen,
       CASE p.state WHEN 'captured' THEN 'done' WHEN 'waiting' THEN 'under_way'
                    ELSE 'over' END AS status
  FROM d JOIN anxin_payment_payment p
    ON p.method = d.rail AND p.identity = ANY (%(identities)s::text[])
 WHERE p.part_of_id IS NULL
   AND (p.no IN (SELECT payment_no FROM billed WHERE here AND kind = 'payment')
     OR (p.captured_at >= %(begins)s::timestamptz AND p.captured_at < %(ends)s::timestamptz
         AND p.no NOT IN (SELECT payment_no FROM billed WHERE kind = 'payment')))
UNION ALL
SELECT 'refund', y.no, r.no, r.refund_fen,
       CASE WHEN r.destination = 'wallet' AND r.recalled_at IS NULL THEN 'over'
            WHEN r.state IN ('succeeded', 'reversed') THEN 'done'
            WHEN r.state = 'failed' AND r.recalled_at IS NULL THEN 'over'
            WHEN r.state = 'failed' THEN 'done' ELSE 'under_way' END
  FROM d JOIN anxin_payment_payment y
    ON y.method = d.rail AND y.identity = ANY (%(identities)s::text[])
  JOIN anxin_payment_payment p ON y.id = coalesce(p.part_of_id, p.id)
  JOIN anxin_refund_refund r ON r.payment_id = p.id
 WHERE r.no IN (SELECT refund_no FROM billed WHERE here AND kind = 'refund')
    OR (r.destination = 'original'
        AND r.cause <> 'manual'
        AND r.succeeded_at >= %(begins)s::timestamptz AND r.succeeded_at < %(ends)s::timestamptz
        AND (y.no, r.no) NOT IN (
            SELECT payment_no, refund_no FROM billed WHERE kind = 'refund'))
"""


def list_entries(*, day_id: UUID, day: date, identities: Sequence[str]) -> list[Entry]:
    """Return what our books say of a day, of payments that bear one of these identities.

    That is whatever its bill names, of whichever day, and what we hold for done on that day and
    no bill of the days around it names. What a channel's payment brought on top is a payment of
    its own with us (`part_of`), but not for the channel. A refund that went to the wallet instead
    is over for the channel, unless that was asked to send the money to the merchant. What was
    made by hand there stands in a bill under another number: it was booked for that.
    """
    ends = day_begins_at(day + timedelta(days=1))
    values = {"begins": day_begins_at(day), "ends": ends, "identities": list(identities)}
    rows = run(_ENTRIES, {"day": day_id, **values})
    return [Entry(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day at one channel: how far it is, the accepted file's sums, and what is open.

    `waiting` of the open ones may still explain themselves.
    """

    id: UUID
    rail: str
    identity: str
    day: date
    state: str
    trouble: str
    detail: str
    due_at: datetime | None
    reconciled_at: datetime | None
    sha256: str | None
    fetched_at: datetime | None
    payments: int
    paid_fen: int
    refunds: int
    refunded_fen: int
    fee_fen: int
    found: int
    open: int
    waiting: int
    now: datetime

    @property
    def net_fen(self) -> int:
        """What the channel owes for the day."""
        return self.paid_fen - self.refunded_fen - self.fee_fen

    @property
    def to_do(self) -> int:
        """How many differences wait for a person or for the channel's answer."""
        return self.open - self.waiting


_DAYS = """
SELECT d.id, d.rail, d.identity, d.day, d.state, d.trouble, d.detail, d.due_at, d.reconciled_at,
       f.sha256, f.fetched_at, coalesce(f.payments, 0) AS payments,
       coalesce(f.paid_fen, 0) AS paid_fen, coalesce(f.refunds, 0) AS refunds,
       coalesce(f.refunded_fen, 0) AS refunded_fen, coalesce(f.fee_fen, 0) AS fee_fen,
       s.found, s.open, s.waiting, clock_now() AS now
  FROM anxin_reconciliation_day d
  LEFT JOIN anxin_reconciliation_file f ON f.day_id = d.id AND f.state = 'accepted'
  CROSS JOIN LATERAL (
    SELECT count(*) AS found, count(*) FILTER (WHERE settled_at IS NULL) AS open,
           count(*) FILTER (WHERE settled_at IS NULL AND due_at > clock_now()) AS waiting
      FROM anxin_reconciliation_difference x WHERE x.day_id = d.id) s
"""


def list_days() -> list[DayRow]:
    """Return the latest days, the newest first, and within a day channel by channel."""
    sql = _DAYS + " ORDER BY d.day DESC, d.rail, d.identity LIMIT %(most)s::int"
    return [DayRow(*row) for row in run(sql, {"most": MOST_DAYS})]


def find_day(*, day_id: UUID) -> DayRow | None:
    """Return one day."""
    rows = run(_DAYS + " WHERE d.id = %(id)s::uuid", {"id": day_id})
    return DayRow(*rows[0]) if rows else None


def count_to_do() -> int:
    """Return how many differences wait for somebody, and days whose bill could not be had."""
    rows = run(
        """SELECT (SELECT count(*) FROM anxin_reconciliation_difference
                    WHERE settled_at IS NULL AND coalesce(due_at <= clock_now(), true))
                + (SELECT count(*) FROM anxin_reconciliation_day WHERE state = 'refused') AS n""",
        {},
    )
    return int(rows[0].n)


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference with both its sides, and the order and case that it is about, if any.

    `holds`: no further refund of its payment is sent as long as it is open. `bookable`: a refund of
    an order's payment, of which `left_fen` were not given back so far (chargebacks took
    `charged_fen`), or one of our own that has no end yet (`STILL_OUT`). `proposal`: what was said
    of it by who proposed to book it, or (not `books`) to end it without.
    """

    id: UUID
    kind: str
    row_kind: str
    payment_no: str
    refund_no: str
    serial_no: str
    bill_fen: int | None
    bill_fee_fen: int | None
    bill_status: str
    ours_fen: int | None
    ours_fee_fen: int | None
    ours_status: str
    step: str
    due_at: datetime | None
    found_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    note: str
    order_no: str | None
    case_no: str | None
    title: str | None
    title_en: str | None
    holds: bool
    bookable: bool
    left_fen: int | None
    charged_fen: int
    proposed_by: UUID | None
    proposed_by_name: str | None
    proposal: str | None
    books: bool | None
    now: datetime


STILL_OUT = """(x.step = 'ask_again' AND x.row_kind = 'refund' AND r.refund_fen = x.bill_fen
    AND r.sent_at IS NOT NULL AND r.recalled_at IS NULL
    AND r.state IN ('sending', 'processing', 'unknown', 'abnormal'))"""
"""The SQL condition that the row of the difference `x` is of our own refund `r`, which its channel
was told of and nobody can say the end of. A recalled one may have come to the merchant."""

_DIFFERENCES = f"""
SELECT x.id, x.kind, x.row_kind, x.payment_no, x.refund_no, x.serial_no, x.bill_fen,
       x.bill_fee_fen, x.bill_status, x.ours_fen, x.ours_fee_fen, x.ours_status, x.step, x.due_at,
       x.found_at, x.settled_at, a.username AS settled_by, x.note, o.no AS order_no,
       c.no AS case_no, o.title, g.title_en,
       x.step = 'freeze' AND x.row_kind = 'refund' AND p.id IS NOT NULL AS holds,
       x.bill_fen > 0 AND p.state = 'captured' AND (
         x.step = 'freeze' AND x.row_kind = 'refund' AND x.bill_status IN ('done', 'processing')
           AND o.id IS NOT NULL
         OR x.bill_status = 'done' AND coalesce({STILL_OUT}, false)) AS bookable,
       p.captured_fen - p.refunded_fen AS left_fen, coalesce((
         SELECT sum(t.taken_fen) FROM anxin_aftersale_complaint t WHERE t.payment_id = p.id
       ), 0)::bigint AS charged_fen,
       k.proposed_by_id AS proposed_by, u.username AS proposed_by_name, k.note AS proposal,
       k.books,
       clock_now() AS now
  FROM anxin_reconciliation_difference x
  LEFT JOIN anxin_payment_payment p ON x.payment_no <> '' AND p.no = x.payment_no
  LEFT JOIN anxin_refund_refund r ON x.refund_no <> '' AND r.no = x.refund_no
  LEFT JOIN anxin_aftersale_case c ON c.id = r.case_id
  LEFT JOIN anxin_order_order o ON o.id = p.order_id
  LEFT JOIN anxin_catalog_product g ON g.id = o.product_id
  LEFT JOIN anxin_account_account a ON a.id = x.settled_by_id
  LEFT JOIN anxin_reconciliation_booking k ON k.difference_id = x.id
  LEFT JOIN anxin_account_account u ON u.id = k.proposed_by_id
"""


def list_differences(*, day_id: UUID) -> list[DifferenceRow]:
    """Return a day's differences: those that are open first, then by kind and number."""
    sql = (
        _DIFFERENCES
        + """ WHERE x.day_id = %(day)s::uuid
              ORDER BY x.settled_at IS NOT NULL, x.kind, x.payment_no, x.refund_no, x.nth
              LIMIT %(most)s::int"""
    )
    rows: list[Any] = run(sql, {"day": day_id, "most": MOST_DIFFERENCES})
    return [DifferenceRow(*row) for row in rows]
