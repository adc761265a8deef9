"""Payments of orders, one per tender, top-ups of wallets, and what finance has to look at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.states import PAYMENT
from anxin.domain.words import TENDERS
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant
from anxin.storage.order.models import Order


class Payment(models.Model):
    """What one tender is asked for (`amount_fen`), what it paid, and what of it went back.

    A wallet pays at once; a channel's payment waits for the channel's word and is asked about at
    `next_ask_at`. `identity` is the merchant's at the channel and stays what it was when used, so
    old refunds keep the old keys. `counted` payments paid the order; one that came too late or
    twice is captured, not counted, and goes back by a refund of its own.
    The check holds whatever the code path: no tender ever gives back more than it took.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, db_index=False)
    no = public_no()
    position = models.SmallIntegerField(default=0)
    method = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    captured_fen = models.BigIntegerField(db_default=0)
    reserved_fen = models.BigIntegerField(db_default=0)
    refunded_fen = models.BigIntegerField(db_default=0)
    state = models.CharField(max_length=10, db_default="captured")
    counted = models.BooleanField(db_default=True)
    identity = models.CharField(max_length=40, db_default="")
    serial_no = models.CharField(max_length=64, null=True)
    asked = models.IntegerField(db_default=0)
    next_ask_at = models.DateTimeField(null=True)
    captured_at = models.DateTimeField(null=True)
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=TENDERS, column="method", name="payment_method"),
            words(allowed=tuple(PAYMENT), column="state", name="payment_state"),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0)
                & (
                    Q(state="captured", captured_fen__gt=0)
                    | (~Q(state="captured") & Q(captured_fen=0))
                ),
                name="payment_captured_has_money",
            ),
            models.CheckConstraint(
                condition=Q(captured_fen__gte=0, reserved_fen__gte=0, refunded_fen__gte=0)
                & Q(captured_fen__gte=F("reserved_fen") + F("refunded_fen")),
                name="payment_refunds_within_captured",
            ),
            models.UniqueConstraint(fields=("order", "position"), name="payment_position"),
            models.UniqueConstraint(fields=("method", "serial_no"), name="payment_serial_once"),
            models.UniqueConstraint(fields=("merchant", "id"), name="payment_of_merchant"),
        )
        indexes = (
            models.Index(
                fields=("next_ask_at",),
                condition=Q(next_ask_at__isnull=False),
                name="payment_to_ask",
            ),
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


FINDINGS = ("wrong_amount", "unknown_payment", "refund_refused")


class Finding(models.Model):
    """Something about money that a person must look at: what was expected and what was found."""

    id = key()
    kind = models.CharField(max_length=20)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True)
    subject = models.CharField(max_length=64)
    expected_fen = models.BigIntegerField(null=True)
    found_fen = models.BigIntegerField(null=True)
    detail = models.CharField(max_length=200, blank=True, default="")
    at = made_at()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False
    )

    class Meta:
        constraints = (
            words(allowed=FINDINGS, column="kind", name="finding_kind"),
            models.UniqueConstraint(fields=("kind", "subject"), name="finding_once"),
        )
