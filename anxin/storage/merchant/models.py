"""Merchants and the people who act for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from anxin.storage.columns import key, made_at


class Merchant(models.Model):
    """A shop on the marketplace.

    `settle_days`: how long after completion the money of an order stays in escrow (T+N).
    """

    id = key()
    name = models.CharField(max_length=60, unique=True)
    settle_days = models.SmallIntegerField(default=7, db_default=7)
    created_at = made_at()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(settle_days__range=(0, 90)), name="merchant_settle_days"
            ),
        )


class ReturnAddress(models.Model):
    """Where a shop wants goods sent back to, and who takes them there. Only ever added to: the
    newest counts, and a case keeps the one that its buyer was told."""

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    receiver = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    set_at = made_at()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(receiver="") & ~Q(phone="") & ~Q(address=""),
                name="return_address_whole",
            ),
            models.UniqueConstraint(fields=("merchant", "id"), name="return_address_of_merchant"),
        )
        indexes = (models.Index(fields=("merchant", "-set_at"), name="return_address_newest"),)


class SettleTerm(models.Model):
    """That the platform set a shop's `settle_days`, from then on; why, for the shop to read. Only
    ever added to."""

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    days = models.SmallIntegerField()
    why = models.CharField(max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    set_at = made_at()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(days__range=(0, 90)), name="settle_term_days"),
            models.CheckConstraint(condition=~Q(why=""), name="settle_term_why"),
        )
        indexes = (models.Index(fields=("merchant", "-set_at"), name="settle_term_newest"),)


class Member(models.Model):
    """An account that acts for a merchant."""

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("merchant", "account"), name="member_once"),
            models.UniqueConstraint(fields=("merchant", "id"), name="member_of_merchant"),
        )
