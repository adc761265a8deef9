from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("anxin_risk", "0003_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mark",
            name="mark_kind",
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("device", "target", "address", "payer", "identity", "part"))
                ),
                name="mark_kind",
            ),
        ),
    ]
