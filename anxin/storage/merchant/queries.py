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


def merchant_of(*, account_id: UUID) -> MerchantRow | None:
    """Return the merchant that the account acts for, the first one joined if there are several."""
    rows = run(
        """SELECT m.id, m.name
             FROM anxin_merchant_member b JOIN anxin_merchant_merchant m ON m.id = b.merchant_id
            WHERE b.account_id = %(account_id)s::uuid ORDER BY b.id LIMIT 1""",
        {"account_id": account_id},
    )
    return MerchantRow(*rows[0]) if rows else None
