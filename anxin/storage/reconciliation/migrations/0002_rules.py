"""A bill and its lines stay as they were fetched."""

from django.db import migrations

from anxin.storage.kept import only_added


class Migration(migrations.Migration):
    replaces = [("anxin_reconciliation", "0005_ended_unbooked")]
    dependencies = [("anxin_reconciliation", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        only_added("anxin_reconciliation_file"),
        only_added("anxin_reconciliation_line"),
    ]
