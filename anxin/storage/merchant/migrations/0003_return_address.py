"""Where shops want goods sent back to: versions, only ever added to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import anxin.storage.columns

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON anxin_merchant_returnaddress
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0002_settlement"),
    ]

    operations = [
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
        migrations.RunSQL(ONLY_ADDED, "DROP TRIGGER only_added ON anxin_merchant_returnaddress"),
    ]
