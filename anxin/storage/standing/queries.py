"""Reads of scores and penalties: for the merchant, for operators, for buyers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.standing.penalty import RECTIFIABLE
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class PenaltyRow:
    """A penalty with the people who signed it, at the database's `now`. Amounts are fen."""

    now: datetime
    id: UUID
    no: str
    merchant_id: UUID
    merchant_name: str
    product_no: str | None
    title: str | None
    title_en: str | None
    kind: str
    basis: str
    rule: str
    why: str
    facts: dict[str, Any]
    items: list[dict[str, Any]]
    decided_fen: int
    taken_fen: int
    days: int | None
    protective: bool
    restrains: bool
    state: str
    version: int
    proposed_by_id: UUID | None
    proposed_by: str | None
    proposed_at: datetime
    confirmed_by_id: UUID | None
    confirmed_by: str | None
    judged_by: str | None
    appeal_until: datetime | None
    in_force_at: datetime | None
    until: datetime | None
    due_at: datetime | None
    closed_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether the present step should be over by now."""
        return self.due_at is not None and self.due_at <= self.now

    @property
    def may_rectify(self) -> bool:
        """Whether the merchant can say that it has put right what was wrong."""
        return self.kind in RECTIFIABLE and self.state in ("in_force", "upheld")

    @property
    def may_appeal(self) -> bool:
        """Whether the merchant can still appeal."""
        in_time = self.appeal_until is not None and self.now < self.appeal_until
        return self.state in ("confirmed", "in_force") and in_time


_ROW = """
SELECT clock_now() AS now, p.id, p.no, p.merchant_id, m.name, g.no AS product_no, g.title,
       g.title_en, p.kind, p.basis, p.rule, p.why, p.facts, p.items, p.decided_fen, p.taken_fen,
       p.days, p.protective,
       p.restrains AND (p.until IS NULL OR p.until > clock_now()) AS restrains,
       p.state, p.version, p.proposed_by_id, a.username AS proposer,
       p.proposed_at, p.confirmed_by_id, c.username AS confirmer, j.username AS judge,
       p.appeal_until, p.in_force_at, p.until, p.due_at, p.closed_at
  FROM anxin_standing_penalty p
  JOIN anxin_merchant_merchant m ON m.id = p.merchant_id
  LEFT JOIN anxin_catalog_product g ON g.id = p.product_id
  LEFT JOIN anxin_account_account a ON a.id = p.proposed_by_id
  LEFT JOIN anxin_account_account c ON c.id = p.confirmed_by_id
  LEFT JOIN anxin_account_account j ON j.id = p.judged_by_id
"""
SHOWN = 100


def penalty(*, no: str) -> PenaltyRow | None:
    """Return the penalty of that number."""
    rows = run(_ROW + " WHERE p.no = %(no)s::text", {"no": no})
    return PenaltyRow(*rows[0]) if rows else None


def list_open_penalties() -> list[PenaltyRow]:
    """Return the penalties that are not over, those due first at the top."""
    rows = run(
        _ROW
        + """ WHERE p.closed_at IS NULL
              ORDER BY p.state IN ('in_force', 'upheld'), p.due_at, p.id LIMIT %(n)s::int""",
        {"n": SHOWN},
    )
    return [PenaltyRow(*row) for row in rows]


def list_penalties_of(*, merchant_id: UUID) -> list[PenaltyRow]:
    """Return a merchant's latest penalties, those not over first."""
    rows = run(
        _ROW
        + """ WHERE p.merchant_id = %(id)s::uuid
              ORDER BY p.closed_at IS NOT NULL, p.proposed_at DESC LIMIT %(n)s::int""",
        {"id": merchant_id, "n": SHOWN},
    )
    return [PenaltyRow(*row) for row in rows]


def count_to_answer(*, account_id: UUID) -> int:
    """Return how many proposed penalties wait for a word of the merchant that somebody acts for."""
    (row,) = run(
        """SELECT count(*) AS n FROM anxin_standing_penalty p
            WHERE p.state = 'proposed'
              AND p.merchant_id = (SELECT b.merchant_id FROM anxin_merchant_member b
                                    WHERE b.account_id = %(id)s::uuid ORDER BY b.id LIMIT 1)""",
        {"id": account_id},
    )
    return int(row.n)


@dataclass(frozen=True, slots=True)
class PenaltyEventRow:
    """One line of a penalty's history."""

    seq: int
    kind: str
    states: list[str]
    role: str
    actor: str | None
    said: str
    data: dict[str, Any]
    at: datetime


def list_penalty_events(*, penalty_id: UUID) -> list[PenaltyEventRow]:
    """Return a penalty's history, oldest first."""
    rows = run(
        """SELECT e.seq, e.kind, e.states, e.role, a.username, e.said, e.data, e.at
             FROM anxin_standing_penaltyevent e
             LEFT JOIN anxin_account_account a ON a.id = e.actor
            WHERE e.penalty_id = %(id)s::uuid ORDER BY e.seq""",
        {"id": penalty_id},
    )
    return [PenaltyEventRow(*row) for row in rows]


