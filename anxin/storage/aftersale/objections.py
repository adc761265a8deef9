"""Reads of merchants' objections, and of the refunds that can be objected to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.aftersale.contests import ContestRow, Contests
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class ObjectionRow(ContestRow):
    """An objection: `fen` was taken of the merchant, `deposit_fen` of it out of its deposit."""

    deposit_fen: int
    reason: str | None
    policy_id: UUID
    merchant_id: UUID
    merchant_name: str


OBJECTIONS = Contests(
    table="anxin_aftersale_objection",
    row=ObjectionRow,
    more="""t.fen, t.limit_at, t.deposit_fen, c.reason, c.policy_id, t.merchant_id,
            m.name AS merchant_name""",
    joins="JOIN anxin_merchant_merchant m ON m.id = t.merchant_id",
    owner="merchant_id",
    granted="CASE WHEN t.state = 'granted' THEN t.fen ELSE 0 END",
)


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
