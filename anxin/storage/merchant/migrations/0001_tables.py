import anxin.storage.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_merchant", "0001_initial"),
        ("anxin_merchant", "0002_settlement"),
        ("anxin_merchant", "0003_return_address"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "__first__"),
        ("anxin_clock", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Merchant",
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
                ("name", models.CharField(max_length=60, unique=True)),
                ("settle_days", models.SmallIntegerField(db_default=7, default=7)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("settle_days__range", (0, 90))),
                        name="merchant_settle_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
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
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
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
                    models.UniqueConstraint(fields=("merchant", "account"), name="member_once"),
                    models.UniqueConstraint(fields=("merchant", "id"), name="member_of_merchant"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnAddress",
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
                ("receiver", models.CharField(max_length=40)),
                ("phone", models.CharField(max_length=20)),
                ("address", models.CharField(max_length=200)),
                (
                    "set_at",
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
                    models.Index(fields=["merchant", "-set_at"], name="return_address_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("receiver", ""), _negated=True),
                            models.Q(("phone", ""), _negated=True),
                            models.Q(("address", ""), _negated=True),
                        ),
                        name="return_address_whole",
                    ),
                    models.UniqueConstraint(
                        fields=("merchant", "id"), name="return_address_of_merchant"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SettleTerm",
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
                ("days", models.SmallIntegerField()),
                ("why", models.CharField(max_length=200)),
                (
                    "set_at",
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
                    models.Index(fields=["merchant", "-set_at"], name="settle_term_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__range", (0, 90))), name="settle_term_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="settle_term_why"
                    ),
                ],
            },
        ),
    ]
