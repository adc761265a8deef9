"""Orders whose money is to be settled: which are due, and what of each is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from anxin.storage.statement import run

FREE = """(o.paid_fen - o.refunded_fen - o.reserved_fen - o.settled_fen
       - CASE WHEN o.case_open THEN coalesce((
           SELECT CASE WHEN c.gross_fen > 0 THEN c.gross_fen ELSE o.paid_fen END
             FROM anxin_aftersale_case c
            WHERE c.order_id = o.id AND c.state = ANY(%(disputed)s::text[])
            LIMIT 1), 0) ELSE 0 END)"""
"""What of an order can be settled: a case freezes the sum it is about and nothing else; all there
is where no sum is known yet. What a case is paying out is reserved already."""

_DUE = f"""
SELECT o.id FROM anxin_order_order o
 WHERE o.settle_at <= clock_now() AND (%(only)s::uuid IS NULL OR o.id = %(only)s::uuid)
   AND ({FREE} > 0 OR o.paid_fen = o.refunded_fen + o.settled_fen)
 ORDER BY o.settle_at LIMIT %(limit)s::int"""
_AND_LOCK = " FOR NO KEY UPDATE OF o SKIP LOCKED"


def lock_due(*, disputed: Sequence[str], limit: int, only: UUID | None = None) -> list[UUID]:
    """Lock the orders whose protection is over and that have something to settle.

    Read them again once they are locked: a case may have come between reading and locking.
    """
    values = {"disputed": list(disputed), "limit": limit, "only": only}
    return [row.id for row in run(_DUE + _AND_LOCK, values)]


def list_due(*, disputed: Sequence[str], limit: int) -> list[UUID]:
    """Return the same orders without locking them."""
    values = {"disputed": list(disputed), "limit": limit, "only": None}
    return [row.id for row in run(_DUE, values)]


@dataclass(frozen=True, slots=True)
class Settling:
    """An order as settlement sees it. `reseller_ids` and `shares` go along the chain."""

    id: UUID
    merchant_id: UUID
    paid_fen: int
    settled_fen: int
    free_fen: int
    reseller_ids: list[UUID]
    shares: list[int]


_SETTLING = f"""
SELECT o.id, o.merchant_id, o.paid_fen, o.settled_fen, greatest(0, {FREE})::bigint AS free_fen,
       coalesce(k.resellers, '{{}}') AS reseller_ids, coalesce(k.shares, '{{}}') AS shares
  FROM anxin_order_order o
  LEFT JOIN LATERAL (
    SELECT array_agg(reseller_id ORDER BY position) AS resellers,
           array_agg(fen ORDER BY position) AS shares
      FROM anxin_ledger_commission WHERE order_id = o.id) k ON true
 WHERE o.id = ANY(%(ids)s::uuid[]) ORDER BY o.settle_at, o.id
"""


def list_settling(*, ids: Sequence[UUID], disputed: Sequence[str]) -> list[Settling]:
    """Return these orders with what of each is free; a frozen one has nothing."""
    rows = run(_SETTLING, {"ids": list(ids), "disputed": list(disputed)})
    return [Settling(*row) for row in rows]
