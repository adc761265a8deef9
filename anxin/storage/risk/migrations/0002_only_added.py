from django.db import migrations

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""
TABLES = ("anxin_risk_assessment", "anxin_risk_abuse", "anxin_risk_pardon")

FIRST_LOOK = "INSERT INTO anxin_risk_watch (id, seen_txid) VALUES (1, 0)"


class Migration(migrations.Migration):
    dependencies = [("anxin_risk", "0001_initial"), ("anxin_clock", "0001_initial")]
    operations = [
        *(
            migrations.RunSQL(ONLY_ADDED.format(table=table), f"DROP TRIGGER only_added ON {table}")
            for table in TABLES
        ),
        migrations.RunSQL(FIRST_LOOK, migrations.RunSQL.noop),
    ]
