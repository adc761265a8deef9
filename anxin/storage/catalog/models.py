"""Policies, products and the pages of products as buyers saw them."""

from __future__ import annotations

from django.db import models

from anxin.domain.words import KINDS, SPECIALS
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant


class Policy(models.Model):
    """One version of a refund policy. Never changed: a new text is a new version (trigger)."""

    id = key()
    name = models.CharField(max_length=40)
    version = models.IntegerField()
    document = models.JSONField()
    created_at = made_at()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("name", "version"), name="policy_version_once"),
        )


class Product(models.Model):
    """Something that a merchant sells. Prices are fen, cooling-off is 0 or 5 to 15 minutes.

    `inputs` lists what a top-up needs to be told, `[{name, label, label_en}]`, each typed twice.
    `issuer` names who can say whether a card was used and lock it, `supplier` who delivers
    top-ups; empty where nobody can be asked.
    `error_codes` are those that the maker's own pages show, with what each means
    (`domain.evidence.records.ERROR_MEANINGS`).
    `english` has `denomination`, `region` and `details` for English readers, where there are any.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    no = public_no()
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True, default="")
    kind = models.CharField(max_length=12)
    special = models.CharField(max_length=20, null=True)
    brand = models.CharField(max_length=24)
    face = models.CharField(max_length=24, blank=True, default="")
    tone = models.CharField(max_length=12, default="graphite")
    denomination = models.CharField(max_length=40, blank=True, default="")
    region = models.CharField(max_length=40, blank=True, default="")
    details = models.TextField(blank=True, default="")
    english = models.JSONField(default=dict)
    price_fen = models.BigIntegerField()
    cooling_off_minutes = models.SmallIntegerField(default=10)
    inputs = models.JSONField(default=list)
    issuer = models.CharField(max_length=24, blank=True, default="", db_default="")
    supplier = models.CharField(max_length=24, blank=True, default="", db_default="")
    error_codes = models.JSONField(default=dict, db_default={})
    policy = models.ForeignKey(Policy, models.PROTECT)
    on_sale = models.BooleanField(default=True)
    created_at = made_at()

    class Meta:
        constraints = (
            words(allowed=KINDS, column="kind", name="product_kind"),
            words(allowed=SPECIALS, column="special", name="product_special"),
            models.CheckConstraint(
                condition=models.Q(price_fen__range=(1, 10_000_000)), name="product_price"
            ),
            models.CheckConstraint(
                condition=models.Q(cooling_off_minutes=0)
                | models.Q(cooling_off_minutes__range=(5, 15)),
                name="product_cooling_off",
            ),
            models.CheckConstraint(
                condition=models.Q(issuer="") | models.Q(kind="card_secret"),
                name="product_issuer_has_cards",
            ),
            models.CheckConstraint(
                condition=models.Q(supplier="") | models.Q(kind__in=("top_up", "membership")),
                name="product_supplier_tops_up",
            ),
            models.UniqueConstraint(fields=("merchant", "id"), name="product_of_merchant"),
        )


class ProductPage(models.Model):
    """A product's page as it stood when orders were placed; equal pages are kept once."""

    id = key()
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    sha256 = models.BinaryField(max_length=32)
    content = models.JSONField()
    made_at = made_at()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("product", "sha256"), name="page_kept_once"),
        )
