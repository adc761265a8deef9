"""Merchants and the people who act for them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from anxin.storage.merchant.models import Member, Merchant
from tests.factories.account import an_account


@dataclass(frozen=True)
class Shop:
    """A merchant and one member of its staff."""

    id: UUID
    member: UUID


def a_merchant() -> Shop:
    """Make a merchant with one member."""
    merchant = Merchant.objects.create(name=f"商家-{uuid4().hex[:12]}")
    member = an_account(role="merchant")
    Member.objects.create(merchant=merchant, account=member)
    return Shop(merchant.id, member.id)
