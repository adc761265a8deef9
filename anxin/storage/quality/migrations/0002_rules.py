"""Answers are only ever added; what was drawn to be checked is never deleted."""

from django.db import migrations

from anxin.storage.kept import never_deleted, only_added


class Migration(migrations.Migration):
    replaces = [("anxin_quality", "0005_instant_looks")]
    dependencies = [("anxin_quality", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        only_added("anxin_quality_practiceanswer"),
        never_deleted("anxin_quality_check"),
        never_deleted("anxin_quality_practicecase"),
        never_deleted("anxin_quality_instantlook"),
    ]
