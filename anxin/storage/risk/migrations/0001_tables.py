import anxin.storage.columns
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_risk", "0001_initial"),
        ("anxin_risk", "0002_only_added"),
        ("anxin_risk", "0003_parts"),
        ("anxin_risk", "0004_payers"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "0001_tables"),
        ("anxin_account", "__first__"),
        ("anxin_clock", "0001_initial"),
        ("anxin_order", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
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
                ("note", models.CharField(max_length=500)),
                ("state", models.CharField(max_length=10)),
                ("said", models.CharField(blank=True, default="", max_length=500)),
                (
                    "wrong",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
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
                    "placed_by",
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
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="appeal_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "checking",
                                    "mismatched",
                                    "submitted",
                                    "accepted",
                                    "rejected",
                                    "lapsed",
                                ),
                            )
                        ),
                        name="appeal_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None),
                                ("due_at__isnull", False),
                                ("state__in", ("checking", "mismatched", "submitted")),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ("checking", "mismatched", "submitted")),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", False),
                                ("due_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_open_is_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rejected"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False), models.Q(("said", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="appeal_rejected_by_somebody_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", models.F("account")), _negated=True),
                            models.Q(("decided_by", models.F("placed_by")), _negated=True),
                        ),
                        name="appeal_decided_by_somebody_else",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("checking", "mismatched", "submitted"))),
                        fields=("account",),
                        name="appeal_one_open",
                    ),
                    models.UniqueConstraint(fields=("account", "form_key"), name="appeal_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
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
                ("score", models.SmallIntegerField()),
                ("flagged", models.BooleanField()),
                ("credit", models.SmallIntegerField()),
                ("reasons", models.JSONField()),
                ("credit_items", models.JSONField()),
                ("raises", models.JSONField()),
                ("facts", models.JSONField()),
                ("cause", models.CharField(max_length=10)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "-id"], name="assessment_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("credit__range", (0, 100)), ("score__range", (0, 100))),
                        name="assessment_figures",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                (
                                    "activity",
                                    "time",
                                    "identity",
                                    "appeal",
                                    "hand",
                                    "abuse",
                                    "request",
                                ),
                            )
                        ),
                        name="assessment_cause",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityCheck",
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
                ("name_masked", models.CharField(max_length=40)),
                ("number_digest", models.BinaryField(max_length=32)),
                ("sealed", models.BinaryField(null=True)),
                ("key_no", models.SmallIntegerField(null=True)),
                ("state", models.CharField(default="waiting", max_length=14)),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("tries", models.SmallIntegerField(db_default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_risk.appeal",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_try_at__isnull", False)),
                        fields=["next_try_at"],
                        name="identity_to_ask",
                    ),
                    models.Index(fields=["number_digest"], name="identity_by_number"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("waiting", "confirmed", "not_confirmed", "unanswered"))
                        ),
                        name="identity_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at", None),
                                ("key_no__isnull", False),
                                ("next_try_at__isnull", False),
                                ("sealed__isnull", False),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("answered_at__isnull", False),
                                ("key_no", None),
                                ("next_try_at", None),
                                ("sealed", None),
                            ),
                            _connector="OR",
                        ),
                        name="identity_sealed_while_waiting",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("account",),
                        name="identity_one_waiting",
                    ),
                    models.UniqueConstraint(fields=("account", "form_key"), name="identity_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
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
                ("kind", models.CharField(max_length=10)),
                ("digest", models.BinaryField(max_length=32)),
                ("times", models.IntegerField(db_default=1)),
                (
                    "first_seen_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "last_seen_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "digest"], name="mark_by_digest"),
                    models.Index(fields=["account", "-last_seen_at"], name="mark_latest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ("device", "target", "address", "payer", "identity", "part"),
                            )
                        ),
                        name="mark_kind",
                    ),
                    models.UniqueConstraint(fields=("account", "kind", "digest"), name="mark_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pardon",
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
                ("code", models.CharField(max_length=20)),
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
                    "appeal",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_risk.appeal",
                    ),
                ),
                (
                    "by",
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
                        condition=models.Q(
                            (
                                "code__in",
                                (
                                    "cancels",
                                    "returns",
                                    "after_view",
                                    "contradicted",
                                    "doubted",
                                    "reused",
                                    "linked_restricted",
                                    "linked_returning",
                                    "to_wallet",
                                    "payers",
                                    "used_after_refund",
                                    "abuse",
                                ),
                            )
                        ),
                        name="pardon_code",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
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
                ("source", models.CharField(max_length=6)),
                ("own", models.BooleanField(default=True)),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("said", models.CharField(blank=True, default="", max_length=500)),
                ("basis", models.CharField(blank=True, default="", max_length=500)),
                (
                    "placed_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("lifted_how", models.CharField(blank=True, default="", max_length=8)),
                ("lifted_why", models.CharField(blank=True, default="", max_length=500)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placed_by",
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
                        condition=models.Q(("source__in", ("system", "hand"))),
                        name="restriction_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_how__in", ("", "healed", "appeal", "late", "hand"))
                        ),
                        name="restriction_lifted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("placed_by", None), ("source", "system")),
                            models.Q(
                                ("placed_by__isnull", False),
                                ("source", "hand"),
                                models.Q(("said", ""), _negated=True),
                                models.Q(("basis", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="restriction_by_hand_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("placed_by", models.F("account")), _negated=True),
                            models.Q(("lifted_by", models.F("account")), _negated=True),
                        ),
                        name="restriction_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_at__isnull", True),
                            models.Q(("lifted_how", ""), _negated=True),
                            _connector="XOR",
                        ),
                        name="restriction_lifted_somehow",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("account", "source"),
                        name="restriction_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("cause", models.CharField(max_length=10)),
            ],
            options={
                "indexes": [models.Index(fields=["due_at"], name="standing_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                (
                                    "activity",
                                    "time",
                                    "identity",
                                    "appeal",
                                    "hand",
                                    "abuse",
                                    "request",
                                ),
                            )
                        ),
                        name="standing_cause",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seen_txid", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="watch_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="Abuse",
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
                ("kind", models.CharField(max_length=24)),
                ("form_key", models.UUIDField(unique=True)),
                ("basis", models.CharField(max_length=500)),
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
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_order.order",
                    ),
                ),
                (
                    "recorded_by",
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
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "chargeback_after_refund",
                                    "forged_evidence",
                                    "stolen_payment",
                                    "other",
                                ),
                            )
                        ),
                        name="abuse_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis", ""), _negated=True), name="abuse_has_basis"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recorded_by", models.F("account")), _negated=True),
                        name="abuse_by_somebody_else",
                    ),
                ],
            },
        ),
    ]
