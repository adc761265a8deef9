"""Reads of merchants' objections, and of the refunds that can be objected to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection with the case and the order it is about, at the database's `now`.

    `verdict`: what somebody has decided and can take back until `verdict_at`.
    """

    now: datetime
    id: UUID
    no: str
    state: str
    tier: str
    note: str
    said: str
    fen: int
    deposit_fen: int
    submitted_at: datetime
    due_at: datetime | None
    limit_at: datetime
    closed_at: datetime | None
    decided_by: str | None
    case_id: UUID
    case_no: str
    clause: str
    reason: str | None
    refund_fen: int
    why: dict[str, str]
    policy_id: UUID
    order_id: UUID
    order_no: str
    title: str
    title_en: str | None
    buyer_id: UUID
    merchant_id: UUID
    merchant_name: str
    verdict: dict[str, Any] | None
    verdict_at: datetime | None


_ROW = """
SELECT clock_now() AS now, b.id, b.no, b.state, b.tier, b.note, b.said, b.fen, b.deposit_fen,
       b.submitted_at, b.due_at, b.limit_at, b.closed_at, d.username AS decided_by,
       c.id AS case_id, c.no AS case_no, c.clause, c.reason, c.refund_fen, c.why, c.policy_id,
       o.id AS order_id, o.no AS order_no, o.title, p.title_en, c.buyer_id, b.merchant_id,
       m.name AS merchant_name, b.verdict, b.verdict_at
  FROM anxin_aftersale_objection b
  JOIN anxin_aftersale_case c ON c.id = b.case_id
  JOIN anxin_order_order o ON o.id = c.order_id
  JOIN anxin_catalog_product p ON p.id = o.product_id
  JOIN anxin_merchant_merchant m ON m.id = b.merchant_id
  LEFT JOIN anxin_account_account d ON d.id = b.decided_by_id
"""


def objection(*, no: str) -> ObjectionRow | None:
    """Return the objection of that number, for those who decide."""
    return _one(_ROW + " WHERE b.no = %(no)s::text", {"no": no})


def objection_of_case(*, case_id: UUID) -> ObjectionRow | None:
    """Return the objection to a case's refund, if there is one."""
    return _one(_ROW + " WHERE b.case_id = %(id)s::uuid", {"id": case_id})


def list_open_objections() -> list[ObjectionRow]:
    """Return the objections that wait for a person, those due first at the top."""
    rows = run(_ROW + " WHERE b.state = 'submitted' ORDER BY b.due_at, b.id LIMIT 200", {})
    return [ObjectionRow(*row) for row in rows]


def list_decided_objections() -> list[ObjectionRow]:
    """Return the twenty objections decided last."""
    rows = run(
        _ROW + " WHERE b.state <> 'submitted' ORDER BY b.closed_at DESC, b.id DESC LIMIT 20", {}
    )
    return [ObjectionRow(*row) for row in rows]


def due_objections(*, limit: int) -> list[str]:
    """Return the numbers of objections whose deadline has passed by `clock_now()`."""
    rows = run(
        """SELECT no FROM anxin_aftersale_objection
            WHERE due_at <= clock_now() AND verdict IS NULL
            ORDER BY due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


def decided_objections(*, limit: int) -> list[str]:
    """Return the objections whose verdict cannot be taken back any more by `clock_now()`."""
    rows = run(
        """SELECT no FROM anxin_aftersale_objection
            WHERE verdict_at <= clock_now() ORDER BY verdict_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


@dataclass(frozen=True, slots=True)
class Charge:
    """What a machine gave back at its merchant's cost, and until when that can be contested.

    `gross_fen` was given back, `deposit_fen` of it drawn from the merchant's deposit.
    """

    case_id: UUID
    case_no: str
    order_id: UUID
    gross_fen: int
    deposit_fen: int
    until: datetime
    over: bool


def charge_of(
    *, case_no: str, merchant_id: UUID, within_days: int, deliver_hours: int
) -> Charge | None:
    """Return what the merchant can object to; nothing where a person gave, or it is no fault.

    The step that granted it was the system's: no reviewer's, none that the merchant agreed to, by
    its silence either, nor what was agreed on to be replaced. A recall was signed by two people,
    and what a channel took back or a person gave by hand is no machine's. Beside faults there are
    orders whose delivery was late (`deliver_hours`) or failed: they count in the merchant's score
    too. A shop that ended gives back of its own accord.
    """
    rows = run(
        """SELECT c.id, c.no, c.order_id, r.fen AS gross_fen, least(r.fen, coalesce((
                    SELECT sum(p.amount_fen) FROM anxin_ledger_posting p
                     WHERE p.cause = c.id AND p.kind = 'cover'
                       AND p.source_kind = 'merchant_deposit'), 0))::bigint AS deposit_fen,
                  c.closed_at + make_interval(days => %(days)s::int) AS until,
                  c.closed_at + make_interval(days => %(days)s::int) < clock_now() AS over
             FROM anxin_aftersale_case c JOIN anxin_order_order o ON o.id = c.order_id
             JOIN LATERAL (
               SELECT sum(refund_fen + fee_fen)::bigint AS fen FROM anxin_refund_refund
                WHERE case_id = c.id AND state = 'succeeded'
                  AND cause NOT IN ('chargeback', 'manual')) r ON r.fen > 0
             JOIN LATERAL (
               SELECT e.role, e.kind FROM anxin_order_orderevent e
                WHERE e.order_id = c.order_id AND e.data ->> 'case' = c.no
                  AND 'approved' = ANY(e.states[2:]) ORDER BY e.seq DESC LIMIT 1) granted
               ON granted.role = 'system'
              AND granted.kind NOT IN ('merchant_silent', 'replacement_failed')
            WHERE c.no = %(no)s::text AND c.merchant_id = %(merchant)s::uuid
              AND c.state = 'refunded' AND c.decided_by_id IS NULL AND c.clause <> 'recall'
              AND (c.cause = 'merchant' OR c.clause = 'undelivered' AND (
                   o.kind <> 'card_secret'
                   AND c.submitted_at >= o.paid_at + make_interval(hours => %(hours)s::int)
                   OR EXISTS (SELECT 1 FROM anxin_order_orderevent f
                               WHERE f.order_id = o.id AND f.kind = 'delivery_failed')))""",
        {"no": case_no, "merchant": merchant_id, "days": within_days, "hours": deliver_hours},
    )
    return Charge(*rows[0]) if rows else None


def _one(sql: str, values: dict[str, Any]) -> ObjectionRow | None:
    rows = run(sql, values)
    return ObjectionRow(*rows[0]) if rows else None
