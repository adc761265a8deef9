from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("anxin_aftersale", "0015_own_money")]
    operations = [
        migrations.AddField(
            "compensation",
            "dropped_why",
            models.CharField(max_length=500, blank=True, default="", db_default=""),
        ),
        migrations.AddConstraint(
            "compensation",
            models.CheckConstraint(
                condition=Q(dropped_why="") | Q(state="dropped"), name="compensation_dropped_why"
            ),
        ),
    ]