def due_penalties(*, limit: int) -> list[str]:
    """Return the numbers of penalties whose present step is over by `clock_now()`."""
    rows = run(
        """SELECT no FROM anxin_standing_penalty WHERE due_at <= clock_now()
            ORDER BY due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


def made_good(*, limit: int) -> list[str]:
    """Return the numbers of penalties for a deposit too low whose deposit is complete again."""
    rows = run(
        """SELECT p.no FROM anxin_standing_penalty p
             LEFT JOIN anxin_ledger_merchantbalance b ON b.merchant_id = p.merchant_id
             LEFT JOIN LATERAL (
               SELECT required_fen FROM anxin_standing_depositterm
                WHERE merchant_id = p.merchant_id AND from_at <= clock_now()
                ORDER BY from_at DESC, id DESC LIMIT 1) t ON true
            WHERE p.basis = 'deposit_short' AND p.kind = 'suspend' AND p.closed_at IS NULL
              AND coalesce(b.deposit_fen, 0) >= coalesce(t.required_fen, 0)
            ORDER BY p.id LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


def pending_deduction_fen(*, merchant_id: UUID) -> int:
    """Return what deductions may still take out of a merchant's deposit."""
    (row,) = run(
        """SELECT coalesce(sum(decided_fen - taken_fen), 0)::bigint AS fen
             FROM anxin_standing_penalty
            WHERE merchant_id = %(id)s::uuid AND kind = 'deduction'
              AND state IN ('proposed', 'heard', 'unheard', 'confirmed', 'appealed')""",
        {"id": merchant_id},
    )
    return int(row.fen)


def is_expelled(*, merchant_id: UUID) -> bool:
    """Say whether an expulsion keeps a shop from new orders."""
    return bool(
        run(
            """SELECT 1 FROM anxin_standing_penalty
                WHERE merchant_id = %(id)s::uuid AND kind = 'expel' AND restrains""",
            {"id": merchant_id},
        )
    )


def is_frozen(*, merchant_id: UUID) -> bool:
    """Say whether a shop is expelled or closed and money of its orders is still protected."""
    (row,) = run(
        """SELECT (EXISTS (SELECT 1 FROM anxin_standing_penalty p
                            WHERE p.merchant_id = %(id)s::uuid AND p.kind = 'expel'
                              AND p.restrains)
                   OR EXISTS (SELECT 1 FROM anxin_standing_closure h
                               WHERE h.merchant_id = %(id)s::uuid AND h.reopened_at IS NULL))
              AND EXISTS (SELECT 1 FROM anxin_order_order o
                           WHERE o.merchant_id = %(id)s::uuid
                             AND (o.paid_fen > o.refunded_fen + o.settled_fen OR o.case_open
                                  OR o.settle_at IS NOT NULL)) AS frozen""",
        {"id": merchant_id},
    )
    return bool(row.frozen)


def orders_of_closed(*, limit: int) -> list[tuple[UUID, UUID]]:
    """Return undelivered orders of shops that are expelled or closed, with what ended the shop.

    Each is returned until a case has been made of it since then.
    """
    rows = run(
        """WITH ended (id, merchant_id, at) AS (
             SELECT id, merchant_id, in_force_at FROM anxin_standing_penalty
              WHERE kind = 'expel' AND restrains AND state IN ('in_force', 'upheld')
             UNION ALL
             SELECT id, merchant_id, at FROM anxin_standing_closure WHERE reopened_at IS NULL)
           SELECT o.id, e.id AS ended_by FROM ended e
             JOIN anxin_order_order o ON o.merchant_id = e.merchant_id
            WHERE o.state IN ('awaiting_payment', 'cooling_off', 'delivering', 'delivery_failed')
              AND NOT o.case_open
              AND NOT EXISTS (SELECT 1 FROM anxin_aftersale_case c
                               WHERE c.order_id = o.id AND c.submitted_at >= e.at)
            ORDER BY o.id LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [(row.id, row.ended_by) for row in rows]


@dataclass(frozen=True, slots=True)
class OpenOrders:
    """What a shop has not delivered yet: how many orders, and what buyers paid for them."""

    count: int
    paid_fen: int


def open_orders_of(*, merchant_id: UUID) -> OpenOrders:
    """Return what would be given back if the shop ended now."""
    (row,) = run(
        """SELECT count(*)::int AS n,
                  coalesce(sum(paid_fen - refunded_fen - reserved_fen), 0)::bigint AS fen
             FROM anxin_order_order
            WHERE merchant_id = %(id)s::uuid
              AND state IN ('awaiting_payment', 'cooling_off', 'delivering', 'delivery_failed')""",
        {"id": merchant_id},
    )
    return OpenOrders(*row)
