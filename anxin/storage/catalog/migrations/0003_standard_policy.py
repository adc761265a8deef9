from django.db import migrations

from anxin.domain.policy import STANDARD


def save_standard(apps, schema_editor):
    apps.get_model("anxin_catalog", "Policy").objects.create(
        name="standard", version=1, document=STANDARD
    )


class Migration(migrations.Migration):
    dependencies = [("anxin_catalog", "0002_only_added")]
    operations = [migrations.RunPython(save_standard, migrations.RunPython.noop)]
