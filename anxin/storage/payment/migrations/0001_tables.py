import anxin.storage.columns
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_payment", "0001_initial"),
        ("anxin_payment", "0002_tenders"),
        ("anxin_payment", "0003_begun_as"),
        ("anxin_payment", "0010_held"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
        ("anxin_order", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Coupon",
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
                ("title", models.CharField(max_length=40)),
                ("title_en", models.CharField(blank=True, default="", max_length=60)),
                ("value_fen", models.BigIntegerField()),
                ("minimum_fen", models.BigIntegerField(default=0)),
                ("expires_at", models.DateTimeField()),
                ("state", models.CharField(db_default="available", max_length=10)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "returned_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_payment.coupon",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("available", "held", "spent", "expired"))
                        ),
                        name="coupon_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_fen__gte", 0), ("value_fen__gt", 0)),
                        name="coupon_sums",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TopUp",
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
                ("source", models.CharField(max_length=12)),
                ("amount_fen", models.BigIntegerField()),
                ("form_key", models.UUIDField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("credited_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ("demo", "alipay", "wechat"))),
                        name="top_up_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="top_up_positive"
                    ),
                    models.UniqueConstraint(fields=("account", "form_key"), name="top_up_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
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
                ("position", models.SmallIntegerField(default=0)),
                ("round", models.SmallIntegerField(default=1)),
                ("method", models.CharField(max_length=10)),
                ("amount_fen", models.BigIntegerField()),
                ("captured_fen", models.BigIntegerField(db_default=0)),
                ("reserved_fen", models.BigIntegerField(db_default=0)),
                ("refunded_fen", models.BigIntegerField(db_default=0)),
                ("sent_fen", models.BigIntegerField(db_default=0)),
                ("sent_count", models.IntegerField(db_default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("state", models.CharField(db_default="captured", max_length=10)),
                ("counted", models.BooleanField(db_default=True)),
                ("identity", models.CharField(db_default="", max_length=40)),
                ("begun_as", models.CharField(db_default="", max_length=50)),
                ("serial_no", models.CharField(max_length=64, null=True)),
                ("asked", models.IntegerField(db_default=0)),
                ("next_ask_at", models.DateTimeField(null=True)),
                ("captured_at", models.DateTimeField(null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "coupon",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_payment.coupon",
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_merchant.merchant",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_order.order",
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_payment.payment",
                    ),
                ),
                (
                    "top_up",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_payment.topup",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_ask_at__isnull", False)),
                        fields=["next_ask_at"],
                        name="payment_to_ask",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "method__in",
                                ("alipay", "wechat", "bank_card", "wallet", "coupon", "points"),
                            )
                        ),
                        name="payment_method",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("held", "captured", "released", "waiting", "closed"))
                        ),
                        name="payment_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            models.Q(
                                models.Q(("captured_fen__gt", 0), ("state", "captured")),
                                models.Q(
                                    models.Q(("state", "captured"), _negated=True),
                                    ("captured_fen", 0),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="payment_captured_has_money",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("captured_fen__gte", 0),
                            ("refunded_fen__gte", 0),
                            ("reserved_fen__gte", 0),
                            (
                                "captured_fen__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("reserved_fen"), "+", models.F("refunded_fen")
                                ),
                            ),
                        ),
                        name="payment_refunds_within_captured",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sent_fen__range", (0, models.F("captured_fen")))),
                        name="payment_sent_back_within_captured",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order__isnull", False), ("top_up__isnull", True)),
                            models.Q(("order__isnull", True), ("top_up__isnull", False)),
                            _connector="OR",
                        ),
                        name="payment_for_order_or_top_up",
                    ),
                    models.UniqueConstraint(fields=("order", "position"), name="payment_position"),
                    models.UniqueConstraint(
                        fields=("method", "serial_no"), name="payment_serial_once"
                    ),
                    models.UniqueConstraint(fields=("merchant", "id"), name="payment_of_merchant"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                ("kind", models.CharField(max_length=20)),
                ("subject", models.CharField(max_length=64)),
                ("expected_fen", models.BigIntegerField(null=True)),
                ("found_fen", models.BigIntegerField(null=True)),
                ("detail", models.CharField(blank=True, default="", max_length=200)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_payment.payment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "wrong_amount",
                                    "unknown_payment",
                                    "refund_refused",
                                    "refund_abnormal",
                                    "refund_late",
                                    "refund_reversed",
                                ),
                            )
                        ),
                        name="finding_kind",
                    ),
                    models.UniqueConstraint(fields=("kind", "subject"), name="finding_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
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
                ("amount_fen", models.BigIntegerField()),
                ("form_key", models.UUIDField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="withdrawal_positive"
                    ),
                    models.UniqueConstraint(fields=("account", "form_key"), name="withdrawal_once"),
                ],
            },
        ),
    ]
