"""Assessments, abuse and pardons are only ever added; the watch begins at the beginning."""

from django.db import migrations

from anxin.storage.kept import only_added

FIRST_LOOK = "INSERT INTO anxin_risk_watch (id, seen_txid) VALUES (1, 0)"


class Migration(migrations.Migration):
    replaces = [("anxin_risk", "0005_payers_signal")]
    dependencies = [("anxin_risk", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        only_added("anxin_risk_assessment"),
        only_added("anxin_risk_abuse"),
        only_added("anxin_risk_pardon"),
        migrations.RunSQL(FIRST_LOOK, migrations.RunSQL.noop),
    ]
