"""Statements that add up: a merchant's money and its movements, and the platform's trial balance.

A movement is what one transaction of the books did to an account; the running balance is the sum
of all movements up to it, in one sequence, so the last one is what the account holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.domain.states import DISPUTED
from anxin.storage.ledger.settling import FREE
from anxin.storage.statement import run

BALANCE = ("merchant_payable", "platform_advance")
"""What a merchant has to withdraw less what it owes: below zero while the platform has advanced."""
DEPOSIT = ("merchant_deposit",)


@dataclass(frozen=True, slots=True)
class MerchantFigures:
    """Where a merchant's money stands, at the database's `now`. Amounts are fen.

    `frozen_fen`: what open cases keep in escrow beyond their protection or within it.
    """

    now: datetime
    payable_fen: int
    deposit_fen: int
    advanced_fen: int
    on_the_way_fen: int
    settle_days: int
    escrow_fen: int
    frozen_fen: int
    next_settle_at: datetime | None

    @property
    def net_fen(self) -> int:
        """What the merchant has less what it owes."""
        return self.payable_fen - self.advanced_fen


def merchant_figures(*, merchant_id: UUID) -> MerchantFigures:
    """Return where a merchant's money stands."""
    (row,) = run(
        f"""SELECT clock_now() AS now, coalesce(b.payable_fen, 0) AS payable,
                   coalesce(b.deposit_fen, 0) AS deposit, coalesce(b.advanced_fen, 0) AS advanced,
                   (SELECT coalesce(sum(amount_fen), 0)::bigint FROM anxin_ledger_payout p
                     WHERE p.merchant_id = m.id AND p.state IN ('requested', 'approved')
                       AND p.source = 'merchant_payable') AS on_the_way,
                   m.settle_days, e.escrow, e.frozen, e.next_settle_at
              FROM anxin_merchant_merchant m
              LEFT JOIN anxin_ledger_merchantbalance b ON b.merchant_id = m.id
             CROSS JOIN LATERAL (
               SELECT coalesce(sum(o.paid_fen - o.refunded_fen - o.settled_fen), 0)::bigint
                        AS escrow,
                      coalesce(sum(o.paid_fen - o.refunded_fen - o.reserved_fen - o.settled_fen
                                   - greatest(0, {FREE})), 0)::bigint AS frozen,
                      min(o.settle_at) FILTER (WHERE {FREE} > 0) AS next_settle_at
                 FROM anxin_order_order o WHERE o.merchant_id = m.id
                  AND o.paid_fen > o.refunded_fen + o.settled_fen) e
             WHERE m.id = %(merchant)s::uuid""",
        {"merchant": merchant_id, "disputed": sorted(DISPUTED)},
    )
    return MerchantFigures(*row)


@dataclass(frozen=True, slots=True)
class EscrowLine:
    """What is held for a merchant's orders of one state."""

    state: str
    orders: int
    fen: int


