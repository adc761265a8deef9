from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("anxin_aftersale", "0011_open_has_deadline")]
    operations = [
        migrations.AddField("compensation", "hear_until", models.DateTimeField(null=True)),
        migrations.AddField(
            "compensation",
            "heard",
            models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        migrations.AddConstraint(
            "compensation",
            models.CheckConstraint(
                condition=Q(heard__in=("", "answered", "silent")), name="compensation_heard_as"
            ),
        ),
        migrations.AddConstraint(
            "compensation",
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(hear_until=None) | ~Q(heard=""),
                name="compensation_heard_before_paid",
            ),
        ),
    ]
