"""Reads of merchants: for whom an account acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class MerchantRow:
    """A shop as its own pages name it."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Where a shop wants goods sent back to, and since when."""

    id: UUID
    receiver: str
    phone: str
    address: str
    set_at: datetime


def return_address_of(*, merchant_id: UUID) -> AddressRow | None:
    """Return the shop's present return address; nothing if it has given none."""
    rows = run(
        """SELECT id, receiver, phone, address, set_at FROM anxin_merchant_returnaddress
            WHERE merchant_id = %(id)s::uuid ORDER BY set_at DESC, id DESC LIMIT 1""",
        {"id": merchant_id},
    )
    return AddressRow(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class SettleTermRow:
    """Days of T+N that were set for a shop: since when, why, and by whom."""

    days: int
    set_at: datetime
    why: str
    set_by: str


def list_settle_terms(*, merchant_id: UUID) -> list[SettleTermRow]:
    """Return the latest ten terms of a shop's settlement, the newest first."""
    rows = run(
        """SELECT t.days, t.set_at, t.why, a.username
             FROM anxin_merchant_settleterm t JOIN anxin_account_account a ON a.id = t.set_by_id
            WHERE t.merchant_id = %(id)s::uuid ORDER BY t.set_at DESC, t.id DESC LIMIT 10""",
        {"id": merchant_id},
    )
    return [SettleTermRow(*row) for row in rows]


def settle_days_of(*, merchant_id: UUID) -> int:
    """Return how long after completion a shop's orders stay in escrow."""
    rows = run(
        "SELECT settle_days FROM anxin_merchant_merchant WHERE id = %(id)s::uuid",
        {"id": merchant_id},
    )
    return int(rows[0].settle_days)


def merchant_of(*, account_id: UUID) -> MerchantRow | None:
    """Return the merchant that the account acts for, the first one joined if there are several."""
    rows = run(
        """SELECT m.id, m.name
             FROM anxin_merchant_member b JOIN anxin_merchant_merchant m ON m.id = b.merchant_id
            WHERE b.account_id = %(account_id)s::uuid ORDER BY b.id LIMIT 1""",
        {"account_id": account_id},
    )
    return MerchantRow(*rows[0]) if rows else None
