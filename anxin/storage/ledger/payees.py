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


def kept_back_fen(*, account_id: UUID) -> int:
    """Return how much of an account's wallet may not leave it for a bank, in fen.

    All demo money that was ever put in, and what is disputed.
    """
    (row,) = run(KEPT_BACK, {"id": account_id})
    return int(row.demo + row.disputed)


def disputed_fen(*, account_id: UUID) -> int:
    """Return what an account has and may have twice, in fen.

    What banks took back (chargebacks, as far as they are contested); what a bill shows to have gone
    back and our books do not, until finance has found out.
    """
    (row,) = run(KEPT_BACK, {"id": account_id})
    return int(row.disputed)


KEPT_BACK = """
WITH suspect AS MATERIALIZED (
  SELECT payment_no, bill_fen FROM anxin_reconciliation_difference
   WHERE step = 'freeze' AND row_kind = 'refund' AND settled_at IS NULL
)
SELECT coalesce((
  SELECT sum(t.amount_fen) FROM anxin_payment_topup t
   WHERE t.account_id = %(id)s::uuid AND t.source = 'demo'), 0)::bigint AS demo,
(coalesce((
  SELECT sum(c.fen - c.taken_fen) FROM anxin_aftersale_complaint c
    JOIN anxin_order_order o ON o.id = c.order_id
   WHERE o.buyer_id = %(id)s::uuid AND c.source = 'chargeback'), 0)
+ coalesce((
  SELECT sum(x.bill_fen) FROM suspect x
    JOIN anxin_payment_payment p ON p.no = x.payment_no
    LEFT JOIN anxin_payment_topup t ON t.id = p.top_up_id
    LEFT JOIN anxin_order_order o ON o.id = p.order_id
   WHERE t.account_id = %(id)s::uuid OR o.buyer_id = %(id)s::uuid), 0))::bigint AS disputed
"""


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
