import anxin.storage.columns
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_minors", "0001_initial"),
        ("anxin_minors", "0002_only_added"),
        ("anxin_minors", "0003_second_look"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_clock", "0001_initial"),
        ("anxin_order", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
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
                ("kind", models.CharField(max_length=6)),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "digest", "at"], name="minor_attempt_recent")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("begin", "place", "number", "paper"))),
                        name="minor_attempt_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
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
                ("code_digest", models.BinaryField(max_length=32)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("sealed", models.BinaryField(null=True)),
                ("key_no", models.SmallIntegerField(null=True)),
                ("guardian_masked", models.CharField(blank=True, default="", max_length=40)),
                ("minor_masked", models.CharField(blank=True, default="", max_length=40)),
                ("guardian_digest", models.BinaryField(max_length=32, null=True)),
                ("minor_digest", models.BinaryField(max_length=32, null=True)),
                ("device_digest", models.BinaryField(max_length=32, null=True)),
                ("sensitive", models.BooleanField(default=False)),
                ("relation", models.CharField(blank=True, default="", max_length=16)),
                ("consent", models.CharField(blank=True, default="", max_length=12)),
                ("escalated", models.BooleanField(default=False)),
                ("late", models.BooleanField(default=False)),
                ("asks", models.SmallIntegerField(default=0)),
                (
                    "asked_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), default=list, size=None
                    ),
                ),
                ("asked_said", models.CharField(blank=True, default="", max_length=1000)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
                ("refusal", models.CharField(blank=True, default="", max_length=16)),
                ("said", models.CharField(blank=True, default="", max_length=1000)),
                ("by_system", models.BooleanField(db_default=False, default=False)),
                ("paying_at", models.DateTimeField(null=True)),
                ("stuck_at", models.DateTimeField(null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("submitted_at", models.DateTimeField(null=True)),
                ("decide_by", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assigned",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "signed_by",
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
                        name="minor_claim_due",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ("submitted", "asked", "signing", "paying"))
                        ),
                        fields=["decide_by"],
                        name="minor_claim_open",
                    ),
                    models.Index(fields=["guardian_digest"], name="minor_claim_guardian"),
                    models.Index(fields=["minor_digest"], name="minor_claim_minor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "draft",
                                    "submitted",
                                    "asked",
                                    "signing",
                                    "paying",
                                    "decided",
                                    "rejected",
                                    "withdrawn",
                                    "lapsed",
                                ),
                            )
                        ),
                        name="minor_claim_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "relation__in",
                                ("", "mother", "father", "grandparent", "other_guardian"),
                            )
                        ),
                        name="minor_claim_relation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consent__in", ("", "none", "once", "device_only", "unsure"))
                        ),
                        name="minor_claim_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ("", "approved", "partly", "rejected", "withdrawn", "lapsed"),
                            )
                        ),
                        name="minor_claim_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "refusal__in",
                                (
                                    "",
                                    "of_age",
                                    "no_guardian",
                                    "not_by_minor",
                                    "consented",
                                    "papers_missing",
                                    "no_orders",
                                    "decided_before",
                                    "other",
                                ),
                            )
                        ),
                        name="minor_claim_refusal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None),
                                ("outcome", ""),
                                ("state__in", ("draft", "submitted", "asked", "signing", "paying")),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("due_at", None),
                                ("state__in", ("decided", "rejected", "withdrawn", "lapsed")),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="minor_claim_ends_with_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "lapsed", "withdrawn")),
                            models.Q(("decide_by__isnull", False), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="minor_claim_submitted_has_deadline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rejected"), _negated=True),
                            models.Q(
                                models.Q(
                                    ("decided_by__isnull", False),
                                    ("by_system", True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    models.Q(("said", ""), _negated=True),
                                    ("erased_at__isnull", False),
                                    _connector="OR",
                                ),
                                models.Q(("refusal", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="minor_claim_refused_in_writing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "asked"), ("stopped_at__isnull", False)),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True), ("stopped_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="minor_claim_clock_stands_while_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signed_by", models.F("decided_by")), _negated=True),
                        name="minor_claim_signed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assigned", models.F("account")), _negated=True),
                            models.Q(("decided_by", models.F("account")), _negated=True),
                            models.Q(("signed_by", models.F("account")), _negated=True),
                        ),
                        name="minor_claim_not_ones_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None),
                            models.Q(
                                ("account", None),
                                ("asked_said", ""),
                                ("key_no", None),
                                ("said", ""),
                                ("sealed", None),
                            ),
                            _connector="OR",
                        ),
                        name="minor_claim_erased_is_gone",
                    ),
                ],
            },
        ),
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
                ("who", models.CharField(max_length=8)),
                ("no", models.CharField(max_length=32, unique=True)),
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
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_minors.claim"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_try_at__isnull", False)),
                        fields=["next_try_at"],
                        name="minor_check_to_ask",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("who__in", ("guardian", "minor"))),
                        name="minor_check_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("waiting", "confirmed", "not_confirmed", "unanswered"))
                        ),
                        name="minor_check_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
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
                        name="minor_check_sealed_while_waiting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Access",
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
                ("look", models.CharField(max_length=32)),
                ("what", models.CharField(max_length=8)),
                ("page", models.UUIDField(null=True)),
                ("reason", models.CharField(max_length=200)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_minors.claim"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["look"], name="minor_access_look")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ("claim", "page", "code"))),
                        name="minor_access_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="minor_access_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimOrder",
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
                ("found_by", models.CharField(max_length=6)),
                ("band", models.CharField(max_length=8)),
                ("facts", models.JSONField()),
                ("low", models.SmallIntegerField()),
                ("high", models.SmallIntegerField()),
                ("proposed", models.SmallIntegerField()),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("share", models.SmallIntegerField(null=True)),
                ("gross_fen", models.BigIntegerField(null=True)),
                ("case_no", models.CharField(blank=True, default="", max_length=32)),
                (
                    "cases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        db_default=[],
                        default=list,
                        size=None,
                    ),
                ),
                ("given_fen", models.BigIntegerField(db_default=0, default=0)),
                ("trouble", models.CharField(blank=True, default="", max_length=40)),
                ("paid_at", models.DateTimeField(null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_minors.claim"
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
                        condition=models.Q(("found_by__in", ("number", "staff"))),
                        name="minor_order_found_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("band__in", ("", "under_8", "8_to_15", "16_to_17", "of_age"))
                        ),
                        name="minor_order_band",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("given_fen__gte", 0)), name="minor_order_given"
                    ),
                    models.UniqueConstraint(fields=("claim", "order"), name="minor_order_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("high__lte", 100),
                            ("low__gte", 0),
                            ("proposed__gte", models.F("low")),
                            ("proposed__lte", models.F("high")),
                        ),
                        name="minor_order_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gross_fen", None), ("share", None)),
                            models.Q(("gross_fen__gte", 0), ("share__range", (0, 100))),
                            _connector="OR",
                        ),
                        name="minor_order_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
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
                ("role", models.CharField(max_length=12)),
                ("data", models.JSONField(default=dict)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_minors.claim"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Freeze",
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
                (
                    "placed_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_minors.claim"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at", None)),
                        fields=["account"],
                        name="minor_freeze_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("claim", "account"),
                        name="minor_freeze_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
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
                ("said", models.CharField(blank=True, max_length=1000)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
                ("answer", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_minors.claim"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="minor_objection_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("", "upheld", "refused"))),
                        name="minor_objection_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="minor_objection_decided_by_somebody",
                    ),
                    models.UniqueConstraint(
                        fields=("claim", "account"), name="minor_objection_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
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
                ("ending", models.CharField(blank=True, default="", max_length=6)),
                ("digest", models.BinaryField(max_length=32)),
                ("size_bytes", models.BigIntegerField()),
                ("state", models.CharField(default="received", max_length=8)),
                ("refusal", models.CharField(blank=True, default="", max_length=40)),
                ("key", models.CharField(max_length=120)),
                ("key_no", models.SmallIntegerField()),
                ("pages", models.SmallIntegerField(default=0)),
                ("tries", models.SmallIntegerField(db_default=0)),
                ("next_read_at", models.DateTimeField(null=True)),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("purged_at", models.DateTimeField(null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_minors.claim"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_read_at__isnull", False)),
                        fields=["next_read_at"],
                        name="minor_paper_to_read",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ("relation", "identity", "device", "chat", "payment", "other"),
                            )
                        ),
                        name="minor_paper_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("received", "ready", "refused", "removed"))
                        ),
                        name="minor_paper_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "removed"), _negated=True),
                        fields=("claim", "digest"),
                        name="minor_paper_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperPage",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("number", models.SmallIntegerField()),
                ("key", models.CharField(max_length=120)),
                ("key_no", models.SmallIntegerField()),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_minors.paper"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "number"), name="minor_page_once")
                ],
            },
        ),
    ]
