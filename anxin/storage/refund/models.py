"""Refunds: one transfer back to one tender, under one number for life."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.domain.states import REFUND
from anxin.storage.aftersale.models import Case
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant
from anxin.storage.payment.models import Payment

REFUND_CAUSES = ("case", "late", "duplicate", "overpaid", "delivery_failed", "sold_out")
DESTINATIONS = ("wallet", "original")


class Refund(models.Model):
    """`refund_fen` on its way to `destination`; with `fee_fen` it makes the gross reserved.

    `no` is given before the channel is called and used for every try. `next_try_at` is when the
    channel is called or asked again; none where nothing more is to be done by itself.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    payment = models.ForeignKey(Payment, models.PROTECT)
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    no = public_no()
    cause = models.CharField(max_length=16)
    destination = models.CharField(max_length=10)
    refund_fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField()
    state = models.CharField(max_length=12)
    tries = models.IntegerField(db_default=0)
    next_try_at = models.DateTimeField(null=True)
    serial_no = models.CharField(max_length=64, db_default="")
    trouble = models.CharField(max_length=120, db_default="")
    reserved_at = made_at()
    succeeded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=tuple(REFUND), column="state", name="refund_state"),
            words(allowed=REFUND_CAUSES, column="cause", name="refund_cause"),
            words(allowed=DESTINATIONS, column="destination", name="refund_destination"),
            models.CheckConstraint(
                condition=Q(refund_fen__gte=0, fee_fen__gte=0), name="refund_sums"
            ),
            models.UniqueConstraint(fields=("merchant", "id"), name="refund_of_merchant"),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                condition=Q(next_try_at__isnull=False),
                name="refund_to_try",
            ),
        )


class Attempt(models.Model):
    """One call to a channel about a refund, committed before the call and completed after it."""

    pk = models.CompositePrimaryKey("refund_id", "number")
    refund = models.ForeignKey(Refund, models.PROTECT, db_index=False)
    number = models.IntegerField()
    asked = models.CharField(max_length=8)
    outcome = models.CharField(max_length=12, db_default="")
    detail = models.CharField(max_length=200, db_default="")
    started_at = made_at()
    ended_at = models.DateTimeField(null=True)
