"""When cards were sold, and whose refund was paid before they were locked: at whose risk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("anxin_card", "0002_locks")]

    operations = [
        migrations.AddField(
            model_name="card",
            name="sold_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="card",
            name="paid_unlocked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid_unlocked_at__isnull", True), ("state", "burned"), _connector="OR"
                ),
                name="card_at_risk_is_burned",
            ),
        ),
    ]
