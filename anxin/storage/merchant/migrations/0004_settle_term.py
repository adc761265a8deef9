"""The days of T+N that were set for a shop: each with who and why, only ever added to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import anxin.storage.columns

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON anxin_merchant_settleterm
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0003_return_address"),
    ]

    operations = [
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
        migrations.RunSQL(ONLY_ADDED, "DROP TRIGGER only_added ON anxin_merchant_settleterm"),
    ]
