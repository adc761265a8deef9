"""Coupons and points that the platform gives to buyers, at its own cost."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from anxin.domain import postings
from anxin.services.numbers import new_key, new_no
from anxin.services.posting import post
from anxin.services.purse import credit
from anxin.storage.columns import ClockNow
from anxin.storage.payment.models import Coupon
from anxin.storage.statement import run


@transaction.atomic
def give_points(*, account_id: UUID, points: int) -> None:
    """Give a buyer points; one is worth a fen."""
    lines = postings.gift(method="points", account_id=account_id, amount_fen=points)
    post(cause=new_key(), kind="gift", lines=lines)
    credit(account_id=account_id, kind="points", amount_fen=points)


@transaction.atomic
def give_coupon(
    *,
    account_id: UUID,
    title: str,
    title_en: str,
    value_fen: int,
    minimum_fen: int,
    valid_days: int,
) -> str:
    """Give a buyer a coupon; return its number."""
    coupon = Coupon.objects.create(
        account_id=account_id,
        no=new_no(),
        title=title,
        title_en=title_en,
        value_fen=value_fen,
        minimum_fen=minimum_fen,
        expires_at=ClockNow() + timedelta(days=valid_days),
    )
    lines = postings.gift(method="coupon", account_id=account_id, amount_fen=value_fen)
    post(cause=coupon.id, kind="gift", lines=lines)
    return coupon.no


EXPIRE = """
WITH expired AS (
  UPDATE anxin_payment_coupon SET state = 'expired'
   WHERE state = 'available' AND expires_at <= clock_now()
  RETURNING id, account_id, value_fen
)
INSERT INTO anxin_ledger_posting (cause, kind, line, source_kind, source_owner, target_kind,
       target_owner, amount_fen)
SELECT id, 'expiry', 0, 'coupons', account_id, 'coupons', NULL, value_fen FROM expired
RETURNING cause
"""


def expire_coupons() -> int:
    """End the coupons whose time is over and book them off; return how many."""
    return len(run(EXPIRE, {}))
