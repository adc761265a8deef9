import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was waited for before this is brought up like what comes after; what is over is not.
BROUGHT_UP = """
UPDATE anxin_bulk_recall SET presses = 0, pressed_at = NULL WHERE state <> 'frozen';
UPDATE anxin_bulk_recall r SET due_at = clock_now() + interval '4 hours'
 WHERE r.state IN ('done', 'partial') AND (r.relist_due_at IS NOT NULL OR EXISTS (
   SELECT 1 FROM anxin_bulk_recallline l
    WHERE l.recall_id = r.id AND l.state = 'failed' AND l.code IN ('changed', 'broken')))
"""
AS_BEFORE = "UPDATE anxin_bulk_recall SET due_at = NULL WHERE state <> 'frozen'"


class Migration(migrations.Migration):
    dependencies = [
        ("anxin_bulk", "0003_waits_and_shelf"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="recall", name="recall_to_press"),
        migrations.AddField(
            model_name="batch", name="tries", field=models.SmallIntegerField(db_default=0)
        ),
        migrations.AddField(
            model_name="recall", name="lapsed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="recall",
            name="lapsed_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="recall",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at"],
                name="recall_to_press",
            ),
        ),
        migrations.RunSQL(BROUGHT_UP, AS_BEFORE),
    ]
