import anxin.storage.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_reconciliation", "0001_initial"),
        ("anxin_reconciliation", "0002_only_added"),
        ("anxin_reconciliation", "0003_late_fees"),
        ("anxin_reconciliation", "0004_booking"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_clock", "0001_initial"),
        ("anxin_refund", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Day",
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
                ("rail", models.CharField(max_length=10)),
                ("identity", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("state", models.CharField(db_default="waiting", max_length=10)),
                ("due_at", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(db_default=0)),
                ("trouble", models.CharField(db_default="", max_length=12)),
                ("detail", models.CharField(db_default="", max_length=200)),
                ("reconciled_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="bill_day_due",
                    ),
                    models.Index(fields=["-day", "rail"], name="bill_day_latest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rail__in",
                                ("alipay", "wechat", "bank_card", "wallet", "coupon", "points"),
                            )
                        ),
                        name="bill_day_rail",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("waiting", "refused", "no_bill", "reconciled"))
                        ),
                        name="bill_day_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "trouble__in",
                                (
                                    "",
                                    "truncated",
                                    "totals",
                                    "hash",
                                    "other_day",
                                    "other_account",
                                    "too_large",
                                    "unreadable",
                                    "not_ready",
                                    "too_early",
                                    "unreachable",
                                ),
                            )
                        ),
                        name="bill_day_trouble",
                    ),
                    models.UniqueConstraint(
                        fields=("rail", "identity", "day"), name="bill_day_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Difference",
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
                ("kind", models.CharField(max_length=12)),
                ("row_kind", models.CharField(max_length=8)),
                ("payment_no", models.CharField(max_length=64)),
                ("refund_no", models.CharField(max_length=64)),
                ("serial_no", models.CharField(max_length=64)),
                ("nth", models.SmallIntegerField(db_default=0)),
                ("bill_fen", models.BigIntegerField(null=True)),
                ("bill_fee_fen", models.BigIntegerField(null=True)),
                ("bill_status", models.CharField(db_default="", max_length=12)),
                ("ours_fen", models.BigIntegerField(null=True)),
                ("ours_fee_fen", models.BigIntegerField(null=True)),
                ("ours_status", models.CharField(db_default="", max_length=12)),
                ("step", models.CharField(max_length=16)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "found_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("note", models.CharField(db_default="", max_length=200)),
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
                    "day",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_reconciliation.day",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["payment_no", "refund_no"],
                        name="difference_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "amount",
                                    "status",
                                    "fee",
                                    "channel_only",
                                    "ours_only",
                                    "other_file",
                                ),
                            )
                        ),
                        name="difference_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "step__in",
                                (
                                    "none",
                                    "wait",
                                    "ask_again",
                                    "ask_channel",
                                    "compare_amount",
                                    "check_fee",
                                    "find_owner",
                                    "freeze",
                                    "compare_files",
                                ),
                            )
                        ),
                        name="difference_step",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_by__isnull", True),
                            models.Q(
                                ("settled_at__isnull", False), models.Q(("note", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="difference_settled_with_a_note",
                    ),
                    models.UniqueConstraint(
                        fields=(
                            "day",
                            "kind",
                            "row_kind",
                            "payment_no",
                            "refund_no",
                            "nth",
                            "serial_no",
                        ),
                        name="difference_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="File",
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
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("state", models.CharField(max_length=8)),
                ("trouble", models.CharField(db_default="", max_length=12)),
                ("detail", models.CharField(db_default="", max_length=200)),
                ("payments", models.IntegerField(db_default=0)),
                ("paid_fen", models.BigIntegerField(db_default=0)),
                ("refunds", models.IntegerField(db_default=0)),
                ("refunded_fen", models.BigIntegerField(db_default=0)),
                ("fee_fen", models.BigIntegerField(db_default=0)),
                (
                    "fetched_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "day",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_reconciliation.day",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("accepted", "other", "refused"))),
                        name="bill_file_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "refused"),
                                (
                                    "trouble__in",
                                    (
                                        "truncated",
                                        "totals",
                                        "hash",
                                        "other_day",
                                        "other_account",
                                        "too_large",
                                        "unreadable",
                                    ),
                                ),
                            ),
                            models.Q(
                                models.Q(("state", "refused"), _negated=True), ("trouble", "")
                            ),
                            _connector="OR",
                        ),
                        name="bill_file_refused_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        fields=("day", "sha256", "state"), name="bill_file_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "accepted")),
                        fields=("day",),
                        name="bill_file_one_accepted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
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
                ("number", models.IntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("payment_no", models.CharField(max_length=64)),
                ("refund_no", models.CharField(max_length=64)),
                ("serial_no", models.CharField(max_length=64)),
                ("amount_fen", models.BigIntegerField()),
                ("fee_fen", models.BigIntegerField()),
                ("status", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_reconciliation.file",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["payment_no", "refund_no"], name="bill_line_by_number"),
                    models.Index(
                        condition=models.Q(("status__in", ("done", "closed")), _negated=True),
                        fields=["refund_no"],
                        name="bill_line_under_way",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("payment", "refund"))),
                        name="bill_line_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("done", "processing", "abnormal", "closed", "unclear"))
                        ),
                        name="bill_line_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gte", 0)), name="bill_line_amount"
                    ),
                    models.UniqueConstraint(fields=("file", "number"), name="bill_line_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "difference",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="anxin_reconciliation.difference",
                    ),
                ),
                ("books", models.BooleanField(db_default=True)),
                ("note", models.CharField(max_length=200)),
                (
                    "proposed_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_refund.refund",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="booking_with_a_note"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True),
                                ("confirmed_by__isnull", True),
                                ("refund__isnull", True),
                            ),
                            models.Q(
                                ("books", True),
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                ("refund__isnull", False),
                            ),
                            models.Q(
                                ("books", False),
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                ("refund__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="booking_confirmed_is_booked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="booking_four_eyes",
                    ),
                ],
            },
        ),
    ]
