"""Reads of top-ups that a channel is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class TopUpRow:
    """A top-up through a channel, at the database's `now`; `no` is its payment's number.

    `state` is the payment's: `waiting`, `captured` once the wallet has it, `closed`.
    """

    now: datetime
    no: str
    method: str
    amount_fen: int
    state: str
    at: datetime


def top_up_of(*, no: str, account_id: UUID) -> TopUpRow | None:
    """Return the account's own top-up of that payment number."""
    rows = run(
        """SELECT clock_now() AS now, p.no, p.method, p.amount_fen, p.state, p.at
             FROM anxin_payment_payment p JOIN anxin_payment_topup t ON t.id = p.top_up_id
            WHERE p.no = %(no)s::text AND t.account_id = %(account_id)s::uuid""",
        {"no": no, "account_id": account_id},
    )
    return TopUpRow(*rows[0]) if rows else None
