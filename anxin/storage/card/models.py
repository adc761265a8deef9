"""Card secrets: sealed with AES-GCM, findable only by an HMAC."""

from __future__ import annotations

from django.db import models

from anxin.domain.states import CARD_LOCK
from anxin.storage.catalog.models import Product
from anxin.storage.columns import key, made_at, words
from anxin.storage.merchant.models import Merchant

CARD_STATES = ("available", "held", "sold", "locking", "quarantined", "burned")
"""`held` for an unfulfilled order, `sold` once delivered; a refunded card is `quarantined` if
nobody viewed it (a person may put it back after a check) and `burned` for good if somebody did.
One that has an issuer is `locking` until the issuer has locked it; its refund waits for that."""


class Batch(models.Model):
    """One import of cards, so that a bad one can be recalled as a whole."""

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    product = models.ForeignKey(Product, models.PROTECT)
    name = models.CharField(max_length=60)
    created_at = made_at()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("merchant", "id"), name="batch_of_merchant"),
        )


class Card(models.Model):
    """One card secret. `sealed` = nonce + ciphertext + tag under key `key_no` of the ring.

    `lock` is where the issuer's lock stands (domain.states.CARD_LOCK), under `lock_no` for its
    life, which is given before the issuer is called and cleared when the lock is over.
    `next_lock_at` is when the issuer is called or called again. `sold_at`: when its buyer got
    it. `paid_unlocked_at`: its refund was paid before the issuer had locked it and may still
    work; nobody is ever sold it again.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    batch = models.ForeignKey(Batch, models.PROTECT)
    key_no = models.SmallIntegerField()
    sealed = models.BinaryField()
    blind_index = models.BinaryField(max_length=32)
    state = models.CharField(max_length=12, default="available")
    lock = models.CharField(max_length=8, default="none", db_default="none")
    lock_no = models.CharField(max_length=32, null=True, unique=True)
    lock_tries = models.SmallIntegerField(default=0, db_default=0)
    next_lock_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    sold_at = models.DateTimeField(null=True)
    paid_unlocked_at = models.DateTimeField(null=True)
    created_at = made_at()

    class Meta:
        constraints = (
            words(allowed=CARD_STATES, column="state", name="card_state"),
            words(allowed=tuple(CARD_LOCK), column="lock", name="card_lock"),
            models.CheckConstraint(
                condition=models.Q(lock="none", lock_no__isnull=True)
                | (~models.Q(lock="none") & models.Q(lock_no__isnull=False)),
                name="card_lock_has_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(lock="locked") | models.Q(locked_at__isnull=False),
                name="card_locked_at",
            ),
            models.CheckConstraint(
                condition=models.Q(paid_unlocked_at__isnull=True) | models.Q(state="burned"),
                name="card_at_risk_is_burned",
            ),
            models.UniqueConstraint(fields=("merchant", "blind_index"), name="card_imported_once"),
            models.UniqueConstraint(fields=("merchant", "id"), name="card_of_merchant"),
        )
        indexes = (
            models.Index(
                fields=("product", "id"),
                condition=models.Q(state="available"),
                name="card_in_stock",
            ),
            models.Index(
                fields=("next_lock_at",),
                condition=models.Q(next_lock_at__isnull=False),
                name="card_to_lock",
            ),
        )
