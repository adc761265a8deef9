from django.db import migrations, models
from django.db.models import Q

OPEN = ["graded", "objected", "waiting"]
UNANSWERED = ("waiting", "graded", "silent")
STATES = ("waiting", "graded", "objected", "agreed", "silent", "confirmed", "taken_back")

FROM_NOW = """
UPDATE anxin_quality_check SET due_at = clock_now()
     + CASE WHEN state = 'graded' THEN interval '7 days' ELSE interval '5 days' END
 WHERE state IN ('waiting', 'graded', 'objected')
"""


class Migration(migrations.Migration):
    dependencies = [("anxin_quality", "0002_only_added"), ("anxin_clock", "0001_initial")]
    operations = [
        migrations.AddField("check", "due_at", models.DateTimeField(null=True)),
        migrations.AddField("check", "pressed", models.SmallIntegerField(db_default=0, default=0)),
        migrations.RunSQL(FROM_NOW, ""),
        migrations.RemoveConstraint("check", "quality_check_state"),
        migrations.AddConstraint(
            "check",
            models.CheckConstraint(condition=Q(state__in=STATES), name="quality_check_state"),
        ),
        migrations.RemoveConstraint("check", "quality_answered_once_graded"),
        migrations.AddConstraint(
            "check",
            models.CheckConstraint(
                condition=Q(state__in=UNANSWERED, answered_at=None)
                | ~Q(state__in=UNANSWERED) & Q(answered_at__isnull=False),
                name="quality_answered_once_graded",
            ),
        ),
        migrations.AddConstraint(
            "check",
            models.CheckConstraint(
                condition=Q(state__in=OPEN, due_at__isnull=False)
                | ~Q(state__in=OPEN) & Q(due_at=None),
                name="quality_waits_with_a_deadline",
            ),
        ),
        migrations.AddIndex(
            "check",
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="quality_due"),
        ),
    ]
