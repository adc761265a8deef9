"""Reads of claims on fees that refunds kept (F5), and of what can be claimed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class FeeClaimRow:
    """A claim with the case and the order it is about, at the database's `now`.

    `verdict`: what somebody has decided and can take back until `verdict_at`.
    """

    now: datetime
    id: UUID
    no: str
    state: str
    tier: str
    note: str
    said: str
    claimed_fen: int
    granted_fen: int
    submitted_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    decided_by: str | None
    case_no: str
    clause: str
    cause: str | None
    refund_fen: int
    fee_fen: int
    why: dict[str, str]
    order_id: UUID
    order_no: str
    title: str
    title_en: str | None
    buyer_id: UUID
    buyer_name: str
    verdict: dict[str, Any] | None
    verdict_at: datetime | None


_ROW = """
SELECT clock_now() AS now, f.id, f.no, f.state, f.tier, f.note, f.said, f.claimed_fen,
       f.granted_fen, f.submitted_at, f.due_at, f.closed_at, d.username AS decided_by,
       c.no AS case_no, c.clause, c.cause, c.refund_fen, c.fee_fen, c.why, o.id AS order_id,
       o.no AS order_no, o.title, p.title_en, f.buyer_id, b.username AS buyer_name,
       f.verdict, f.verdict_at
  FROM anxin_aftersale_feeclaim f
  JOIN anxin_aftersale_case c ON c.id = f.case_id
  JOIN anxin_order_order o ON o.id = c.order_id
  JOIN anxin_catalog_product p ON p.id = o.product_id
  JOIN anxin_account_account b ON b.id = f.buyer_id
  LEFT JOIN anxin_account_account d ON d.id = f.decided_by_id
"""


def claim(*, no: str) -> FeeClaimRow | None:
    """Return the claim of that number, for those who decide claims."""
    return _one(_ROW + " WHERE f.no = %(no)s::text", {"no": no})


def claim_of_case(*, case_id: UUID) -> FeeClaimRow | None:
    """Return the claim on a case's fee, if there is one."""
    return _one(_ROW + " WHERE f.case_id = %(id)s::uuid", {"id": case_id})


def list_open_claims() -> list[FeeClaimRow]:
    """Return the claims that wait for a person, those due first at the top."""
    rows = run(_ROW + " WHERE f.state = 'submitted' ORDER BY f.due_at LIMIT 200", {})
    return [FeeClaimRow(*row) for row in rows]


def count_late_claims() -> int:
    """Return how many claims were late with a senior too, and are a supervisor's."""
    (row,) = run(
        """SELECT count(*) AS n FROM anxin_aftersale_feeclaim
            WHERE due_at IS NOT NULL AND tier = 'supervisor'""",
        {},
    )
    return int(row.n)


def list_decided_claims() -> list[FeeClaimRow]:
    """Return the twenty claims decided last."""
    rows = run(
        _ROW + " WHERE f.state <> 'submitted' ORDER BY f.closed_at DESC, f.id DESC LIMIT 20", {}
    )
    return [FeeClaimRow(*row) for row in rows]


def due_claims(*, limit: int) -> list[str]:
    """Return the numbers of claims whose deadline has passed by `clock_now()`."""
    rows = run(
        """SELECT no FROM anxin_aftersale_feeclaim
            WHERE due_at <= clock_now() AND verdict IS NULL
            ORDER BY due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


def decided_claims(*, limit: int) -> list[str]:
    """Return the claims whose verdict cannot be taken back any more by `clock_now()`."""
    rows = run(
        """SELECT no FROM anxin_aftersale_feeclaim
            WHERE verdict_at <= clock_now() ORDER BY verdict_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


@dataclass(frozen=True, slots=True)
class KeptFee:
    """The fee that a refunded case kept of real money, and until when it can be claimed."""

    case_id: UUID
    order_id: UUID
    fee_fen: int
    until: datetime
    over: bool


def kept_fee(*, case_no: str, buyer_id: UUID, within_days: int) -> KeptFee | None:
    """Return what the buyer can claim of his case; nothing where no fee was kept.

    What was kept of points or a coupon is no money: a claim cannot turn it into any.
    """
    rows = run(
        """SELECT c.id, c.order_id, sum(r.fee_fen)::bigint AS fee_fen,
                  c.closed_at + make_interval(days => %(days)s::int) AS until,
                  c.closed_at + make_interval(days => %(days)s::int) < clock_now() AS over
             FROM anxin_aftersale_case c
             JOIN anxin_refund_refund r ON r.case_id = c.id AND r.state = 'succeeded'
             JOIN anxin_payment_payment p ON p.id = r.payment_id
              AND p.method NOT IN ('points', 'coupon')
            WHERE c.no = %(no)s::text AND c.buyer_id = %(buyer)s::uuid AND c.state = 'refunded'
            GROUP BY c.id HAVING sum(r.fee_fen) > 0""",
        {"no": case_no, "buyer": buyer_id, "days": within_days},
    )
    return KeptFee(*rows[0]) if rows else None


def _one(sql: str, values: dict[str, Any]) -> FeeClaimRow | None:
    rows = run(sql, values)
    return FeeClaimRow(*rows[0]) if rows else None
