import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("anxin_aftersale", "0019_objection"),
    ]
    operations = [
        migrations.AddField(
            "complaint",
            "answered_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                django.db.models.deletion.PROTECT,
                null=True,
                db_index=False,
                related_name="+",
            ),
        ),
        migrations.AddConstraint(
            "complaint",
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(state="answered"), name="complaint_answered_by"
            ),
        ),
    ]
