"""Reads of buyers' payouts: what they asked for, and what speaks against a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class Tries:
    """How many names an account has had asked about within a day, at the database's `now`."""

    now: datetime
    today: int


def tries_of(*, account_id: UUID) -> Tries:
    """Return how many payouts an account has asked for within a day."""
    (row,) = run(
        """SELECT clock_now() AS now, count(*) AS today FROM anxin_ledger_payee
            WHERE account_id = %(id)s::uuid AND at > clock_now() - interval '1 day'""",
        {"id": account_id},
    )
    return Tries(*row)


def named_otherwise(*, account_id: UUID, digest: bytes) -> bool:
    """Say whether the account was confirmed, or is being, as somebody with another ID number."""
    rows = run(
        """SELECT 1 FROM (
             SELECT number_digest FROM anxin_ledger_payee
              WHERE account_id = %(id)s::uuid AND state IN ('waiting', 'confirmed')
             UNION ALL
             SELECT number_digest FROM anxin_risk_identitycheck
              WHERE account_id = %(id)s::uuid AND state = 'confirmed') known
            WHERE number_digest <> %(digest)s::bytea LIMIT 1""",
        {"id": account_id, "digest": digest},
    )
    return bool(rows)


def demo_fen(*, account_id: UUID) -> int:
    """Return how much demo money was ever put into an account's wallet."""
    (row,) = run(
        """SELECT coalesce(sum(amount_fen), 0)::bigint AS fen FROM anxin_payment_topup
            WHERE account_id = %(id)s::uuid AND source = 'demo'""",
        {"id": account_id},
    )
    return int(row.fen)


@dataclass(frozen=True, slots=True)
class WalletPayoutRow:
    """A buyer's payout as the buyer reads it, at the database's `now`.

    `named`: what the provider said of the name. `by_owner`: the buyer took it back.
    """

    now: datetime
    no: str
    amount_fen: int
    state: str
    at: datetime
    closed_at: datetime | None
    name_masked: str
    bank: str
    card_tail: str
    named: str
    by_owner: bool
    why: str

    @property
    def open(self) -> bool:
        """Whether it is still under way."""
        return self.closed_at is None


def list_wallet_payouts(*, account_id: UUID) -> list[WalletPayoutRow]:
    """Return a buyer's latest twenty payouts, newest first."""
    rows = run(
        """SELECT clock_now() AS now, p.no, p.amount_fen, p.state, p.requested_at, p.closed_at,
                  y.name_masked, y.bank, y.card_tail, y.state AS named,
                  coalesce(p.closed_by_id = p.account_id, false) AS by_owner, p.why
             FROM anxin_ledger_payout p JOIN anxin_ledger_payee y ON y.payout_id = p.id
            WHERE p.account_id = %(id)s::uuid ORDER BY p.requested_at DESC LIMIT 20""",
        {"id": account_id},
    )
    return [WalletPayoutRow(*row) for row in rows]
