import anxin.storage.columns
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_catalog", "0001_initial"),
        ("anxin_catalog", "0002_only_added"),
        ("anxin_catalog", "0003_standard_policy"),
        ("anxin_catalog", "0004_issuer_and_supplier"),
    ]

    initial = True

    dependencies = [
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Policy",
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
                ("name", models.CharField(max_length=40)),
                ("version", models.IntegerField()),
                ("document", models.JSONField()),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name", "version"), name="policy_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
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
                ("title", models.CharField(max_length=80)),
                ("title_en", models.CharField(blank=True, default="", max_length=120)),
                ("kind", models.CharField(max_length=12)),
                ("special", models.CharField(max_length=20, null=True)),
                ("brand", models.CharField(max_length=24)),
                ("face", models.CharField(blank=True, default="", max_length=24)),
                ("tone", models.CharField(default="graphite", max_length=12)),
                ("denomination", models.CharField(blank=True, default="", max_length=40)),
                ("region", models.CharField(blank=True, default="", max_length=40)),
                ("details", models.TextField(blank=True, default="")),
                ("english", models.JSONField(default=dict)),
                ("price_fen", models.BigIntegerField()),
                ("cooling_off_minutes", models.SmallIntegerField(default=10)),
                ("inputs", models.JSONField(default=list)),
                ("issuer", models.CharField(blank=True, db_default="", default="", max_length=24)),
                (
                    "supplier",
                    models.CharField(blank=True, db_default="", default="", max_length=24),
                ),
                ("error_codes", models.JSONField(db_default={}, default=dict)),
                ("on_sale", models.BooleanField(default=True)),
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
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_catalog.policy"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ("card_secret", "top_up", "membership", "service", "physical"),
                            )
                        ),
                        name="product_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("special__in", ("limited_discount", "customised"))),
                        name="product_special",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_fen__range", (1, 10000000))),
                        name="product_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cooling_off_minutes", 0),
                            ("cooling_off_minutes__range", (5, 15)),
                            _connector="OR",
                        ),
                        name="product_cooling_off",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issuer", ""), ("kind", "card_secret"), _connector="OR"
                        ),
                        name="product_issuer_has_cards",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supplier", ""),
                            ("kind__in", ("top_up", "membership")),
                            _connector="OR",
                        ),
                        name="product_supplier_tops_up",
                    ),
                    models.UniqueConstraint(fields=("merchant", "id"), name="product_of_merchant"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductPage",
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
                ("sha256", models.BinaryField(max_length=32)),
                ("content", models.JSONField()),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
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
                "constraints": [
                    models.UniqueConstraint(fields=("product", "sha256"), name="page_kept_once")
                ],
            },
        ),
    ]
