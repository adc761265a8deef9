import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WHOSE = """
UPDATE anxin_minors_objection b
   SET account_id = (SELECT f.account_id FROM anxin_minors_freeze f
                      WHERE f.claim_id = b.claim_id ORDER BY f.placed_at LIMIT 1),
       due_at = CASE WHEN b.outcome = '' THEN b.at + interval '3 days' END;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("anxin_minors", "0003_second_look"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="objection",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="anxin_minors.claim"
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at"],
                name="minor_objection_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                fields=("claim", "account"), name="minor_objection_once"
            ),
        ),
    ]
