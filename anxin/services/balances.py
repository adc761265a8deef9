"""Bookings in which a merchant or a reseller has a part, and the balances that follow from them.

A balance is changed by the statement that writes the postings, by their sums: the two cannot come
apart. Whoever decides by a balance locks it before; merchants come last in the order of locks
(order, payment, refund, wallet, merchant, reseller), each kind by its keys.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from anxin.domain.postings import Posting
from anxin.domain.settlement import MerchantMoney, ResellerMoney
from anxin.services.posting import columns_of
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction of the books: what caused it, what kind it is, and its lines."""

    cause: UUID
    kind: str
    lines: Sequence[Posting]
    order_id: UUID | None = None


BOOK = """
WITH posted AS (
  INSERT INTO anxin_ledger_posting (cause, kind, line, source_kind, source_owner, target_kind,
         target_owner, amount_fen, order_id)
  SELECT p.cause, p.kind, p.line, p.source_kind, p.source_owner, p.target_kind, p.target_owner,
         p.amount_fen, p.order_id
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS p(cause uuid, kind text, line int,
         source_kind text, source_owner uuid, target_kind text, target_owner uuid,
         amount_fen bigint, order_id uuid)
  RETURNING source_kind, source_owner, target_kind, target_owner, amount_fen
), gained AS (
  SELECT owner, kind, sum(fen)::bigint AS fen FROM (
    SELECT target_owner AS owner, target_kind AS kind, amount_fen AS fen FROM posted
    UNION ALL SELECT source_owner, source_kind, -amount_fen FROM posted) m
   WHERE owner IS NOT NULL GROUP BY owner, kind
), summed AS (
  SELECT owner,
         coalesce(sum(fen) FILTER (WHERE kind = 'merchant_payable'), 0) AS payable,
         coalesce(sum(fen) FILTER (WHERE kind = 'merchant_deposit'), 0) AS deposit,
         coalesce(sum(fen) FILTER (WHERE kind = 'platform_advance'), 0) AS recovered,
         coalesce(sum(fen) FILTER (WHERE kind = 'reseller_payable'), 0) AS earned,
         coalesce(sum(fen) FILTER (WHERE kind = 'reseller_advance'), 0) AS repaid
    FROM gained GROUP BY owner
), merchants AS (
  UPDATE anxin_ledger_merchantbalance b
     SET payable_fen = b.payable_fen + s.payable, deposit_fen = b.deposit_fen + s.deposit,
         advanced_fen = b.advanced_fen - s.recovered
    FROM summed s WHERE b.merchant_id = s.owner
)
UPDATE anxin_ledger_resellerbalance b
   SET payable_fen = b.payable_fen + s.earned, advanced_fen = b.advanced_fen - s.repaid
  FROM summed s WHERE b.reseller_id = s.owner
"""


def book(*, entries: Sequence[Entry]) -> None:
    """Book the entries with the balances they change, in one statement.

    Raises `IntegrityError` where a cause is booked already or a balance would fall below zero.
    The balances' rows must be there: lock them first.
    """
    rows = [
        {
            "cause": entry.cause,
            "kind": entry.kind,
            "line": n,
            "order_id": entry.order_id,
            **columns_of(line),
        }
        for entry in entries
        for n, line in enumerate(entry.lines)
    ]
    run(BOOK, {"rows": json.dumps(rows, default=str)})


def lock_merchants(*, ids: Collection[UUID]) -> dict[UUID, MerchantMoney]:
    """Return the merchants' balances, locked for this transaction; missing ones are begun."""
    rows = _locked("merchant", "payable_fen, deposit_fen, advanced_fen", ids)
    return {owner: MerchantMoney(*money) for owner, *money in rows}


def lock_resellers(*, ids: Collection[UUID]) -> dict[UUID, ResellerMoney]:
    """Return the resellers' balances, locked for this transaction; missing ones are begun."""
    rows = _locked("reseller", "payable_fen, advanced_fen", ids) if ids else []
    return {owner: ResellerMoney(*money) for owner, *money in rows}


def _locked(whose: str, columns: str, ids: Collection[UUID]) -> list[tuple[UUID, int]]:
    values = {"ids": sorted(ids)}
    run(
        f"""INSERT INTO anxin_ledger_{whose}balance ({whose}_id)
            SELECT unnest(%(ids)s::uuid[]) ON CONFLICT DO NOTHING""",
        values,
    )
    return run(
        f"""SELECT {whose}_id, {columns} FROM anxin_ledger_{whose}balance
             WHERE {whose}_id = ANY(%(ids)s::uuid[]) ORDER BY {whose}_id FOR NO KEY UPDATE""",
        values,
    )
