import anxin.storage.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_evidence", "0001_initial"),
        ("anxin_evidence", "0002_noted"),
        ("anxin_evidence", "0003_sides"),
        ("anxin_evidence", "0004_too_thin"),
        ("anxin_evidence", "0005_altered"),
        ("anxin_evidence", "0006_copies"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_aftersale", "0001_tables"),
        ("anxin_clock", "0001_initial"),
        ("anxin_order", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Noted",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("count", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="noted_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="Piece",
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
                ("position", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("caption", models.CharField(blank=True, db_default="", max_length=200)),
                ("side", models.CharField(db_default="buyer", max_length=8)),
                ("audience", models.CharField(db_default="all", max_length=8)),
                ("filename", models.CharField(max_length=80)),
                ("size_bytes", models.BigIntegerField()),
                ("sha256", models.BinaryField(max_length=32)),
                ("original_key", models.CharField(max_length=80)),
                ("state", models.CharField(db_default="received", max_length=10)),
                ("media", models.CharField(blank=True, db_default="", max_length=5)),
                ("refusal", models.CharField(blank=True, db_default="", max_length=16)),
                ("refusal_params", models.JSONField(default=dict)),
                ("verdict", models.CharField(blank=True, db_default="", max_length=12)),
                ("is_clear", models.BooleanField(db_default=False)),
                ("elements", models.JSONField(default=list)),
                ("fields", models.JSONField(default=list)),
                ("findings", models.JSONField(default=list)),
                ("secrets_sealed", models.BinaryField(null=True)),
                ("secrets_key_no", models.SmallIntegerField(null=True)),
                ("weight", models.SmallIntegerField(db_default=0)),
                ("tries", models.SmallIntegerField(db_default=0)),
                ("next_read_at", models.DateTimeField(null=True)),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("read_at", models.DateTimeField(null=True)),
                ("purged_at", models.DateTimeField(null=True)),
                (
                    "buyer",
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
                    "copy_of",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="anxin_evidence.piece",
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
                    "sender",
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
                        condition=models.Q(("next_read_at__isnull", False)),
                        fields=["next_read_at"],
                        name="piece_to_read",
                    ),
                    models.Index(fields=["sha256"], name="piece_by_sum"),
                    models.Index(fields=["buyer", "-received_at"], name="piece_by_buyer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "activation_failure",
                                    "comparison",
                                    "not_arrived",
                                    "payment_record",
                                    "other",
                                ),
                            )
                        ),
                        name="piece_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ("buyer", "merchant", "platform"))),
                        name="piece_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ("all", "buyer", "merchant", "staff"))),
                        name="piece_audience",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sender__isnull", True), ("side", "buyer")),
                            models.Q(("case__isnull", False), ("sender__isnull", False)),
                            _connector="OR",
                        ),
                        name="piece_of_thread_is_of_a_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("received", "read", "refused", "removed"))
                        ),
                        name="piece_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("media__in", ("", "png", "jpeg", "webp", "mp4", "pdf", "zip"))
                        ),
                        name="piece_media",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "refusal__in",
                                (
                                    "",
                                    "empty",
                                    "not_accepted",
                                    "disguised",
                                    "too_large",
                                    "too_many_pixels",
                                    "too_thin",
                                    "too_long",
                                    "too_many_pages",
                                    "too_many_files",
                                    "damaged",
                                    "locked",
                                    "nested",
                                    "bomb",
                                    "took_too_long",
                                    "altered",
                                ),
                            )
                        ),
                        name="piece_refusal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "verdict__in",
                                ("", "consistent", "inconsistent", "suspicious", "unreadable"),
                            )
                        ),
                        name="piece_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "read"), ("verdict", ""), _connector="XOR"),
                            ("state", "removed"),
                            _connector="OR",
                        ),
                        name="piece_read_has_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), ("refusal", ""), _connector="XOR"),
                            ("state", "removed"),
                            _connector="OR",
                        ),
                        name="piece_refused_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "received"), ("next_read_at__isnull", True), _connector="XOR"
                        ),
                        name="piece_received_is_due",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("state", "removed"), _negated=True),
                            models.Q(("refusal", "altered"), _negated=True),
                        ),
                        fields=("order", "case", "side", "audience", "sha256"),
                        name="piece_sent_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Page",
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
                ("number", models.SmallIntegerField()),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("shown_key", models.CharField(max_length=80)),
                ("pixel_sha256", models.BinaryField(max_length=32)),
                ("perceptual", anxin.storage.columns.Bits(max_length=256)),
                ("flat_share", models.FloatField()),
                ("sharpness", models.FloatField()),
                (
                    "piece",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_evidence.piece",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["pixel_sha256"], name="page_by_pixels")],
                "constraints": [
                    models.UniqueConstraint(fields=("piece", "number"), name="page_of_piece_once"),
                    models.CheckConstraint(
                        condition=models.Q(("height__gt", 0), ("number__gt", 0), ("width__gt", 0)),
                        name="page_sizes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Match",
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
                ("number", models.SmallIntegerField()),
                ("judgement", models.CharField(max_length=12)),
                ("differing", models.FloatField()),
                ("lowest", models.FloatField()),
                ("spots", models.JSONField(default=list)),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="anxin_evidence.page",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_evidence.piece"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Token",
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
                ("name", models.CharField(max_length=12)),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_evidence.piece"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["digest"], name="token_by_digest")],
            },
        ),
    ]
