"""Reads for finance: what about money a person must look at, and refunds that are not done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.payment.held import HELD
from anxin.storage.statement import run

MOST_ROWS = 200
LATELY = 10


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding with the order it is about, where there is one; `refund_no` if about a refund.

    `breach_at`: until when it should be over. `overdue`: its refund is ten days old, and a
    supervisor's too. `claimer`: who deals with it now. `route`: the other way that the refund takes
    already.
    """

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
    route: str | None
    order_no: str | None
    case_no: str | None
    title: str | None
    title_en: str | None
    breach_at: datetime
    overdue: bool
    claimed_by: UUID | None
    claimer: str | None
    now: datetime


OVERDUE_DAYS = 10
"""A refund that has not arrived by then is a supervisor's too, and stands before all else."""

_BREACH = """((WITH RECURSIVE chain AS (
    SELECT r.reserved_at, r.successor_of_id UNION ALL
    SELECT b.reserved_at, b.successor_of_id
      FROM chain JOIN anxin_refund_refund b ON b.id = chain.successor_of_id)
  SELECT min(reserved_at) FROM chain) + interval '24 hours')"""
"""When a refund breaks its promise (services.refund.late), counted from its first number."""

_OVERDUE = f"{_BREACH} + interval '{OVERDUE_DAYS - 1} days' <= clock_now()"

_FINDINGS = f"""
SELECT f.id, f.kind, f.subject, f.expected_fen, f.found_fen, f.detail, f.at, f.settled_at,
       a.username AS settled_by, r.no AS refund_no, r.route, o.no AS order_no, c.no AS case_no,
       o.title, g.title_en, coalesce({_BREACH}, f.at + interval '24 hours') AS breach_at,
       coalesce({_OVERDUE}, false) AS overdue,
       u.id AS claimed_by, u.username AS claimer, clock_now() AS now
  FROM anxin_payment_finding f
  LEFT JOIN anxin_refund_refund r ON f.kind LIKE 'refund_%' AND r.no = f.subject
  LEFT JOIN anxin_aftersale_case c ON c.id = r.case_id
  LEFT JOIN anxin_payment_payment p ON p.id = coalesce(f.payment_id, r.payment_id)
  LEFT JOIN anxin_order_order o ON o.id = p.order_id
  LEFT JOIN anxin_catalog_product g ON g.id = o.product_id
  LEFT JOIN anxin_account_account a ON a.id = f.settled_by_id
  LEFT JOIN anxin_account_account u
    ON u.id = CASE WHEN r.id IS NULL THEN f.claimed_by_id ELSE r.claimed_by_id END
   AND CASE WHEN r.id IS NULL THEN f.claimed_until ELSE r.claimed_until END > clock_now()
"""


def list_open_findings() -> list[FindingRow]:
    """Return the findings nobody has settled: what is overdue, then what breaches first."""
    sql = _FINDINGS + " WHERE f.settled_at IS NULL ORDER BY overdue DESC, breach_at, f.id"
    return [FindingRow(*row) for row in run(sql + " LIMIT %(most)s::int", {"most": MOST_ROWS})]


def count_overdue() -> int:
    """Return how many refunds have not arrived in ten days, whatever finance noted about them."""
    (row,) = run(
        f"""SELECT count(*) AS n FROM anxin_refund_refund r
             WHERE r.state NOT IN ('succeeded', 'failed', 'reversed') AND {_OVERDUE}""",
        {},
    )
    return int(row.n)


def open_finding(*, finding_id: UUID) -> FindingRow | None:
    """Return a finding that nobody has settled."""
    sql = _FINDINGS + " WHERE f.id = %(id)s::uuid AND f.settled_at IS NULL"
    rows = run(sql, {"id": finding_id})
    return FindingRow(*rows[0]) if rows else None


def list_settled_findings() -> list[FindingRow]:
    """Return the findings settled last, the latest first."""
    sql = _FINDINGS + " WHERE f.settled_at IS NOT NULL ORDER BY f.settled_at DESC"
    return [FindingRow(*row) for row in run(sql + " LIMIT %(most)s::int", {"most": LATELY})]


@dataclass(frozen=True, slots=True)
class UnfinishedRefund:
    """A refund that has not arrived. `refused`: the channel will not, nothing happens by itself.

    Another way (to the wallet) needs the buyer's consent and two people: `proposed_by`, then
    somebody else. `route`: it takes that way already. `held`: not sent before a difference of the
    channel's bill is over.
    """

    no: str
    cause: str
    method: str
    refund_fen: int
    fee_fen: int
    state: str
    tries: int
    next_try_at: datetime | None
    trouble: str
    route: str
    reserved_at: datetime
    refused: bool
    order_no: str | None
    case_no: str | None
    title: str
    title_en: str | None
    consented_at: datetime | None
    proposed_by: UUID | None
    proposed_by_name: str | None
    confirmed: bool
    breach_at: datetime
    claimed_by: UUID | None
    claimer: str | None
    held: bool
    now: datetime


def list_unfinished_refunds() -> list[UnfinishedRefund]:
    """Return the refunds that have not arrived: those that wait for a person first, and of each
    those that breach first."""
    rows = run(
        f"""SELECT r.no, r.cause, p.method, r.refund_fen, r.fee_fen, r.state, r.tries,
                  r.next_try_at, r.trouble, r.route, r.reserved_at,
                  r.state = 'abnormal' AND r.next_try_at IS NULL AS refused,
                  o.no AS order_no, c.no AS case_no, coalesce(o.title, '安心钱包') AS title,
                  coalesce(g.title_en, 'Anxin wallet') AS title_en, w.consented_at,
                  w.proposed_by_id, a.username AS proposed_by_name,
                  w.confirmed_by_id IS NOT NULL AS confirmed, {_BREACH} AS breach_at,
                  u.id AS claimed_by, u.username AS claimer, {HELD} AS held, clock_now() AS now
             FROM anxin_refund_refund r
             JOIN anxin_payment_payment p ON p.id = r.payment_id
             LEFT JOIN anxin_order_order o ON o.id = p.order_id
             LEFT JOIN anxin_catalog_product g ON g.id = o.product_id
             LEFT JOIN anxin_aftersale_case c ON c.id = r.case_id
             LEFT JOIN anxin_refund_reroute w ON w.refund_id = r.id
             LEFT JOIN anxin_account_account a ON a.id = w.proposed_by_id
             LEFT JOIN anxin_account_account u
               ON u.id = r.claimed_by_id AND r.claimed_until > clock_now()
            WHERE r.state NOT IN ('succeeded', 'failed', 'reversed')
            ORDER BY refused DESC, breach_at, r.id LIMIT %(most)s::int""",
        {"most": MOST_ROWS},
    )
    return [UnfinishedRefund(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of finance's queue: of which `kind` (refund or finding), and its number or key."""

    kind: str
    key: str
    breach_at: datetime
    claimed_by: UUID | None


def list_waiting() -> list[Waiting]:
    """Return what waits for a person in finance and nobody holds, what breaches first at the top.

    A refund stands here once, however many findings there are about it.
    """
    rows = [
        Waiting("refund", one.refund_no, one.breach_at, one.claimed_by)
        if one.refund_no
        else Waiting("finding", str(one.id), one.breach_at, one.claimed_by)
        for one in list_open_findings()
    ]
    rows += [
        Waiting("refund", one.no, one.breach_at, one.claimed_by)
        for one in list_unfinished_refunds()
        if one.refused
    ]
    free = dict.fromkeys(row for row in rows if row.claimed_by is None)
    return sorted(free, key=lambda row: row.breach_at)
