"""Merchants and the people who act for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from anxin.storage.columns import key, made_at


class Merchant(models.Model):
    """A shop on the marketplace."""

    id = key()
    name = models.CharField(max_length=60, unique=True)
    created_at = made_at()


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
