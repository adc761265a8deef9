import anxin.storage.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


NEVER_DELETED = """
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON anxin_quality_instantlook
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("anxin_aftersale", "0018_granted_by_waiting"),
        ("anxin_quality", "0004_persons_refusals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        migrations.RunSQL(NEVER_DELETED, "DROP TRIGGER never_deleted ON anxin_quality_instantlook"),
    ]
