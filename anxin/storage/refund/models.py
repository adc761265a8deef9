"""Refunds: one transfer back to one tender, under one number for life."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.states import REFUND
from anxin.storage.aftersale.models import Case
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant
from anxin.storage.payment.models import Payment, Withdrawal

REFUND_CAUSES = (
    "case",
    "late",
    "duplicate",
    "overpaid",
    "underpaid",
    "delivery_failed",
    "sold_out",
    "withdrawal",
    "chargeback",
    "manual",
)
DESTINATIONS = ("wallet", "original")
ROUTES = ("wallet",)


class Refund(models.Model):
    """`refund_fen` on its way to `destination`; with `fee_fen` it makes the gross reserved.

    `no` is given before the channel is called and used for every try. `next_try_at` is when the
    channel is called or asked again; none where nothing more is to be done by itself. `planned_at`:
    when that would be, had nobody looked meanwhile; `looks`: how many of its `tries` were for that,
    and do not count for how long the next one waits.
    `successor_of`: the refund that was closed, stopped or sent back, whose money this one carries
    under a number of its own. `sent_at`: when the channel was first told. `route`: the other way
    that was agreed on for a refund that the channel cannot make. `recalled_at`: when the channel
    was first asked to send the money to the merchant for it, or said that it had; none where the
    buyer got it after all.
    `confirm_at`: when a success is asked about again, since a bank may send it back.
    `claimed_by`: who in finance deals with it, until `claimed_until`.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, null=True)
    payment = models.ForeignKey(Payment, models.PROTECT)
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    withdrawal = models.ForeignKey(Withdrawal, models.PROTECT, null=True)
    successor_of = models.OneToOneField("self", models.PROTECT, null=True)
    no = public_no()
    cause = models.CharField(max_length=16)
    destination = models.CharField(max_length=10)
    refund_fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField()
    state = models.CharField(max_length=12)
    tries = models.IntegerField(db_default=0)
    looks = models.IntegerField(db_default=0)
    next_try_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)
    serial_no = models.CharField(max_length=64, db_default="")
    account = models.CharField(max_length=80, db_default="")
    trouble = models.CharField(max_length=120, db_default="")
    route = models.CharField(max_length=10, db_default="")
    sent_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    reserved_at = made_at()
    succeeded_at = models.DateTimeField(null=True)
    confirm_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=tuple(REFUND), column="state", name="refund_state"),
            words(allowed=REFUND_CAUSES, column="cause", name="refund_cause"),
            words(allowed=DESTINATIONS, column="destination", name="refund_destination"),
            models.CheckConstraint(
                condition=Q(refund_fen__gte=0, fee_fen__gte=0), name="refund_sums"
            ),
            models.CheckConstraint(
                condition=Q(looks__gte=0, looks__lte=F("tries")), name="refund_looks_are_tries"
            ),
            models.CheckConstraint(condition=Q(route__in=("", *ROUTES)), name="refund_route"),
            models.CheckConstraint(
                condition=Q(cause="withdrawal", withdrawal__isnull=False)
                | (~Q(cause="withdrawal") & Q(withdrawal__isnull=True)),
                name="refund_of_withdrawal",
            ),
            models.UniqueConstraint(fields=("merchant", "id"), name="refund_of_merchant"),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                condition=Q(next_try_at__isnull=False),
                name="refund_to_try",
            ),
            models.Index(
                fields=("confirm_at",),
                condition=Q(confirm_at__isnull=False),
                name="refund_to_confirm",
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


class Reroute(models.Model):
    """Another way for a refund that the channel cannot make: buyer's consent and four eyes.

    Whoever proposes it in finance, somebody else confirms it; the buyer agrees on the refund's own
    page. Only with all three the refund takes that way (`Refund.route`).
    """

    refund = models.OneToOneField(Refund, models.PROTECT, primary_key=True)
    route = models.CharField(max_length=10)
    consented_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=ROUTES, column="route", name="reroute_route"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (Q(proposed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
                name="reroute_four_eyes",
            ),
        )
