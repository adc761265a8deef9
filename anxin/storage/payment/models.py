"""Payments of orders, one per tender, and top-ups of wallets."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.words import TENDERS
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant
from anxin.storage.order.models import Order


class Payment(models.Model):
    """What one tender paid of an order (`captured_fen`), and what of it went or is going back.

    The check holds whatever the code path: no tender ever gives back more than it took.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, db_index=False)
    no = public_no()
    position = models.SmallIntegerField(default=0)
    method = models.CharField(max_length=10)
    captured_fen = models.BigIntegerField()
    reserved_fen = models.BigIntegerField(db_default=0)
    refunded_fen = models.BigIntegerField(db_default=0)
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=TENDERS, column="method", name="payment_method"),
            models.CheckConstraint(
                condition=Q(captured_fen__gt=0, reserved_fen__gte=0, refunded_fen__gte=0)
                & Q(captured_fen__gte=F("reserved_fen") + F("refunded_fen")),
                name="payment_refunds_within_captured",
            ),
            models.UniqueConstraint(fields=("order", "position"), name="payment_position"),
            models.UniqueConstraint(fields=("merchant", "id"), name="payment_of_merchant"),
        )


class TopUp(models.Model):
    """Money put into a wallet. `source` names where it came from (`demo`: a demo shop's own)."""

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    source = models.CharField(max_length=12)
    amount_fen = models.BigIntegerField()
    form_key = models.UUIDField()
    at = made_at()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="top_up_positive"),
            models.UniqueConstraint(fields=("account", "form_key"), name="top_up_once"),
        )
