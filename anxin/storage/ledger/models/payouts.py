"""Money that leaves for banks, merchants' and buyers', and deposits that come from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.states import IDENTITY_CHECK, PAYOUT
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant

PAYOUT_SOURCES = ("merchant_payable", "merchant_deposit", "buyer_wallet")


PAID_OUT = ("paid", "returning", "returned")
"""A bank has been paid, whatever became of it."""


class Payout(models.Model):
    """Money on its way to its owner's bank: of a merchant its balance, or its deposit returned; of
    a buyer (`account`) what the wallet holds and no channel can take back.

    Who asks, who approves and who confirms it paid are different people, and the last two no
    members of the merchant (check and trigger). `due_at`: when somebody has to be reminded. What
    a bank sends back later, under `return_serial`, takes two people again.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, null=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, null=True
    )
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
    return_serial = models.CharField(max_length=64, null=True, unique=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    return_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    returned_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True, default="")
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=tuple(PAYOUT), column="state", name="payout_state"),
            words(allowed=PAYOUT_SOURCES, column="source", name="payout_source"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payout_positive"),
            models.CheckConstraint(
                condition=~Q(approved_by=F("requested_by"))
                & (
                    ~Q(state__in=PAID_OUT)
                    | ~Q(closed_by=F("approved_by")) & ~Q(closed_by=F("requested_by"))
                ),
                name="payout_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state="checking", approved_by=None, closed_by=None)
                | Q(state="requested", approved_by=None, closed_by=None)
                | Q(state="approved", approved_by__isnull=False, closed_by=None)
                | Q(
                    state__in=PAID_OUT,
                    approved_by__isnull=False,
                    closed_by__isnull=False,
                    bank_serial__isnull=False,
                )
                | Q(state="refused", closed_by__isnull=False)
                | Q(state="refused", source="buyer_wallet", approved_by=None),
                name="payout_signed",
            ),
            models.CheckConstraint(
                condition=Q(state="returning", return_serial__isnull=False, return_signed_by=None)
                & Q(returned_by__isnull=False)
                | Q(state="returned", return_serial__isnull=False, returned_by__isnull=False)
                & Q(return_signed_by__isnull=False)
                & ~Q(return_signed_by=F("returned_by"))
                | ~Q(state__in=("returning", "returned")) & Q(return_signed_by=None),
                name="payout_return_signed_by_two",
            ),
            models.CheckConstraint(
                condition=Q(source="buyer_wallet", merchant=None, account=F("requested_by"))
                | ~Q(source="buyer_wallet") & Q(merchant__isnull=False, account=None),
                name="payout_of_one_owner",
            ),
            models.UniqueConstraint(fields=("merchant", "form_key"), name="payout_asked_once"),
            models.UniqueConstraint(fields=("account", "form_key"), name="payout_to_bank_once"),
            models.UniqueConstraint(fields=("merchant", "id"), name="payout_of_merchant"),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="payout_due"),
        )


class DeniedReturn(models.Model):
    """Somebody said that a bank had sent a payout back, and somebody that it had not, and why."""

    id = key()
    payout = models.ForeignKey(Payout, models.PROTECT)
    return_serial = models.CharField(max_length=64)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    denied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    why = models.CharField(max_length=200)
    at = made_at()


class Payee(models.Model):
    """Whose bank card a buyer's payout goes to: the buyer's own, as a provider says of the name.

    Name and ID number are `sealed` while the provider is asked under `no`, at most an hour, and
    gone with the answer; what has to be known to pay (`card_sealed`: name, bank, card) is gone
    when the payout is over. What stays is a masked name, the card's last digits and the number's
    blind index. `payer`: who has read the card and pays; nobody else does until it is handed over.
    """

    id = key()
    payout = models.OneToOneField(Payout, models.PROTECT)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    no = public_no()
    name_masked = models.CharField(max_length=40)
    number_digest = models.BinaryField(max_length=32)
    card_digest = models.BinaryField(max_length=32)
    card_tail = models.CharField(max_length=4)
    bank = models.CharField(max_length=40)
    sealed = models.BinaryField(null=True)
    key_no = models.SmallIntegerField(null=True)
    card_sealed = models.BinaryField(null=True)
    card_key_no = models.SmallIntegerField(null=True)
    state = models.CharField(max_length=14, default="waiting")
    code = models.CharField(max_length=40, blank=True, default="")
    tries = models.SmallIntegerField(db_default=0)
    next_try_at = models.DateTimeField(null=True)
    at = made_at()
    answered_at = models.DateTimeField(null=True)
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = (
            words(allowed=tuple(IDENTITY_CHECK), column="state", name="payee_state"),
            models.CheckConstraint(
                condition=Q(state="waiting", sealed__isnull=False, next_try_at__isnull=False)
                | ~Q(state="waiting") & Q(sealed=None, next_try_at=None, answered_at__isnull=False),
                name="payee_sealed_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(card_sealed=None) | Q(state__in=("waiting", "confirmed")),
                name="payee_card_only_of_a_name_that_may_be_right",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",), condition=Q(next_try_at__isnull=False), name="payee_due"
            ),
        )


class PayeeLook(models.Model):
    """Somebody of finance has read where a buyer's payout goes, in order to pay it."""

    id = key()
    payee = models.ForeignKey(Payee, models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    at = made_at()


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
