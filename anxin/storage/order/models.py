"""Orders: one buyer, one merchant, one product, n units."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from anxin.domain.people import REVIEWERS
from anxin.domain.quality import DECISION_EVENTS
from anxin.domain.states import ORDER, SUPPLIER_ORDER
from anxin.domain.words import KINDS, RECEIPTS, SPECIALS
from anxin.storage.card.models import Card
from anxin.storage.catalog.models import Policy, Product, ProductPage
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant


class Order(models.Model):
    """An order and every fact of its own that a policy reads. Amounts are fen.

    `version` counts the events: every change bumps it, and is saved only where it stands as read.
    `due_at` is when the present state ends by itself: unpaid expires, cooling-off is delivered,
    delivered is completed. `case_open` stops delivery and hides the secret while a case runs.
    `issuer` and `supplier` are the product's when the order was placed.
    `settled_fen` is how much of the escrow has gone to the merchant and its resellers; from
    `settle_at` on what is free of the rest goes too (services.settlement).
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    page = models.ForeignKey(ProductPage, models.PROTECT, db_index=False)
    policy = models.ForeignKey(Policy, models.PROTECT, db_index=False)
    no = public_no()
    kind = models.CharField(max_length=12)
    special = models.CharField(max_length=20, null=True)
    title = models.CharField(max_length=80)
    issuer = models.CharField(max_length=24, default="", db_default="")
    supplier = models.CharField(max_length=24, default="", db_default="")
    units = models.IntegerField(default=1)
    total_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField(db_default=0)
    reserved_fen = models.BigIntegerField(db_default=0)
    refunded_fen = models.BigIntegerField(db_default=0)
    settled_fen = models.BigIntegerField(db_default=0)
    refunded_units = models.IntegerField(db_default=0)
    viewed_units = models.IntegerField(db_default=0)
    used_units = models.IntegerField(db_default=0)
    delivered_value_fen = models.BigIntegerField(null=True)
    shortfall_refunded_fen = models.BigIntegerField(db_default=0)
    receipt = models.CharField(max_length=10, db_default="unknown")
    fault = models.CharField(max_length=20, null=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)
    state = models.CharField(max_length=18, default="awaiting_payment")
    version = models.IntegerField(db_default=1)
    case_open = models.BooleanField(db_default=False)
    cooling_off_minutes = models.SmallIntegerField()
    inputs_masked = models.JSONField(default=dict)
    inputs_sealed = models.BinaryField(null=True)
    inputs_key_no = models.SmallIntegerField(null=True)
    form_key = models.UUIDField()
    acknowledged_at = models.DateTimeField(null=True)
    placed_at = made_at()
    paid_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    settle_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=KINDS, column="kind", name="order_kind"),
            words(allowed=SPECIALS, column="special", name="order_special"),
            words(allowed=tuple(ORDER), column="state", name="order_state"),
            words(allowed=RECEIPTS, column="receipt", name="order_receipt"),
            models.CheckConstraint(
                condition=Q(reserved_fen__gte=0, refunded_fen__gte=0)
                & Q(paid_fen__gte=F("reserved_fen") + F("refunded_fen")),
                name="order_refunds_within_paid",
            ),
            models.CheckConstraint(
                condition=Q(settled_fen__gte=0)
                & Q(paid_fen__gte=F("reserved_fen") + F("refunded_fen") + F("settled_fen")),
                name="order_settled_within_rest",
            ),
            models.CheckConstraint(
                condition=Q(units__gte=1, refunded_units__range=(0, F("units")))
                & Q(viewed_units__range=(0, F("units")))
                & Q(used_units__range=(0, F("units"))),
                name="order_units_within_ordered",
            ),
            models.UniqueConstraint(fields=("merchant", "id"), name="order_of_merchant"),
            models.UniqueConstraint(fields=("buyer", "form_key"), name="order_placed_once"),
        )
        indexes = (
            models.Index(fields=("buyer", "-placed_at"), name="order_by_buyer"),
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="order_due"),
            models.Index(
                fields=("settle_at",),
                condition=Q(settle_at__isnull=False),
                name="order_to_settle",
            ),
            models.Index(
                fields=("merchant", "due_at"),
                condition=Q(state="delivering"),
                name="order_to_deliver",
            ),
        )


class OrderCard(models.Model):
    """A card held for, then delivered with, an order: at most one order per card, ever."""

    card = models.OneToOneField(Card, models.PROTECT, primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT)
    unit = models.SmallIntegerField()
    viewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("order", "unit"), name="order_unit_has_one_card"),
        )


class Shipment(models.Model):
    """What a merchant says was delivered: a receipt of the supplier, carrier or courier."""

    id = key()
    order = models.ForeignKey(Order, models.PROTECT)
    receipt_no = models.CharField(max_length=80)
    value_fen = models.BigIntegerField()
    delivered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    at = made_at()


class SupplierOrder(models.Model):
    """What a supplier was asked to credit for an order, under `no` for life.

    `no` is committed before the supplier is called and used for every try. A number that came to
    nothing for certain may be followed by another attempt; at most one can ever be open or done.
    """

    id = key()
    order = models.ForeignKey(Order, models.PROTECT)
    attempt = models.SmallIntegerField()
    no = public_no()
    supplier = models.CharField(max_length=24)
    value_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default="wanted")
    tries = models.IntegerField(db_default=0)
    sold_out_tries = models.SmallIntegerField(db_default=0)
    next_try_at = models.DateTimeField(null=True)
    supplier_no = models.CharField(max_length=64, db_default="")
    receipt_no = models.CharField(max_length=64, db_default="")
    trouble = models.CharField(max_length=120, db_default="")
    at = made_at()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=tuple(SUPPLIER_ORDER), column="state", name="supplier_order_state"),
            models.CheckConstraint(condition=Q(value_fen__gt=0), name="supplier_order_value"),
            models.CheckConstraint(
                condition=~Q(state="succeeded") | ~Q(receipt_no=""), name="supplier_order_receipt"
            ),
            models.UniqueConstraint(fields=("order", "attempt"), name="supplier_order_attempt"),
            models.UniqueConstraint(
                fields=("order",),
                condition=~Q(state__in=("failed", "cancelled")),
                name="supplier_order_one",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                condition=Q(next_try_at__isnull=False),
                name="supplier_order_due",
            ),
        )


class CardView(models.Model):
    """One viewing of a card secret, recorded before the secret left: evidence both ways."""

    id = key()
    order_card = models.ForeignKey(OrderCard, models.PROTECT)
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    ip = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200)
    at = made_at()


class OrderEvent(models.Model):
    """What happened to an order, its case or its refunds: the one history that is ever read.

    `seq` is the order's version after the event. `states` is the path walked in one transaction.
    `txid` lets readers across orders take only rows below the snapshot's xmin; its index is one
    of block ranges, which costs a decision next to nothing.
    """

    pk = models.CompositePrimaryKey("order_id", "seq")
    order = models.ForeignKey(Order, models.PROTECT, db_index=False)
    seq = models.IntegerField()
    kind = models.CharField(max_length=24)
    states = ArrayField(models.CharField(max_length=18))
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=12)
    data = models.JSONField(default=dict)
    at = made_at()
    txid = models.BigIntegerField(db_default=models.Func(function="anxin_txid"))

    class Meta:
        indexes = (
            BrinIndex(fields=("txid",), autosummarize=True, name="order_event_by_transaction"),
            models.Index(
                fields=("at",),
                condition=Q(kind__in=DECISION_EVENTS, role__in=sorted(REVIEWERS)),
                name="order_event_person_decides",
            ),
        )
