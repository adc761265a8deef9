"""The double-entry ledger and the balances that must never go below zero."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.postings import ACCOUNT_KINDS
from anxin.storage.columns import made_at, words
from anxin.storage.merchant.models import Merchant
from anxin.storage.order.models import Order

PURSES = ("wallet", "points")


class Purse(models.Model):
    """What a buyer can spend of one kind, in fen, and what of it is held for a payment under way.

    Both together equal the sum of the purse's postings (`anxin ledger check`): holding moves no
    money, it only keeps it from being spent twice.
    """

    pk = models.CompositePrimaryKey("account_id", "kind")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=8)
    balance_fen = models.BigIntegerField(db_default=0)
    held_fen = models.BigIntegerField(db_default=0)

    class Meta:
        constraints = (
            words(allowed=PURSES, column="kind", name="purse_kind"),
            models.CheckConstraint(
                condition=Q(balance_fen__gte=0, held_fen__gte=0), name="purse_not_negative"
            ),
        )


class Posting(models.Model):
    """One amount moved from one account to another; rows are only ever added (trigger).

    A transaction is the rows of one `cause` (payment, refund, top-up) of one `kind`: what causes
    money to move is booked once (unique). An account is a kind and an owner, not a row: the
    platform's own accounts would be rows that every order locks.
    """

    pk = models.CompositePrimaryKey("cause", "kind", "line")
    cause = models.UUIDField()
    kind = models.CharField(max_length=16)
    line = models.SmallIntegerField()
    source_kind = models.CharField(max_length=16)
    source_owner = models.UUIDField(null=True)
    target_kind = models.CharField(max_length=16)
    target_owner = models.UUIDField(null=True)
    amount_fen = models.BigIntegerField()
    order_id = models.UUIDField(null=True)
    at = made_at()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="posting_positive"),
            words(allowed=ACCOUNT_KINDS, column="source_kind", name="posting_source"),
            words(allowed=ACCOUNT_KINDS, column="target_kind", name="posting_target"),
        )
        indexes = (
            models.Index(fields=("source_owner", "at"), name="posting_by_source"),
            models.Index(fields=("target_owner", "at"), name="posting_by_target"),
        )


class MerchantBalance(models.Model):
    """A merchant's money beside its postings, which it equals (`anxin ledger check`).

    `advanced_fen` is what the platform paid in the merchant's place and has to recover: nobody
    has a balance to withdraw while he owes.
    """

    merchant = models.OneToOneField(Merchant, models.PROTECT, primary_key=True)
    payable_fen = models.BigIntegerField(db_default=0)
    deposit_fen = models.BigIntegerField(db_default=0)
    advanced_fen = models.BigIntegerField(db_default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(payable_fen__gte=0, deposit_fen__gte=0, advanced_fen__gte=0),
                name="merchant_balance_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(payable_fen=0) | Q(advanced_fen=0), name="merchant_owes_or_is_owed"
            ),
        )


class ResellerBalance(models.Model):
    """A reseller's commissions: earned and not paid out, or taken back and not recovered yet."""

    reseller = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True)
    payable_fen = models.BigIntegerField(db_default=0)
    advanced_fen = models.BigIntegerField(db_default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(payable_fen__gte=0, advanced_fen__gte=0),
                name="reseller_balance_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(payable_fen=0) | Q(advanced_fen=0), name="reseller_owes_or_is_owed"
            ),
        )


class Commission(models.Model):
    """A reseller's share of an order, fixed when it is placed, and how much of it is settled.

    `position` is the place in the chain: each takes its part of what those before it leave.
    """

    pk = models.CompositePrimaryKey("order_id", "position")
    order = models.ForeignKey(Order, models.PROTECT, db_index=False)
    position = models.SmallIntegerField()
    reseller = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    fen = models.BigIntegerField()
    settled_fen = models.BigIntegerField(db_default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(fen__gt=0, settled_fen__range=(0, F("fen"))),
                name="commission_within_share",
            ),
            models.UniqueConstraint(fields=("order", "reseller"), name="commission_once"),
        )
