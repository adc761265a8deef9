import anxin.storage.columns
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_order", "0001_initial"),
        ("anxin_order", "0002_only_added"),
        ("anxin_order", "0003_supplier_orders"),
        ("anxin_order", "0004_settlement"),
        ("anxin_order", "0005_settle_at"),
        ("anxin_order", "0006_by_transaction"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_card", "0001_tables"),
        ("anxin_catalog", "0001_tables"),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=anxin.storage.columns.Uuid7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("no", models.CharField(max_length=32, unique=True)),
                ("kind", models.CharField(max_length=12)),
                ("special", models.CharField(max_length=20, null=True)),
                ("title", models.CharField(max_length=80)),
                ("issuer", models.CharField(db_default="", default="", max_length=24)),
                ("supplier", models.CharField(db_default="", default="", max_length=24)),
                ("units", models.IntegerField(default=1)),
                ("total_fen", models.BigIntegerField()),
                ("paid_fen", models.BigIntegerField(db_default=0)),
                ("reserved_fen", models.BigIntegerField(db_default=0)),
                ("refunded_fen", models.BigIntegerField(db_default=0)),
                ("settled_fen", models.BigIntegerField(db_default=0)),
                ("refunded_units", models.IntegerField(db_default=0)),
                ("viewed_units", models.IntegerField(db_default=0)),
                ("used_units", models.IntegerField(db_default=0)),
                ("delivered_value_fen", models.BigIntegerField(null=True)),
                ("shortfall_refunded_fen", models.BigIntegerField(db_default=0)),
                ("receipt", models.CharField(db_default="unknown", max_length=10)),
                ("fault", models.CharField(max_length=20, null=True)),
                ("state", models.CharField(default="awaiting_payment", max_length=18)),
                ("version", models.IntegerField(db_default=1)),
                ("case_open", models.BooleanField(db_default=False)),
                ("cooling_off_minutes", models.SmallIntegerField()),
                ("inputs_masked", models.JSONField(default=dict)),
                ("inputs_sealed", models.BinaryField(null=True)),
                ("inputs_key_no", models.SmallIntegerField(null=True)),
                ("form_key", models.UUIDField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "placed_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("paid_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("settle_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_order.order",
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_merchant.merchant",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_catalog.productpage",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_catalog.policy",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_catalog.product",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["buyer", "-placed_at"], name="order_by_buyer"),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="order_due",
                    ),
                    models.Index(
                        condition=models.Q(("settle_at__isnull", False)),
                        fields=["settle_at"],
                        name="order_to_settle",
                    ),
                    models.Index(
                        condition=models.Q(("state", "delivering")),
                        fields=["merchant", "due_at"],
                        name="order_to_deliver",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ("card_secret", "top_up", "membership", "service", "physical"),
                            )
                        ),
                        name="order_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("special__in", ("limited_discount", "customised"))),
                        name="order_special",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "awaiting_payment",
                                    "cooling_off",
                                    "delivering",
                                    "delivery_failed",
                                    "delivered",
                                    "activated",
                                    "completed",
                                    "cancelled",
                                ),
                            )
                        ),
                        name="order_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("receipt__in", ("confirmed", "missing", "unknown"))),
                        name="order_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded_fen__gte", 0),
                            ("reserved_fen__gte", 0),
                            (
                                "paid_fen__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("reserved_fen"), "+", models.F("refunded_fen")
                                ),
                            ),
                        ),
                        name="order_refunds_within_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_fen__gte", 0),
                            (
                                "paid_fen__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("reserved_fen"), "+", models.F("refunded_fen")
                                    ),
                                    "+",
                                    models.F("settled_fen"),
                                ),
                            ),
                        ),
                        name="order_settled_within_rest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded_units__range", (0, models.F("units"))),
                            ("units__gte", 1),
                            ("viewed_units__range", (0, models.F("units"))),
                            ("used_units__range", (0, models.F("units"))),
                        ),
                        name="order_units_within_ordered",
                    ),
                    models.UniqueConstraint(fields=("merchant", "id"), name="order_of_merchant"),
                    models.UniqueConstraint(fields=("buyer", "form_key"), name="order_placed_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderCard",
            fields=[
                (
                    "card",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="anxin_card.card",
                    ),
                ),
                ("unit", models.SmallIntegerField()),
                ("viewed_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_order.order"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "unit"), name="order_unit_has_one_card"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CardView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=anxin.storage.columns.Uuid7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("ip", models.GenericIPAddressField(null=True)),
                ("device", models.CharField(max_length=200)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "viewer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order_card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_order.ordercard"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "order_id",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("seq", models.IntegerField()),
                ("kind", models.CharField(max_length=24)),
                (
                    "states",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=18), size=None
                    ),
                ),
                ("actor", models.UUIDField(null=True)),
                ("role", models.CharField(max_length=12)),
                ("data", models.JSONField(default=dict)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("txid", models.BigIntegerField(db_default=models.Func(function="anxin_txid"))),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_order.order",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["txid"], name="order_event_by_transaction"
                    ),
                    models.Index(
                        condition=models.Q(
                            ("kind__in", ("case_approved", "case_rejected", "case_upheld")),
                            ("role__in", ["agent", "senior", "supervisor"]),
                        ),
                        fields=["at"],
                        name="order_event_person_decides",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shipment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=anxin.storage.columns.Uuid7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("receipt_no", models.CharField(max_length=80)),
                ("value_fen", models.BigIntegerField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "delivered_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_order.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupplierOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=anxin.storage.columns.Uuid7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("attempt", models.SmallIntegerField()),
                ("no", models.CharField(max_length=32, unique=True)),
                ("supplier", models.CharField(max_length=24)),
                ("value_fen", models.BigIntegerField()),
                ("state", models.CharField(default="wanted", max_length=10)),
                ("tries", models.IntegerField(db_default=0)),
                ("sold_out_tries", models.SmallIntegerField(db_default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("supplier_no", models.CharField(db_default="", max_length=64)),
                ("receipt_no", models.CharField(db_default="", max_length=64)),
                ("trouble", models.CharField(db_default="", max_length=120)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_order.order"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_try_at__isnull", False)),
                        fields=["next_try_at"],
                        name="supplier_order_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "wanted",
                                    "sending",
                                    "accepted",
                                    "unknown",
                                    "sold_out",
                                    "succeeded",
                                    "failed",
                                    "cancelled",
                                ),
                            )
                        ),
                        name="supplier_order_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value_fen__gt", 0)), name="supplier_order_value"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "succeeded"), _negated=True),
                            models.Q(("receipt_no", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="supplier_order_receipt",
                    ),
                    models.UniqueConstraint(
                        fields=("order", "attempt"), name="supplier_order_attempt"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("failed", "cancelled")), _negated=True),
                        fields=("order",),
                        name="supplier_order_one",
                    ),
                ],
            },
        ),
    ]
