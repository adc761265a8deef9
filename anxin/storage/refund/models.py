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
    """`refund_fen` on its way to `destination`; with `fee_fen` it makes the gross reserved."""

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
