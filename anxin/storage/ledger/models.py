"""The double-entry ledger and the balances that must never go below zero."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.postings import ACCOUNT_KINDS
from anxin.domain.states import PAYOUT
from anxin.storage.columns import key, made_at, public_no, words
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


PAYOUT_SOURCES = ("merchant_payable", "merchant_deposit")


class Payout(models.Model):
    """Money of a merchant on its way to its bank: out of its balance, or its deposit returned.

    Who asks, who approves and who confirms it paid are different people, and the last two no
    members of the merchant (check and trigger). `due_at`: when somebody has to be reminded.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    no = public_no()
    source = models.CharField(max_length=16)
    amount_fen = models.BigIntegerField()
    form_key = models.UUIDField()
    state = models.CharField(max_length=10, db_default="requested")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    requested_at = made_at()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True)
    bank_serial = models.CharField(max_length=64, null=True, unique=True)
    why = models.CharField(max_length=200, blank=True, default="")
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=tuple(PAYOUT), column="state", name="payout_state"),
            words(allowed=PAYOUT_SOURCES, column="source", name="payout_source"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payout_positive"),
            models.CheckConstraint(
                condition=~Q(approved_by=F("requested_by"))
                & (~Q(state="paid") | ~Q(closed_by=F("approved_by"))),
                name="payout_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state="requested", approved_by=None, closed_by=None)
                | Q(state="approved", approved_by__isnull=False, closed_by=None)
                | Q(
                    state="paid",
                    approved_by__isnull=False,
                    closed_by__isnull=False,
                    bank_serial__isnull=False,
                )
                | Q(state="refused", closed_by__isnull=False),
                name="payout_signed",
            ),
            models.UniqueConstraint(fields=("merchant", "form_key"), name="payout_asked_once"),
            models.UniqueConstraint(fields=("merchant", "id"), name="payout_of_merchant"),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="payout_due"),
        )


class DepositEntry(models.Model):
    """A deposit as one person recorded it, until it is booked at `book_at` or taken back."""

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    amount_fen = models.BigIntegerField()
    bank_serial = models.CharField(max_length=64, unique=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    book_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="deposit_entry_positive"),
        )


class Deposit(models.Model):
    """A merchant's deposit as it arrived at the platform's bank, once per serial number."""

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT)
    amount_fen = models.BigIntegerField()
    bank_serial = models.CharField(max_length=64, unique=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    at = made_at()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="deposit_positive"),
        )
