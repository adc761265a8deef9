import anxin.storage.columns
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("anxin_standing", "0001_initial"), ("anxin_standing", "0002_only_added")]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_catalog", "0001_tables"),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Penalty",
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
                ("kind", models.CharField(max_length=10)),
                ("basis", models.CharField(max_length=20)),
                ("rule", models.CharField(db_default="", default="", max_length=16)),
                ("why", models.CharField(max_length=1000)),
                ("facts", models.JSONField(default=dict)),
                ("items", models.JSONField(default=list)),
                ("decided_fen", models.BigIntegerField(db_default=0, default=0)),
                ("taken_fen", models.BigIntegerField(db_default=0, default=0)),
                ("days", models.SmallIntegerField(null=True)),
                ("protective", models.BooleanField(db_default=False, default=False)),
                (
                    "state",
                    models.CharField(db_default="proposed", default="proposed", max_length=10),
                ),
                ("version", models.IntegerField(db_default=1, default=1)),
                ("form_key", models.UUIDField()),
                (
                    "proposed_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("appeal_until", models.DateTimeField(null=True)),
                ("in_force_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "restrains",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.ExpressionWrapper(
                            models.Q(
                                ("kind__in", ["delist", "expel", "suspend"]),
                                models.Q(
                                    (
                                        "state__in",
                                        [
                                            "appealed",
                                            "confirmed",
                                            "in_force",
                                            "rectified",
                                            "upheld",
                                        ],
                                    ),
                                    models.Q(
                                        ("protective", True),
                                        ("state__in", ["heard", "proposed", "unheard"]),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            output_field=models.BooleanField(),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
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
                    "judged_by",
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
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_catalog.product",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("restrains", True)),
                        fields=["merchant"],
                        name="penalty_restraining",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="penalty_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "proposed",
                                    "heard",
                                    "unheard",
                                    "confirmed",
                                    "in_force",
                                    "appealed",
                                    "upheld",
                                    "rectified",
                                    "dropped",
                                    "overturned",
                                    "lifted",
                                ),
                            )
                        ),
                        name="penalty_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("warning", "deduction", "delist", "suspend", "expel"))
                        ),
                        name="penalty_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "basis__in",
                                (
                                    "cards_failing",
                                    "not_delivering",
                                    "false_description",
                                    "unlawful_goods",
                                    "repeated",
                                    "score_low",
                                    "silent",
                                    "advance_unpaid",
                                    "deposit_short",
                                ),
                            )
                        ),
                        name="penalty_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rule__in", ("", "score_low", "deposit_short", "cards_failing"))
                        ),
                        name="penalty_rule",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proposed_by__isnull", False), ("rule", "")),
                            models.Q(
                                models.Q(("rule", ""), _negated=True), ("proposed_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="penalty_proposed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            models.Q(("judged_by", models.F("proposed_by")), _negated=True),
                            models.Q(("judged_by", models.F("confirmed_by")), _negated=True),
                        ),
                        name="penalty_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("proposed", "heard", "unheard", "dropped")),
                                ("confirmed_by", None),
                                ("judged_by", None),
                            ),
                            models.Q(
                                ("state__in", ("confirmed", "in_force", "appealed")),
                                ("confirmed_by__isnull", False),
                                ("judged_by", None),
                            ),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("judged_by__isnull", False),
                                ("state", "upheld"),
                            ),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("state__in", ("rectified", "overturned", "lifted")),
                            ),
                            _connector="OR",
                        ),
                        name="penalty_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_at__isnull", False),
                                (
                                    "state__in",
                                    [
                                        "appealed",
                                        "confirmed",
                                        "heard",
                                        "proposed",
                                        "rectified",
                                        "unheard",
                                    ],
                                ),
                            ),
                            ("state__in", ("in_force", "upheld")),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("due_at", None),
                                ("state__in", ["dropped", "lifted", "overturned"]),
                            ),
                            _connector="OR",
                        ),
                        name="penalty_waits_with_a_deadline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_fen__gt", 0),
                                ("kind", "deduction"),
                                ("taken_fen__range", (0, models.F("decided_fen"))),
                            ),
                            models.Q(
                                models.Q(("kind", "deduction"), _negated=True),
                                ("decided_fen", 0),
                                ("taken_fen", 0),
                            ),
                            _connector="OR",
                        ),
                        name="penalty_takes_what_was_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["dropped", "lifted", "overturned"]), _negated=True
                            ),
                            ("taken_fen", 0),
                            _connector="OR",
                        ),
                        name="penalty_ended_keeps_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "delist"), ("product__isnull", False)),
                            models.Q(
                                models.Q(("kind", "delist"), _negated=True), ("product", None)
                            ),
                            _connector="OR",
                        ),
                        name="penalty_names_what_it_delists",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("days__range", (1, 90)), ("kind", "suspend")),
                            models.Q(models.Q(("kind", "suspend"), _negated=True), ("days", None)),
                            _connector="OR",
                        ),
                        name="penalty_suspends_for_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("protective", False),
                            ("kind__in", ("delist", "suspend")),
                            _connector="OR",
                        ),
                        name="penalty_protects_buyers",
                    ),
                    models.UniqueConstraint(fields=("merchant", "form_key"), name="penalty_once"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("rule", ""), _negated=True),
                            models.Q(
                                ("state__in", ["dropped", "lifted", "overturned"]), _negated=True
                            ),
                        ),
                        fields=("merchant", "rule", "product"),
                        name="penalty_one_open_per_rule",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(fields=("merchant", "id"), name="penalty_of_merchant"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PenaltyEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "penalty_id",
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
                        base_field=models.CharField(max_length=10), size=None
                    ),
                ),
                ("actor", models.UUIDField(null=True)),
                ("role", models.CharField(max_length=12)),
                ("said", models.CharField(blank=True, db_default="", default="", max_length=1000)),
                ("data", models.JSONField(default=dict)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("txid", models.BigIntegerField(db_default=models.Func(function="anxin_txid"))),
                (
                    "penalty",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_standing.penalty",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
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
                ("day", models.DateField()),
                ("points", models.SmallIntegerField()),
                ("level", models.CharField(max_length=10)),
                ("facts", models.JSONField()),
                ("reasons", models.JSONField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("merchant", "day"), name="standing_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("points__range", (0, 100))), name="standing_points"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ("new", "excellent", "good", "fair", "weak", "poor"))
                        ),
                        name="standing_level",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closure",
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
                ("form_key", models.UUIDField()),
                ("why", models.CharField(max_length=200)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("reopened_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        db_index=False,
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
                    "reopened_by",
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
                    models.UniqueConstraint(fields=("merchant", "form_key"), name="closure_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at", None)),
                        fields=("merchant",),
                        name="closure_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reopened_at", None), ("reopened_by", None)),
                            models.Q(
                                ("reopened_at__isnull", False), ("reopened_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="closure_reopened_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DepositTerm",
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
                ("required_fen", models.BigIntegerField()),
                ("from_at", models.DateTimeField()),
                ("why", models.CharField(max_length=200)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
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
                    "set_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["merchant", "-from_at"], name="deposit_term_latest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("required_fen__gte", 0)), name="deposit_term_fen"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DepositTopUp",
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
                ("amount_fen", models.BigIntegerField()),
                ("form_key", models.UUIDField()),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="deposit_top_up_positive"
                    ),
                    models.UniqueConstraint(
                        fields=("merchant", "form_key"), name="deposit_top_up_once"
                    ),
                ],
            },
        ),
    ]
