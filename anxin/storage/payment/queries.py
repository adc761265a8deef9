"""Reads for finance: what about money a person must look at, and refunds that are not done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run

MOST_ROWS = 200
LATELY = 10


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding with the order it is about, where there is one; `refund_no` if about a refund."""

    id: UUID
    kind: str
    subject: str
    expected_fen: int | None
    found_fen: int | None
    detail: str
    at: datetime
    settled_at: datetime | None
    settled_by: str | None
    refund_no: str | None
    order_no: str | None
    case_no: str | None
    title: str | None
    title_en: str | None
    now: datetime


_FINDINGS = """
SELECT f.id, f.kind, f.subject, f.expected_fen, f.found_fen, f.detail, f.at, f.settled_at,
       a.username AS settled_by, r.no AS refund_no, o.no AS order_no, c.no AS case_no, o.title,
       g.title_en, clock_now() AS now
  FROM anxin_payment_finding f
  LEFT JOIN anxin_refund_refund r ON f.kind = 'refund_refused' AND r.no = f.subject
  LEFT JOIN anxin_aftersale_case c ON c.id = r.case_id
  LEFT JOIN anxin_payment_payment p ON p.id = coalesce(f.payment_id, r.payment_id)
  LEFT JOIN anxin_order_order o ON o.id = p.order_id
  LEFT JOIN anxin_catalog_product g ON g.id = o.product_id
  LEFT JOIN anxin_account_account a ON a.id = f.settled_by_id
"""


def list_open_findings() -> list[FindingRow]:
    """Return the findings nobody has settled, oldest first."""
    sql = _FINDINGS + " WHERE f.settled_at IS NULL ORDER BY f.at LIMIT %(most)s::int"
    return [FindingRow(*row) for row in run(sql, {"most": MOST_ROWS})]


def list_settled_findings() -> list[FindingRow]:
    """Return the findings settled last, the latest first."""
    sql = _FINDINGS + " WHERE f.settled_at IS NOT NULL ORDER BY f.settled_at DESC"
    return [FindingRow(*row) for row in run(sql + " LIMIT %(most)s::int", {"most": LATELY})]


@dataclass(frozen=True, slots=True)
class UnfinishedRefund:
    """A refund that has not arrived. `refused`: the channel will not, nothing happens by itself."""

    no: str
    cause: str
    method: str
    refund_fen: int
    fee_fen: int
    state: str
    tries: int
    next_try_at: datetime | None
    trouble: str
    reserved_at: datetime
    refused: bool
    order_no: str
    case_no: str | None
    title: str
    title_en: str | None
    now: datetime


def list_unfinished_refunds() -> list[UnfinishedRefund]:
    """Return the refunds that have not arrived: those that were refused first, then the oldest."""
    rows = run(
        """SELECT r.no, r.cause, p.method, r.refund_fen, r.fee_fen, r.state, r.tries,
                  r.next_try_at, r.trouble, r.reserved_at,
                  r.state = 'abnormal' AND r.next_try_at IS NULL AS refused,
                  o.no AS order_no, c.no AS case_no, o.title, g.title_en, clock_now() AS now
             FROM anxin_refund_refund r
             JOIN anxin_payment_payment p ON p.id = r.payment_id
             JOIN anxin_order_order o ON o.id = p.order_id
             JOIN anxin_catalog_product g ON g.id = o.product_id
             LEFT JOIN anxin_aftersale_case c ON c.id = r.case_id
            WHERE r.state NOT IN ('succeeded', 'failed', 'reversed')
            ORDER BY refused DESC, r.reserved_at LIMIT %(most)s::int""",
        {"most": MOST_ROWS},
    )
    return [UnfinishedRefund(*row) for row in rows]
