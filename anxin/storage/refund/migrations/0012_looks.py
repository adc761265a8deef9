from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("anxin_refund", "0011_manual"),
    ]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="looks",
            field=models.IntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="refund",
            name="planned_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("looks__gte", 0), ("looks__lte", models.F("tries"))),
                name="refund_looks_are_tries",
            ),
        ),
    ]
