"""What is open is found without what is closed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("anxin_aftersale", "0012_merchant_heard")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(fields=["id"], condition=Q(closed_at__isnull=True), name="case_open"),
        ),
    ]
