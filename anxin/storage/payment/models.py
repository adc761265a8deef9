"""Payments of orders and top-ups, coupons, and what finance has to look at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.states import PAYMENT, TENDER
from anxin.domain.words import TENDERS
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant
from anxin.storage.order.models import Order

PAYMENT_STATES = tuple(dict.fromkeys((*TENDER, *PAYMENT)))
COUPON_STATES = ("available", "held", "spent", "expired")
TOP_UP_SOURCES = ("demo", "alipay", "wechat")


class Coupon(models.Model):
    """A coupon of a buyer: `value_fen` off an order of at least `minimum_fen`, until `expires_at`.

    What a refund gives back of a spent one is a new coupon (`returned_from`) whose minimum shrinks
    with its value, so that giving goods back makes no better coupon than before.
    """

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    no = public_no()
    title = models.CharField(max_length=40)
    title_en = models.CharField(max_length=60, blank=True, default="")
    value_fen = models.BigIntegerField()
    minimum_fen = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, db_default="available")
    returned_from = models.ForeignKey("self", models.PROTECT, null=True)
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=COUPON_STATES, column="state", name="coupon_state"),
            models.CheckConstraint(
                condition=Q(value_fen__gt=0, minimum_fen__gte=0), name="coupon_sums"
            ),
        )


class TopUp(models.Model):
    """Money put into a wallet. `source` names where it comes from (`demo`: a demo shop's own)."""

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    source = models.CharField(max_length=12)
    amount_fen = models.BigIntegerField()
    form_key = models.UUIDField()
    at = made_at()
    credited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=TOP_UP_SOURCES, column="source", name="top_up_source"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="top_up_positive"),
            models.UniqueConstraint(fields=("account", "form_key"), name="top_up_once"),
        )


class Payment(models.Model):
    """What one tender is asked for (`amount_fen`), what it paid, and what of it went back.

    A payment is for an order or for a top-up. An order's tenders are chosen together: those of one
    `round` add up to its total, and a later round takes the place of an earlier one. What the
    platform keeps for the buyer is `held` until the whole round is paid; a channel's payment
    waits for the channel's word and is asked about at `next_ask_at`. `identity` is the merchant's
    at the channel and stays what it was when used, so old refunds keep the old keys. `begun_as`
    is the way it was begun, where a channel binds its number to that (`Limits.binds_number`).

    `counted` payments paid the order; one that came too late, twice or with another sum is
    captured, not counted, and goes back by a refund of its own; `part_of` is the channel's payment
    that brought more than was asked, of which this one is the excess.

    The checks hold whatever the code path: no tender ever gives back more than it took
    (`reserved_fen` + `refunded_fen`), and no channel is ever told to send more back than came
    through it (`sent_fen`), whoever asks, refund or withdrawal.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, null=True)
    order = models.ForeignKey(Order, models.PROTECT, db_index=False, null=True)
    top_up = models.OneToOneField(TopUp, models.PROTECT, null=True)
    coupon = models.ForeignKey(Coupon, models.PROTECT, null=True)
    part_of = models.ForeignKey("self", models.PROTECT, null=True)
    no = public_no()
    position = models.SmallIntegerField(default=0)
    round = models.SmallIntegerField(default=1)
    method = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    captured_fen = models.BigIntegerField(db_default=0)
    reserved_fen = models.BigIntegerField(db_default=0)
    refunded_fen = models.BigIntegerField(db_default=0)
    sent_fen = models.BigIntegerField(db_default=0)
    sent_count = models.IntegerField(db_default=0)
    sent_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, db_default="captured")
    counted = models.BooleanField(db_default=True)
    identity = models.CharField(max_length=40, db_default="")
    begun_as = models.CharField(max_length=50, db_default="")
    serial_no = models.CharField(max_length=64, null=True)
    asked = models.IntegerField(db_default=0)
    next_ask_at = models.DateTimeField(null=True)
    captured_at = models.DateTimeField(null=True)
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=TENDERS, column="method", name="payment_method"),
            words(allowed=PAYMENT_STATES, column="state", name="payment_state"),
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
            models.CheckConstraint(
                condition=Q(sent_fen__range=(0, F("captured_fen"))),
                name="payment_sent_back_within_captured",
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False, top_up__isnull=True)
                | Q(order__isnull=True, top_up__isnull=False),
                name="payment_for_order_or_top_up",
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


FINDINGS = (
    "wrong_amount",
    "unknown_payment",
    "refund_refused",
    "refund_abnormal",
    "refund_late",
    "refund_reversed",
)


class Finding(models.Model):
    """Something about money that a person must look at: what was expected and what was found.

    `claimed_by`: who in finance deals with it, until `claimed_until`; one about a refund is held
    with the refund.
    """

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
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=FINDINGS, column="kind", name="finding_kind"),
            models.UniqueConstraint(fields=("kind", "subject"), name="finding_once"),
        )


class Withdrawal(models.Model):
    """Money of a wallet on its way back through the channels it came by, once per form.

    Its transfers are refunds with the cause `withdrawal`; what they carry is held in the wallet
    until the channel has given it. `ended_at`: nothing of it is under way any more.
    """

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    no = public_no()
    amount_fen = models.BigIntegerField()
    form_key = models.UUIDField()
    at = made_at()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="withdrawal_positive"),
            models.UniqueConstraint(fields=("account", "form_key"), name="withdrawal_once"),
        )
