"""How long after completion a merchant's orders stay in escrow: the days of T+N, each with why."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from anxin.services.settlement import LONGEST_SETTLE_DAYS
from anxin.services.standing.walking import NotPenalised, is_member
from anxin.storage.merchant.models import Merchant, SettleTerm

WHY_CHARACTERS = 200


@transaction.atomic
def set_settle_days(*, merchant_id: UUID, days: int, why: str, actor: UUID) -> NotPenalised | None:
    """Set the days for orders that are completed from now on, and keep who did so and why.

    Orders that are completed already keep the day they were promised.
    """
    merchant = Merchant.objects.select_for_update(no_key=True).filter(id=merchant_id).first()
    if merchant is None:
        return NotPenalised("not_found")
    if is_member(merchant_id=merchant_id, actor=actor):
        return NotPenalised("own_merchant")
    if not 0 <= days <= LONGEST_SETTLE_DAYS:
        return NotPenalised("settle_days_out_of_range")
    if not why.strip():
        return NotPenalised("why_missing")
    if days == merchant.settle_days:
        return NotPenalised("nothing_new")
    SettleTerm.objects.create(
        merchant=merchant, days=days, why=why.strip()[:WHY_CHARACTERS], set_by_id=actor
    )
    Merchant.objects.filter(id=merchant_id).update(settle_days=days)
    return None
