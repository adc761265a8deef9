"""Merchants and the people who act for them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from anxin.storage.merchant.models import Member, Merchant, ReturnAddress
from tests.factories.account import an_account


@dataclass(frozen=True)
class Shop:
    """A merchant and one member of its staff."""

    id: UUID
    member: UUID


def a_merchant(*, returns_to: str = "上海市示范路 1 号") -> Shop:
    """Make a merchant with one member. `returns_to`: its return address, none if empty."""
    merchant = Merchant.objects.create(name=f"商家-{uuid4().hex[:12]}")
    member = an_account(role="merchant")
    Member.objects.create(merchant=merchant, account=member)
    if returns_to:
        ReturnAddress.objects.create(
            merchant=merchant,
            receiver="退货组",
            phone="021-55550000",
            address=returns_to,
            set_by=member,
        )
    return Shop(merchant.id, member.id)
