import anxin.storage.columns
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_aftersale", "0001_initial"),
        ("anxin_aftersale", "0002_tenders"),
        ("anxin_aftersale", "0003_words_from_outside"),
        ("anxin_aftersale", "0004_settlement"),
        ("anxin_aftersale", "0005_evidence_awaited"),
        ("anxin_aftersale", "0006_turns"),
        ("anxin_aftersale", "0007_compensation_and_complaints"),
        ("anxin_aftersale", "0008_details"),
        ("anxin_aftersale", "0009_return_to"),
        ("anxin_aftersale", "0010_contested"),
        ("anxin_aftersale", "0011_open_has_deadline"),
        ("anxin_aftersale", "0012_merchant_heard"),
        ("anxin_aftersale", "0013_open_index"),
        ("anxin_aftersale", "0014_beside_undone"),
        ("anxin_aftersale", "0015_own_money"),
        ("anxin_aftersale", "0016_dropped_why"),
        ("anxin_aftersale", "0017_decided_at"),
        ("anxin_aftersale", "0018_granted_by_waiting"),
        ("anxin_aftersale", "0019_objection"),
        ("anxin_aftersale", "0020_answered_by"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_card", "0001_tables"),
        ("anxin_catalog", "0001_tables"),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
        ("anxin_order", "0001_tables"),
        ("anxin_payment", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
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
                ("reason", models.CharField(max_length=20, null=True)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("details", models.JSONField(db_default={}, default=dict)),
                ("contact_phone", models.CharField(blank=True, default="", max_length=20)),
                ("state", models.CharField(max_length=16)),
                ("outcome", models.CharField(max_length=14)),
                ("clause", models.CharField(max_length=40)),
                ("code", models.CharField(max_length=20, null=True)),
                ("tier", models.CharField(max_length=12, null=True)),
                ("cause", models.CharField(max_length=10, null=True)),
                ("units", models.IntegerField()),
                ("gross_fen", models.BigIntegerField()),
                ("fee_fen", models.BigIntegerField()),
                ("refund_fen", models.BigIntegerField()),
                ("destination", models.CharField(db_default="original", max_length=10)),
                ("shares", models.JSONField(default=list)),
                ("missing", models.JSONField(default=list)),
                ("return_goods", models.BooleanField(default=False)),
                ("why", models.JSONField(default=dict)),
                (
                    "submitted_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("decide_by", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("asked_units", models.IntegerField(null=True)),
                ("waits_for", models.CharField(db_default="", max_length=16)),
                ("asks", models.SmallIntegerField(db_default=0)),
                ("next_ask_at", models.DateTimeField(null=True)),
                ("remedy", models.CharField(db_default="quoted", max_length=12)),
                ("own_money", models.BooleanField(db_default=False)),
                ("wants", models.JSONField(db_default={}, default=dict)),
                ("edits", models.SmallIntegerField(db_default=0)),
                ("nudges", models.SmallIntegerField(db_default=0)),
                ("nudged_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("limit_at", models.DateTimeField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("verdict", models.JSONField(null=True)),
                ("verdict_at", models.DateTimeField(null=True)),
                ("return_carrier", models.CharField(blank=True, db_default="", max_length=40)),
                ("return_no", models.CharField(blank=True, db_default="", max_length=40)),
                ("return_sent_at", models.DateTimeField(null=True)),
                ("by_system", models.BooleanField(db_default=False)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
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
                    "merchant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_merchant.merchant",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_order.order",
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
                    "return_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_merchant.returnaddress",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["buyer", "-submitted_at"], name="case_by_buyer"),
                    models.Index(
                        condition=models.Q(("outcome", "instant")),
                        fields=["decided_at"],
                        name="case_paid_instantly",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                ("platform_review", "needs_evidence", "appealed", "arbitration"),
                            )
                        ),
                        fields=["tier", "decide_by"],
                        name="case_to_review",
                    ),
                    models.Index(
                        condition=models.Q(("verdict_at__isnull", False)),
                        fields=["verdict_at"],
                        name="case_verdict_due",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ("merchant_turn", "awaiting_return", "replacing"))
                        ),
                        fields=["merchant", "due_at"],
                        name="case_of_merchants_turn",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="case_due",
                    ),
                    models.Index(
                        condition=models.Q(("next_ask_at__isnull", False)),
                        fields=["next_ask_at"],
                        name="case_to_ask",
                    ),
                    models.Index(
                        condition=models.Q(("state", "approved")),
                        fields=["order"],
                        name="case_to_lock",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["id"],
                        name="case_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "submitted",
                                    "needs_evidence",
                                    "merchant_turn",
                                    "platform_review",
                                    "approved",
                                    "awaiting_return",
                                    "replacing",
                                    "replaced",
                                    "refunding",
                                    "refunded",
                                    "rejected",
                                    "appealed",
                                    "arbitration",
                                    "upheld",
                                    "withdrawn",
                                ),
                            )
                        ),
                        name="case_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("remedy__in", ("quoted", "units", "sum", "replacement"))
                        ),
                        name="case_remedy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", models.F("buyer")), _negated=True),
                            models.Q(("claimed_by", models.F("buyer")), _negated=True),
                        ),
                        name="case_not_decided_by_buyer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("waits_for__in", ("", "issuer_status", "supplier", "evidence"))
                        ),
                        name="case_waits_for",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fee_fen__gte", 0), ("gross_fen__gte", 0), ("refund_fen__gte", 0)
                        ),
                        name="case_sums",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("destination__in", ("original", "wallet"))),
                        name="case_destination",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        "appealed",
                                        "approved",
                                        "arbitration",
                                        "awaiting_return",
                                        "merchant_turn",
                                        "needs_evidence",
                                        "platform_review",
                                        "replacing",
                                        "submitted",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("due_at__isnull", False),
                            ("by_system", True),
                            _connector="OR",
                        ),
                        name="case_open_has_deadline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.Exact(
                                models.Func(
                                    models.F("details"),
                                    function="jsonb_typeof",
                                    output_field=models.TextField(),
                                ),
                                "object",
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length(
                                    django.db.models.functions.comparison.Cast(
                                        "details", models.TextField()
                                    )
                                ),
                                1000,
                            ),
                        ),
                        name="case_details_bounded",
                    ),
                    models.UniqueConstraint(
                        fields=("order", "form_key"), name="case_submitted_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "appealed",
                                    "approved",
                                    "arbitration",
                                    "awaiting_return",
                                    "merchant_turn",
                                    "needs_evidence",
                                    "platform_review",
                                    "refunding",
                                    "replacing",
                                    "submitted",
                                ],
                            )
                        ),
                        fields=("order",),
                        name="case_one_open_per_order",
                    ),
                    models.UniqueConstraint(fields=("merchant", "id"), name="case_of_merchant"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardFact",
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
                ("status", models.CharField(max_length=8)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_card.card"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_aftersale.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("unused", "used", "invalid", "unknown"))
                        ),
                        name="card_fact_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "used"), ("used_at__isnull", True), _connector="OR"
                        ),
                        name="card_fact_used_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Compensation",
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
                ("fen", models.BigIntegerField()),
                ("basis", models.CharField(max_length=500)),
                ("state", models.CharField(db_default="proposed", max_length=8)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("pressed", models.SmallIntegerField(db_default=0)),
                ("pay_at", models.DateTimeField(null=True)),
                ("hear_until", models.DateTimeField(null=True)),
                ("heard", models.CharField(blank=True, db_default="", default="", max_length=8)),
                (
                    "dropped_why",
                    models.CharField(blank=True, db_default="", default="", max_length=500),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_aftersale.case"
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
                        name="compensation_due",
                    ),
                    models.Index(
                        condition=models.Q(("pay_at__isnull", False)),
                        fields=["pay_at"],
                        name="compensation_to_pay",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("heard__in", ("", "answered", "silent"))),
                        name="compensation_heard_as",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "paid"), _negated=True),
                            ("hear_until", None),
                            models.Q(("heard", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="compensation_heard_before_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dropped_why", ""), ("state", "dropped"), _connector="OR"
                        ),
                        name="compensation_dropped_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "paid", "dropped", "lapsed"))
                        ),
                        name="compensation_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_at__isnull", False), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("due_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="compensation_open_has_deadline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fen__gt", 0)), name="compensation_is_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "paid"), _negated=True),
                            models.Q(
                                ("signed_by__isnull", False),
                                models.Q(("signed_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="compensation_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pay_at__isnull", True),
                            models.Q(
                                ("signed_by__isnull", False),
                                ("state", "proposed"),
                                models.Q(("signed_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="compensation_paid_when_signed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("case",),
                        name="compensation_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
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
                ("source", models.CharField(max_length=10)),
                ("outside_no", models.CharField(max_length=64)),
                ("said", models.CharField(blank=True, default="", max_length=1000)),
                ("fen", models.BigIntegerField(db_default=0)),
                ("taken_fen", models.BigIntegerField(db_default=0)),
                ("state", models.CharField(db_default="open", max_length=10)),
                ("answer", models.CharField(blank=True, db_default="", max_length=1000)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "payment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_payment.payment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="complaint_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by", None), ("state", "answered"), _connector="OR"
                        ),
                        name="complaint_answered_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ("alipay", "wechat", "chargeback", "12315", "other"))
                        ),
                        name="complaint_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "answered"))),
                        name="complaint_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fen__gte", 0)), name="complaint_sum"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_fen", 0),
                            models.Q(
                                ("payment__isnull", False),
                                ("source", "chargeback"),
                                ("taken_fen__range", (1, models.F("fen"))),
                            ),
                            _connector="OR",
                        ),
                        name="complaint_takes_as_chargeback",
                    ),
                    models.UniqueConstraint(
                        fields=("source", "outside_no"), name="complaint_joined_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeeClaim",
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
                ("claimed_fen", models.BigIntegerField()),
                ("granted_fen", models.BigIntegerField(db_default=0)),
                ("state", models.CharField(db_default="submitted", max_length=10)),
                ("tier", models.CharField(db_default="first_line", max_length=12)),
                ("said", models.CharField(blank=True, default="", max_length=500)),
                (
                    "submitted_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("verdict", models.JSONField(null=True)),
                ("verdict_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_aftersale.case"
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
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="fee_claim_due",
                    ),
                    models.Index(
                        condition=models.Q(("verdict_at__isnull", False)),
                        fields=["verdict_at"],
                        name="fee_claim_verdict_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("submitted", "approved", "rejected"))),
                        name="fee_claim_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict__isnull", True), ("verdict_at__isnull", True)),
                            models.Q(
                                ("state", "submitted"),
                                ("verdict__isnull", False),
                                ("verdict_at__isnull", False),
                            ),
                            models.Q(
                                ("state", "submitted"),
                                ("verdict__contains", {"second": True}),
                                ("verdict_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="fee_claim_verdict_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("claimed_fen__gt", 0),
                            ("granted_fen__range", (0, models.F("claimed_fen"))),
                        ),
                        name="fee_claim_within_claimed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by", None), ("granted_fen", 0), ("state", "submitted")
                            ),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("granted_fen__gt", 0),
                                ("state", "approved"),
                            ),
                            models.Q(
                                ("decided_by", None),
                                ("granted_fen", models.F("claimed_fen")),
                                ("state", "approved"),
                            ),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("granted_fen", 0),
                                ("state", "rejected"),
                            ),
                            _connector="OR",
                        ),
                        name="fee_claim_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("buyer")), _negated=True),
                        name="fee_claim_not_decided_by_buyer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                ("side", models.CharField(max_length=8)),
                ("audience", models.CharField(max_length=10)),
                ("said", models.CharField(max_length=1000)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_aftersale.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ("buyer", "merchant", "platform"))),
                        name="message_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ("all", "buyer", "merchant", "staff"))),
                        name="message_audience",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "staff"), _negated=True),
                            ("side", "platform"),
                            _connector="OR",
                        ),
                        name="message_notes_are_the_platforms",
                    ),
                    models.UniqueConstraint(fields=("case", "form_key"), name="message_sent_once"),
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
                ("no", models.CharField(max_length=32, unique=True)),
                ("note", models.CharField(max_length=500)),
                ("fen", models.BigIntegerField()),
                ("deposit_fen", models.BigIntegerField()),
                ("state", models.CharField(db_default="submitted", max_length=10)),
                ("tier", models.CharField(db_default="senior", max_length=12)),
                ("said", models.CharField(blank=True, default="", max_length=500)),
                (
                    "submitted_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("limit_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("verdict", models.JSONField(null=True)),
                ("verdict_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_aftersale.case"
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
                    "made_by",
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
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_merchant.merchant"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="objection_due",
                    ),
                    models.Index(
                        condition=models.Q(("verdict_at__isnull", False)),
                        fields=["verdict_at"],
                        name="objection_verdict_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("submitted", "granted", "rejected"))),
                        name="objection_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tier__in", ("senior", "supervisor"))),
                        name="objection_tier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deposit_fen__range", (0, models.F("fen"))), ("fen__gt", 0)
                        ),
                        name="objection_is_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict__isnull", True), ("verdict_at__isnull", True)),
                            models.Q(
                                ("state", "submitted"),
                                ("verdict__isnull", False),
                                ("verdict_at__isnull", False),
                            ),
                            models.Q(
                                ("state", "submitted"),
                                ("verdict__contains", {"second": True}),
                                ("verdict_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="objection_verdict_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None), ("decided_by", None), ("state", "submitted")
                            ),
                            models.Q(
                                ("closed_at__isnull", False), ("due_at", None), ("state", "granted")
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("due_at", None),
                                ("state", "rejected"),
                            ),
                            _connector="OR",
                        ),
                        name="objection_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("made_by")), _negated=True),
                        name="objection_not_decided_by_merchant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                ("side", models.CharField(max_length=8)),
                ("to", models.CharField(max_length=8)),
                ("kind", models.CharField(max_length=12)),
                ("units", models.IntegerField(db_default=0)),
                ("gross_fen", models.BigIntegerField(db_default=0)),
                ("said", models.CharField(blank=True, default="", max_length=500)),
                ("state", models.CharField(db_default="open", max_length=10)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_aftersale.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("units", "sum", "replacement"))),
                        name="proposal_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("open", "accepted", "declined", "countered", "lapsed"))
                        ),
                        name="proposal_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ("buyer", "merchant", "platform"))),
                        name="proposal_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to__in", ("buyer", "merchant", "platform"))),
                        name="proposal_to",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side", models.F("to")), _negated=True),
                        name="proposal_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("units__gte", 0),
                            models.Q(
                                models.Q(("kind", "sum"), _negated=True),
                                ("gross_fen__gt", 0),
                                _connector="OR",
                            ),
                        ),
                        name="proposal_offers_something",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("case",),
                        name="proposal_one_open",
                    ),
                ],
            },
        ),
    ]
