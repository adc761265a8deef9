"""Reads of payouts and deposits: what waits for finance, and what a merchant has asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """A payout with the people who signed it, at the database's `now`.

    `owner`: the merchant's name or the buyer's. `payee`: masked name, bank and last digits of the
    card that a buyer's goes to, as a line; `looked_by`: who has read it whole, the latest;
    `payer`: who has it in hand.
    """

    now: datetime
    no: str
    owner: str
    source: str
    amount_fen: int
    state: str
    requested_by_id: UUID
    requested_by: str
    requested_at: datetime
    approved_by_id: UUID | None
    approved_by: str | None
    approved_at: datetime | None
    closed_by: str | None
    closed_at: datetime | None
    bank_serial: str | None
    why: str
    due_at: datetime | None
    return_serial: str | None
    returned_by_id: UUID | None
    returned_by: str | None
    account_id: UUID | None
    payee: str | None
    payer_id: UUID | None
    payer: str | None
    looked_by: str | None
    looked_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether somebody should have dealt with it by now."""
        return self.due_at is not None and self.due_at <= self.now


WAITING = ("requested", "approved", "returning")
"""What waits for somebody of finance, as SQL writes it too."""

_ROW = """
SELECT clock_now() AS now, p.no, coalesce(m.name, r.username) AS owner, p.source, p.amount_fen,
       p.state,
       p.requested_by_id, r.username AS asker, p.requested_at, p.approved_by_id,
       a.username AS approver, p.approved_at, c.username AS closer, p.closed_at, p.bank_serial,
       p.why, p.due_at, p.return_serial, p.returned_by_id, b.username AS returner, p.account_id,
       concat_ws(' ', y.name_masked, y.bank, '*' || y.card_tail) AS payee,
       y.payer_id, h.username AS payer,
       l.username AS looked_by, l.at AS looked_at
  FROM anxin_ledger_payout p
  LEFT JOIN anxin_merchant_merchant m ON m.id = p.merchant_id
  JOIN anxin_account_account r ON r.id = p.requested_by_id
  LEFT JOIN anxin_account_account a ON a.id = p.approved_by_id
  LEFT JOIN anxin_account_account c ON c.id = p.closed_by_id
  LEFT JOIN anxin_account_account b ON b.id = p.returned_by_id
  LEFT JOIN anxin_ledger_payee y ON y.payout_id = p.id
  LEFT JOIN anxin_account_account h ON h.id = y.payer_id
  LEFT JOIN LATERAL (
    SELECT a.username, k.at FROM anxin_ledger_payeelook k
      JOIN anxin_account_account a ON a.id = k.by_id
     WHERE k.payee_id = y.id ORDER BY k.at DESC LIMIT 1) l ON true
"""


def list_open_payouts() -> list[PayoutRow]:
    """Return the payouts that wait for somebody, those due first at the top."""
    rows = run(_ROW + f" WHERE p.state IN {WAITING} ORDER BY p.due_at, p.id LIMIT 200", {})
    return [PayoutRow(*row) for row in rows]


def count_payouts(*, late: bool) -> int:
    """Return how many payouts wait for somebody of finance, or only those that are late."""
    (row,) = run(
        f"""SELECT count(*) FILTER (WHERE due_at <= clock_now() OR NOT %(late)s::bool) AS n
              FROM anxin_ledger_payout WHERE state IN {WAITING}""",
        {"late": late},
    )
    return int(row.n)


def payout_row(*, no: str) -> PayoutRow | None:
    """Return the payout of that number."""
    rows = run(_ROW + " WHERE p.no = %(no)s::text", {"no": no})
    return PayoutRow(*rows[0]) if rows else None


def list_closed_payouts() -> list[PayoutRow]:
    """Return the twenty payouts that finance has paid or refused last."""
    rows = run(
        _ROW
        + """ WHERE p.state IN ('paid', 'refused', 'returned') AND p.closed_by_id IS NOT NULL
               AND p.closed_by_id IS DISTINCT FROM p.account_id
             ORDER BY coalesce(p.returned_at, p.closed_at) DESC LIMIT 20""",
        {},
    )
    return [PayoutRow(*row) for row in rows]


def list_payouts_of(*, merchant_id: UUID) -> list[PayoutRow]:
    """Return a merchant's latest twenty payouts, newest first."""
    rows = run(
        _ROW + " WHERE p.merchant_id = %(id)s::uuid ORDER BY p.requested_at DESC LIMIT 20",
        {"id": merchant_id},
    )
    return [PayoutRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ShopMoney:
    """A merchant as finance chooses it, with what it has deposited and owes."""

    id: UUID
    name: str
    payable_fen: int
    deposit_fen: int
    advanced_fen: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A deposit that somebody has recorded and that is not booked yet."""

    now: datetime
    id: UUID
    merchant_name: str
    amount_fen: int
    bank_serial: str
    recorded_by_id: UUID
    recorded_by: str
    book_at: datetime


def list_entries() -> list[EntryRow]:
    """Return the deposits that were recorded in the last seconds, the latest first."""
    rows = run(
        """SELECT clock_now() AS now, e.id, m.name, e.amount_fen, e.bank_serial, e.recorded_by_id,
                  a.username, e.book_at
             FROM anxin_ledger_depositentry e
             JOIN anxin_merchant_merchant m ON m.id = e.merchant_id
             JOIN anxin_account_account a ON a.id = e.recorded_by_id
            ORDER BY e.book_at DESC LIMIT 50""",
        {},
    )
    return [EntryRow(*row) for row in rows]


def due_entries(*, limit: int) -> list[UUID]:
    """Return the recorded deposits that cannot be taken back any more by `clock_now()`."""
    rows = run(
        """SELECT id FROM anxin_ledger_depositentry
            WHERE book_at <= clock_now() ORDER BY book_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.id for row in rows]


MOST_SHOPS = 2_000
"""How many are offered to choose from: with more of them one would have to be searched for."""


def list_shops() -> list[ShopMoney]:
    """Return the merchants, those who owe most and hold most first."""
    rows = run(
        """SELECT m.id, m.name, coalesce(b.payable_fen, 0) AS payable,
                  coalesce(b.deposit_fen, 0) AS deposit, coalesce(b.advanced_fen, 0) AS advanced
             FROM anxin_merchant_merchant m
             LEFT JOIN anxin_ledger_merchantbalance b ON b.merchant_id = m.id
            ORDER BY coalesce(b.advanced_fen, 0) DESC, coalesce(b.deposit_fen, 0) DESC, m.name
            LIMIT %(most)s::int""",
        {"most": MOST_SHOPS},
    )
    return [ShopMoney(*row) for row in rows]
