import anxin.storage.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_refund", "0001_initial"),
        ("anxin_refund", "0002_tenders"),
        ("anxin_refund", "0003_confirmed"),
        ("anxin_refund", "0004_chargeback"),
        ("anxin_refund", "0010_held"),
        ("anxin_refund", "0011_manual"),
        ("anxin_refund", "0012_looks"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_aftersale", "0001_tables"),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
        ("anxin_payment", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Refund",
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
                ("cause", models.CharField(max_length=16)),
                ("destination", models.CharField(max_length=10)),
                ("refund_fen", models.BigIntegerField()),
                ("fee_fen", models.BigIntegerField()),
                ("state", models.CharField(max_length=12)),
                ("tries", models.IntegerField(db_default=0)),
                ("looks", models.IntegerField(db_default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("planned_at", models.DateTimeField(null=True)),
                ("serial_no", models.CharField(db_default="", max_length=64)),
                ("account", models.CharField(db_default="", max_length=80)),
                ("trouble", models.CharField(db_default="", max_length=120)),
                ("route", models.CharField(db_default="", max_length=10)),
                ("sent_at", models.DateTimeField(null=True)),
                ("recalled_at", models.DateTimeField(null=True)),
                (
                    "reserved_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("succeeded_at", models.DateTimeField(null=True)),
                ("confirm_at", models.DateTimeField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_aftersale.case",
                    ),
                ),
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
                    "merchant",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_merchant.merchant",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_payment.payment"
                    ),
                ),
                (
                    "successor_of",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_refund.refund",
                    ),
                ),
                (
                    "withdrawal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_payment.withdrawal",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_try_at__isnull", False)),
                        fields=["next_try_at"],
                        name="refund_to_try",
                    ),
                    models.Index(
                        condition=models.Q(("confirm_at__isnull", False)),
                        fields=["confirm_at"],
                        name="refund_to_confirm",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "reserved",
                                    "sending",
                                    "processing",
                                    "unknown",
                                    "abnormal",
                                    "failed",
                                    "succeeded",
                                    "reversed",
                                ),
                            )
                        ),
                        name="refund_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                (
                                    "case",
                                    "late",
                                    "duplicate",
                                    "overpaid",
                                    "underpaid",
                                    "delivery_failed",
                                    "sold_out",
                                    "withdrawal",
                                    "chargeback",
                                    "manual",
                                ),
                            )
                        ),
                        name="refund_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("destination__in", ("wallet", "original"))),
                        name="refund_destination",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fee_fen__gte", 0), ("refund_fen__gte", 0)),
                        name="refund_sums",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("looks__gte", 0), ("looks__lte", models.F("tries"))),
                        name="refund_looks_are_tries",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("route__in", ("", "wallet"))), name="refund_route"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause", "withdrawal"), ("withdrawal__isnull", False)),
                            models.Q(
                                models.Q(("cause", "withdrawal"), _negated=True),
                                ("withdrawal__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="refund_of_withdrawal",
                    ),
                    models.UniqueConstraint(fields=("merchant", "id"), name="refund_of_merchant"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "refund_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.IntegerField()),
                ("asked", models.CharField(max_length=8)),
                ("outcome", models.CharField(db_default="", max_length=12)),
                ("detail", models.CharField(db_default="", max_length=200)),
                (
                    "started_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "refund",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_refund.refund",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reroute",
            fields=[
                (
                    "refund",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="anxin_refund.refund",
                    ),
                ),
                ("route", models.CharField(max_length=10)),
                ("consented_at", models.DateTimeField(null=True)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("route__in", ("wallet",))), name="reroute_route"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(
                                ("proposed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reroute_four_eyes",
                    ),
                ],
            },
        ),
    ]
