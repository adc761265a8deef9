"""Card secrets: sealed with AES-GCM, findable only by an HMAC."""

from __future__ import annotations

from django.db import models

from anxin.storage.catalog.models import Product
from anxin.storage.columns import key, made_at, words
from anxin.storage.merchant.models import Merchant

CARD_STATES = ("available", "held", "sold", "quarantined", "burned")
"""`held` for an unfulfilled order, `sold` once delivered; a refunded card is `quarantined` if
nobody viewed it (a person may put it back after a check) and `burned` for good if somebody did."""


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
    """One card secret. `sealed` = nonce + ciphertext + tag under key `key_no` of the ring."""

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    batch = models.ForeignKey(Batch, models.PROTECT)
    key_no = models.SmallIntegerField()
    sealed = models.BinaryField()
    blind_index = models.BinaryField(max_length=32)
    state = models.CharField(max_length=12, default="available")
    created_at = made_at()

    class Meta:
        constraints = (
            words(allowed=CARD_STATES, column="state", name="card_state"),
            models.UniqueConstraint(fields=("merchant", "blind_index"), name="card_imported_once"),
            models.UniqueConstraint(fields=("merchant", "id"), name="card_of_merchant"),
        )
        indexes = (
            models.Index(
                fields=("product", "id"),
                condition=models.Q(state="available"),
                name="card_in_stock",
            ),
        )
