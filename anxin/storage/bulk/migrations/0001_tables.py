import anxin.storage.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_bulk", "0001_initial"),
        ("anxin_bulk", "0002_frozen"),
        ("anxin_bulk", "0003_waits_and_shelf"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_aftersale", "0001_tables"),
        ("anxin_card", "0001_tables"),
        ("anxin_catalog", "0001_tables"),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
        ("anxin_order", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
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
                ("form_key", models.UUIDField()),
                ("form_digest", models.BinaryField(max_length=32)),
                ("destination", models.CharField(db_default="original", max_length=10)),
                ("note", models.CharField(db_default="", max_length=500)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField(db_default=0)),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="batch_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("destination__in", ("original", "wallet"))),
                        name="batch_destination",
                    ),
                    models.UniqueConstraint(fields=("buyer", "form_key"), name="batch_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "batch_id",
                        "order_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.SmallIntegerField()),
                ("reason", models.CharField(max_length=20, null=True)),
                ("shown_fen", models.BigIntegerField()),
                ("answer", models.CharField(db_default="", max_length=10)),
                ("code", models.CharField(db_default="", max_length=24)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_bulk.batch",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_aftersale.case",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_order.order"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ("", "submitted", "declined"))),
                        name="batch_line_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "submitted"), ("case__isnull", False)),
                            models.Q(
                                models.Q(("answer", "submitted"), _negated=True), ("case", None)
                            ),
                            _connector="OR",
                        ),
                        name="batch_line_submitted_has_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "declined"), models.Q(("code", ""), _negated=True)),
                            models.Q(models.Q(("answer", "declined"), _negated=True), ("code", "")),
                            _connector="OR",
                        ),
                        name="batch_line_declined_says_why",
                    ),
                    models.UniqueConstraint(
                        fields=("batch", "position"), name="batch_line_position"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recall",
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
                ("scope", models.CharField(max_length=10)),
                ("since", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("reason", models.CharField(max_length=200)),
                ("state", models.CharField(db_default="frozen", max_length=8)),
                ("form_key", models.UUIDField()),
                ("orders", models.IntegerField(db_default=0)),
                ("units", models.IntegerField(db_default=0)),
                ("gross_fen", models.BigIntegerField(db_default=0)),
                ("left_out", models.JSONField(default=dict)),
                ("pulled", models.IntegerField(db_default=0)),
                ("delisted", models.BooleanField(db_default=False)),
                (
                    "proposed_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("decided_as", models.CharField(db_default="", max_length=12)),
                ("decided_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("presses", models.SmallIntegerField(db_default=0)),
                ("pressed_at", models.DateTimeField(null=True)),
                ("relist_due_at", models.DateTimeField(null=True)),
                ("relisted_at", models.DateTimeField(null=True)),
                ("lapsed_at", models.DateTimeField(null=True)),
                (
                    "card_batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_card.batch",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lapsed_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_merchant.merchant",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_catalog.product"
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
                    "relist_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "relisted_by",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "running")),
                        fields=["state"],
                        name="recall_to_run",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="recall_to_press",
                    ),
                    models.Index(
                        condition=models.Q(("relist_due_at__isnull", False)),
                        fields=["relist_due_at"],
                        name="recall_relist_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ("product", "cards", "deliveries"))),
                        name="recall_scope",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("frozen", "running", "partial", "done", "refused"))
                        ),
                        name="recall_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("card_batch__isnull", False),
                                ("scope", "cards"),
                                ("since", None),
                                ("until", None),
                            ),
                            models.Q(
                                ("card_batch", None),
                                ("scope", "product"),
                                ("since", None),
                                ("until", None),
                            ),
                            models.Q(
                                ("card_batch", None),
                                ("scope", "deliveries"),
                                ("until__gt", models.F("since")),
                            ),
                            _connector="OR",
                        ),
                        name="recall_names_its_scope",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("frozen", "refused")),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recall_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("state", "frozen")),
                            models.Q(
                                models.Q(("state", "frozen"), _negated=True),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="recall_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("relisted_by", None),
                            models.Q(
                                ("relist_by__isnull", False),
                                ("state__in", ("running", "done", "partial")),
                                models.Q(("relisted_by", models.F("relist_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recall_relisted_by_four_eyes",
                    ),
                    models.UniqueConstraint(
                        fields=("proposed_by", "form_key"), name="recall_sent_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PulledCard",
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
                ("was", models.CharField(max_length=12)),
                (
                    "recall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_bulk.recall"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("was__in", ("available", "held"))),
                        name="pulled_card_was",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecallLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "recall_id",
                        "order_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("units", models.IntegerField()),
                ("gross_fen", models.BigIntegerField()),
                ("held", models.CharField(db_default="", max_length=16)),
                ("state", models.CharField(db_default="pending", max_length=8)),
                ("code", models.CharField(db_default="", max_length=16)),
                ("tries", models.SmallIntegerField(db_default=0)),
                ("at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_aftersale.case",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_order.order"
                    ),
                ),
                (
                    "recall",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_bulk.recall",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["recall", "order"],
                        name="recall_line_to_do",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("code__in", ("case_open", "supplier_open")), ("state", "failed")
                        ),
                        fields=["recall", "order"],
                        name="recall_line_held_up",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("pending", "failed", "done"))),
                        name="recall_line_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "code__in",
                                (
                                    "",
                                    "nothing_left",
                                    "case_open",
                                    "supplier_open",
                                    "in_recall",
                                    "changed",
                                    "refused",
                                    "broken",
                                ),
                            )
                        ),
                        name="recall_line_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held__in", ("", "case_open", "supplier_open"))),
                        name="recall_line_held",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gross_fen__gt", 0), ("units__gt", 0)),
                        name="recall_line_sums",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("case", None)),
                            _connector="OR",
                        ),
                        name="recall_line_done_has_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), models.Q(("code", ""), _negated=True)),
                            models.Q(models.Q(("state", "failed"), _negated=True), ("code", "")),
                            _connector="OR",
                        ),
                        name="recall_line_failed_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("order",),
                        name="recall_line_waits_once",
                    ),
                ],
            },
        ),
    ]
