"""The one row that counts what was noted of pictures."""

from django.db import migrations


class Migration(migrations.Migration):
    replaces = [("anxin_evidence", "0007_audience")]
    dependencies = [("anxin_evidence", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO anxin_evidence_noted (id, count) VALUES (1, 0)",
            "DELETE FROM anxin_evidence_noted",
        ),
    ]
