"""The standard policy, as every site has it; versions are only ever added."""

from django.db import migrations

from anxin.domain.policy import STANDARD

from anxin.storage.kept import only_added


def save_standard(apps, schema_editor):
    apps.get_model("anxin_catalog", "Policy").objects.create(
        name="standard", version=1, document=STANDARD
    )


class Migration(migrations.Migration):
    replaces = [("anxin_catalog", "0005_error_codes")]
    dependencies = [("anxin_catalog", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        migrations.RunPython(save_standard, migrations.RunPython.noop),
        only_added("anxin_catalog_policy"),
    ]
