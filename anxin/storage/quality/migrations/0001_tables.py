import anxin.storage.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_quality", "0001_initial"),
        ("anxin_quality", "0002_only_added"),
        ("anxin_quality", "0003_deadlines"),
        ("anxin_quality", "0004_persons_refusals"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_aftersale", "0001_tables"),
        ("anxin_clock", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Check",
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
                ("seq", models.IntegerField()),
                ("no", models.CharField(max_length=32, unique=True)),
                ("day", models.DateField()),
                ("decided", models.CharField(max_length=10)),
                ("decided_at", models.DateTimeField()),
                ("took_s", models.IntegerField()),
                ("drawn", models.CharField(max_length=10)),
                ("overturned", models.BooleanField(db_default=False, default=False)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("state", models.CharField(db_default="waiting", default="waiting", max_length=10)),
                ("grade", models.CharField(blank=True, db_default="", default="", max_length=16)),
                ("lines", models.JSONField(db_default=[], default=list)),
                ("note", models.CharField(blank=True, db_default="", default="", max_length=500)),
                ("graded_at", models.DateTimeField(null=True)),
                ("said", models.CharField(blank=True, db_default="", default="", max_length=500)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "verdict_said",
                    models.CharField(blank=True, db_default="", default="", max_length=500),
                ),
                ("judged_at", models.DateTimeField(null=True)),
                ("resent_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("pressed", models.SmallIntegerField(db_default=0, default=0)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_aftersale.case",
                    ),
                ),
                (
                    "checker",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resent_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "objected"))),
                        fields=["decided_at"],
                        name="quality_to_look_at",
                    ),
                    models.Index(fields=["reviewer", "-graded_at"], name="quality_of_reviewer"),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="quality_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "seq"), name="quality_decision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "waiting",
                                    "graded",
                                    "objected",
                                    "agreed",
                                    "silent",
                                    "confirmed",
                                    "taken_back",
                                ),
                            )
                        ),
                        name="quality_check_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "decided__in",
                                ("approved", "partly", "replaced", "rejected", "upheld"),
                            )
                        ),
                        name="quality_check_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("drawn__in", ("least", "share", "overturned"))),
                        name="quality_check_drawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "grade__in",
                                (
                                    "",
                                    "right",
                                    "words_unclear",
                                    "evidence_missed",
                                    "wrong_sum",
                                    "wrong",
                                ),
                            )
                        ),
                        name="quality_check_grade",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checker", None),
                                ("grade", ""),
                                ("graded_at", None),
                                ("state", "waiting"),
                            ),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                models.Q(("grade", ""), _negated=True),
                                ("checker__isnull", False),
                                ("graded_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="quality_graded_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade__in", ("", "right")),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="quality_told_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", models.F("reviewer")), _negated=True),
                            models.Q(("judge", models.F("reviewer")), _negated=True),
                            models.Q(("judge", models.F("checker")), _negated=True),
                        ),
                        name="quality_checked_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at", None),
                                ("state__in", ("waiting", "graded", "silent")),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ("waiting", "graded", "silent")), _negated=True
                                ),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="quality_answered_once_graded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("objected", "confirmed", "taken_back")),
                                _negated=True,
                            ),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="quality_objected_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("judge__isnull", False),
                                ("judged_at__isnull", False),
                                ("state__in", ("confirmed", "taken_back")),
                                models.Q(("verdict_said", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ("confirmed", "taken_back")), _negated=True),
                                ("judge", None),
                                ("judged_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="quality_objection_judged",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resent_at", None), ("resent_by", None)),
                            models.Q(
                                ("resent_at__isnull", False),
                                ("resent_by__isnull", False),
                                ("decided", "rejected"),
                                ("grade", "wrong"),
                            ),
                            _connector="OR",
                        ),
                        name="quality_resent_a_wrong_refusal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_at__isnull", False),
                                ("state__in", ["graded", "objected", "waiting"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["graded", "objected", "waiting"]), _negated=True
                                ),
                                ("due_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="quality_waits_with_a_deadline",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstantLook",
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
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("state", models.CharField(db_default="waiting", default="waiting", max_length=8)),
                ("said", models.CharField(blank=True, db_default="", default="", max_length=500)),
                ("looked_at", models.DateTimeField(null=True)),
                (
                    "judged_said",
                    models.CharField(blank=True, db_default="", default="", max_length=500),
                ),
                ("judged_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("pressed", models.SmallIntegerField(db_default=0, default=0)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_aftersale.case"
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
                    "looked_by",
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
                        name="instant_look_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("waiting", "doubted", "right", "let_be", "abuse"))
                        ),
                        name="instant_look_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("looked_at", None), ("looked_by", None), ("state", "waiting")
                            ),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("looked_at__isnull", False),
                                ("looked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="instant_looked_at_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("waiting", "right")),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="instant_doubted_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("judged_by__isnull", False),
                                ("state__in", ("let_be", "abuse")),
                                ("judged_at__isnull", False),
                                models.Q(("judged_said", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ("let_be", "abuse")), _negated=True),
                                ("judged_at", None),
                                ("judged_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="instant_doubt_judged_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_at__isnull", False), ("state__in", ["doubted", "waiting"])
                            ),
                            models.Q(
                                models.Q(("state__in", ["doubted", "waiting"]), _negated=True),
                                ("due_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="instant_waits_with_a_deadline",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeAnswer",
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
                ("key", models.CharField(max_length=32)),
                ("form_key", models.UUIDField()),
                ("answer", models.CharField(max_length=8)),
                ("code", models.CharField(blank=True, default="", max_length=20)),
                ("fen", models.BigIntegerField(default=0)),
                ("is_right", models.BooleanField()),
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
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "key", "id"], name="practice_of_account")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer__in", ("approve", "partial", "reject", "ask", "raise"))
                        ),
                        name="practice_answer_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "code__in",
                                (
                                    "",
                                    "nothing_left",
                                    "fully_delivered",
                                    "was_viewed",
                                    "already_used",
                                    "too_late",
                                    "was_on_time",
                                    "special_goods",
                                    "already_served",
                                    "no_rule",
                                    "not_shown",
                                    "doubted",
                                    "returned_otherwise",
                                ),
                            )
                        ),
                        name="practice_answer_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fen__gte", 0)), name="practice_answer_fen"
                    ),
                    models.UniqueConstraint(
                        fields=("account", "form_key"), name="practice_answered_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeCase",
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
                ("form_key", models.UUIDField(unique=True)),
                ("title", models.CharField(max_length=60)),
                ("reason", models.CharField(max_length=20, null=True)),
                ("facts", models.JSONField()),
                ("answer", models.CharField(max_length=8)),
                ("code", models.CharField(blank=True, default="", max_length=20)),
                ("low_fen", models.BigIntegerField(default=0)),
                ("high_fen", models.BigIntegerField(default=0)),
                ("why", models.CharField(max_length=500)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "retired_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        db_index=False,
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
                                "reason__in",
                                (
                                    "card_invalid",
                                    "not_received",
                                    "top_up_failed",
                                    "credited_wrongly",
                                    "arrived_late",
                                    "not_as_described",
                                    "wrong_item",
                                    "partly_delivered",
                                    "quality",
                                    "mistake",
                                    "unwanted",
                                    "no_reason",
                                    "duplicate_order",
                                    "price_changed",
                                    "game_outage",
                                    "wrong_payment",
                                    "paid_twice",
                                    "system_duplicate",
                                ),
                            )
                        ),
                        name="practice_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer__in", ("approve", "partial", "reject", "ask", "raise"))
                        ),
                        name="practice_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("answer", "reject"), _negated=True), ("code", "")),
                            models.Q(
                                ("answer", "reject"),
                                (
                                    "code__in",
                                    (
                                        "nothing_left",
                                        "fully_delivered",
                                        "was_viewed",
                                        "already_used",
                                        "too_late",
                                        "was_on_time",
                                        "special_goods",
                                        "already_served",
                                        "no_rule",
                                        "not_shown",
                                        "doubted",
                                        "returned_otherwise",
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="practice_refuses_on_a_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("answer", "partial"), _negated=True),
                                ("high_fen", 0),
                                ("low_fen", 0),
                            ),
                            models.Q(
                                ("answer", "partial"),
                                ("high_fen__gte", models.F("low_fen")),
                                ("low_fen__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="practice_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at", None), ("retired_by", None)),
                            models.Q(("retired_at__isnull", False), ("retired_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="practice_retired_by_somebody",
                    ),
                ],
            },
        ),
    ]
