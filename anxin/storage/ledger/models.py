"""The double-entry ledger and the balances that must never go below zero."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from anxin.domain.postings import ACCOUNT_KINDS
from anxin.storage.columns import made_at, words

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
