"""What the platform keeps for a buyer, wallet and points: credited, held, spent, released.

Every change is one guarded statement; the check of the table holds besides. Holding moves no
money: it keeps it for a payment under way, so that it cannot be spent twice.
"""

from __future__ import annotations

from uuid import UUID

from anxin.services.failpoint import here
from anxin.storage.statement import run


def credit(*, account_id: UUID, kind: str, amount_fen: int) -> None:
    """Put money into a purse; the caller books where it comes from."""
    here("purse.booked_not_credited")
    run(
        """INSERT INTO anxin_ledger_purse (account_id, kind, balance_fen)
           VALUES (%(account_id)s::uuid, %(kind)s::text, %(fen)s::bigint)
           ON CONFLICT (account_id, kind) DO UPDATE
              SET balance_fen = anxin_ledger_purse.balance_fen + excluded.balance_fen""",
        {"account_id": account_id, "kind": kind, "fen": amount_fen},
    )


def hold(*, account_id: UUID, kind: str, amount_fen: int) -> bool:
    """Hold an amount if the purse has it free; say whether it had."""
    return _moved(
        """UPDATE anxin_ledger_purse
              SET balance_fen = balance_fen - %(fen)s::bigint, held_fen = held_fen + %(fen)s::bigint
            WHERE account_id = %(account_id)s::uuid AND kind = %(kind)s::text
              AND balance_fen >= %(fen)s::bigint RETURNING kind""",
        account_id,
        kind,
        amount_fen,
    )


def spend(*, account_id: UUID, kind: str, amount_fen: int) -> bool:
    """Take an amount that was held; the caller books where it goes."""
    return _moved(
        """UPDATE anxin_ledger_purse SET held_fen = held_fen - %(fen)s::bigint
            WHERE account_id = %(account_id)s::uuid AND kind = %(kind)s::text RETURNING kind""",
        account_id,
        kind,
        amount_fen,
    )


def release(*, account_id: UUID, kind: str, amount_fen: int) -> bool:
    """Let an amount go that was held: it can be spent again."""
    return _moved(
        """UPDATE anxin_ledger_purse
              SET balance_fen = balance_fen + %(fen)s::bigint, held_fen = held_fen - %(fen)s::bigint
            WHERE account_id = %(account_id)s::uuid AND kind = %(kind)s::text RETURNING kind""",
        account_id,
        kind,
        amount_fen,
    )


def _moved(sql: str, account_id: UUID, kind: str, amount_fen: int) -> bool:
    return bool(run(sql, {"account_id": account_id, "kind": kind, "fen": amount_fen}))
