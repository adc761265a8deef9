import anxin.storage.columns
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_card", "0001_initial"),
        ("anxin_card", "0002_locks"),
        ("anxin_card", "0003_paid_unlocked"),
    ]

    initial = True

    dependencies = [
        ("anxin_catalog", "0001_tables"),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
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
                ("name", models.CharField(max_length=60)),
                (
                    "created_at",
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
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_catalog.product"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("merchant", "id"), name="batch_of_merchant")
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
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
                ("key_no", models.SmallIntegerField()),
                ("sealed", models.BinaryField()),
                ("blind_index", models.BinaryField(max_length=32)),
                ("state", models.CharField(default="available", max_length=12)),
                ("lock", models.CharField(db_default="none", default="none", max_length=8)),
                ("lock_no", models.CharField(max_length=32, null=True, unique=True)),
                ("lock_tries", models.SmallIntegerField(db_default=0, default=0)),
                ("next_lock_at", models.DateTimeField(null=True)),
                ("locked_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("sold_at", models.DateTimeField(null=True)),
                ("paid_unlocked_at", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_card.batch"
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
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_catalog.product",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "available")),
                        fields=["product", "id"],
                        name="card_in_stock",
                    ),
                    models.Index(
                        condition=models.Q(("next_lock_at__isnull", False)),
                        fields=["next_lock_at"],
                        name="card_to_lock",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ("available", "held", "sold", "locking", "quarantined", "burned"),
                            )
                        ),
                        name="card_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lock__in", ("none", "wanted", "locked", "ending", "used", "gone"))
                        ),
                        name="card_lock",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lock", "none"), ("lock_no__isnull", True)),
                            models.Q(
                                models.Q(("lock", "none"), _negated=True),
                                ("lock_no__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="card_lock_has_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lock", "locked"), _negated=True),
                            ("locked_at__isnull", False),
                            _connector="OR",
                        ),
                        name="card_locked_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_unlocked_at__isnull", True), ("state", "burned"), _connector="OR"
                        ),
                        name="card_at_risk_is_burned",
                    ),
                    models.UniqueConstraint(
                        fields=("merchant", "blind_index"), name="card_imported_once"
                    ),
                    models.UniqueConstraint(fields=("merchant", "id"), name="card_of_merchant"),
                ],
            },
        ),
    ]