def escrow_by_state(*, merchant_id: UUID) -> list[EscrowLine]:
    """Return what is held for a merchant's orders, by their state."""
    rows = run(
        """SELECT state, count(*)::int AS orders,
                  sum(paid_fen - refunded_fen - settled_fen)::bigint AS fen
             FROM anxin_order_order
            WHERE merchant_id = %(merchant)s::uuid AND paid_fen > refunded_fen + settled_fen
            GROUP BY state ORDER BY 3 DESC""",
        {"merchant": merchant_id},
    )
    return [EscrowLine(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Movement:
    """What one transaction did to an account, and what the account held after it.

    `recovered_fen`: the part of it that paid back an advance (or, below zero, was advanced).
    """

    at: datetime
    kind: str
    amount_fen: int
    recovered_fen: int
    balance_fen: int
    order_no: str | None
    title: str | None
    title_en: str | None
    payout_no: str | None


_MOVEMENTS = """
WITH moved AS (
  SELECT cause, kind, min(at) AS at, min(order_id::text)::uuid AS order_id,
         sum(fen)::bigint AS fen,
         coalesce(sum(fen) FILTER (WHERE account = 'platform_advance'), 0)::bigint AS recovered
    FROM (SELECT cause, kind, at, order_id, target_kind AS account, amount_fen AS fen
            FROM anxin_ledger_posting
           WHERE target_owner = %(owner)s::uuid AND target_kind = ANY(%(accounts)s::text[])
          UNION ALL
          SELECT cause, kind, at, order_id, source_kind, -amount_fen
            FROM anxin_ledger_posting
           WHERE source_owner = %(owner)s::uuid AND source_kind = ANY(%(accounts)s::text[])) m
   WHERE at < %(until)s::timestamptz
   GROUP BY cause, kind
), summed AS (
  SELECT *, sum(fen) OVER (ORDER BY at, cause, kind)::bigint AS balance FROM moved
)
SELECT s.at, s.kind, s.fen, s.recovered, s.balance, o.no AS order_no, o.title, g.title_en,
       p.no AS payout_no
  FROM summed s
  LEFT JOIN anxin_order_order o ON o.id = s.order_id
  LEFT JOIN anxin_catalog_product g ON g.id = o.product_id
  LEFT JOIN anxin_ledger_payout p ON p.id = s.cause
 WHERE s.at >= %(since)s::timestamptz
 ORDER BY s.at DESC, s.cause DESC, s.kind DESC LIMIT %(limit)s::int
"""


def list_movements(
    *, owner: UUID, accounts: Sequence[str], since: datetime, until: datetime, limit: int
) -> list[Movement]:
    """Return an owner's movements in `[since, until)`, newest first, with the running balance."""
    values = {
        "owner": owner,
        "accounts": list(accounts),
        "since": since,
        "until": until,
        "limit": limit,
    }
    return [Movement(*row) for row in run(_MOVEMENTS, values)]


@dataclass(frozen=True, slots=True)
class Totals:
    """A time's sums of an account: what was there before, what came, what went, what is left."""

    before_fen: int
    in_fen: int
    out_fen: int

    @property
    def after_fen(self) -> int:
        """What is there at the end."""
        return self.before_fen + self.in_fen - self.out_fen


def totals_of(*, owner: UUID, accounts: Sequence[str], since: datetime, until: datetime) -> Totals:
    """Return an owner's sums over `[since, until)`, whatever number of movements there was.

    Moves between the accounts named (an advance that a balance repays) are none.
    """
    (row,) = run(
        """SELECT coalesce(sum(fen) FILTER (WHERE at < %(since)s::timestamptz), 0)::bigint
                    AS before,
                  coalesce(sum(fen) FILTER (WHERE at >= %(since)s::timestamptz AND fen > 0),
                           0)::bigint AS came,
                  coalesce(-sum(fen) FILTER (WHERE at >= %(since)s::timestamptz AND fen < 0),
                           0)::bigint AS went
             FROM (SELECT cause, kind, min(at) AS at, sum(fen) AS fen FROM (
                     SELECT cause, kind, at, amount_fen AS fen FROM anxin_ledger_posting
                      WHERE target_owner = %(owner)s::uuid
                        AND target_kind = ANY(%(accounts)s::text[])
                     UNION ALL
                     SELECT cause, kind, at, -amount_fen FROM anxin_ledger_posting
                      WHERE source_owner = %(owner)s::uuid
                        AND source_kind = ANY(%(accounts)s::text[])) p
                    WHERE at < %(until)s::timestamptz GROUP BY cause, kind) m""",
        {"owner": owner, "accounts": list(accounts), "since": since, "until": until},
    )
    return Totals(*row)


@dataclass(frozen=True, slots=True)
class TrialLine:
    """All accounts of a kind, the platform's own apart: what came in, what went out."""

    kind: str
    own: bool
    in_fen: int
    out_fen: int

    @property
    def balance_fen(self) -> int:
        """What the accounts hold; below zero where more went out than came in."""
        return self.in_fen - self.out_fen


def trial_balance() -> list[TrialLine]:
    """Return every kind of account with its sums; the balances add to zero."""
    rows = run(
        """SELECT kind, own, sum(came)::bigint AS came, sum(went)::bigint AS went FROM (
             SELECT target_kind AS kind, target_owner IS NULL AS own, amount_fen AS came, 0 AS went
               FROM anxin_ledger_posting
             UNION ALL
             SELECT source_kind, source_owner IS NULL, 0, amount_fen FROM anxin_ledger_posting) m
            GROUP BY kind, own ORDER BY kind, own""",
        {},
    )
    return [TrialLine(*row) for row in rows]
