from django.db import migrations

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""
TABLES = ("anxin_reconciliation_file", "anxin_reconciliation_line")


class Migration(migrations.Migration):
    dependencies = [("anxin_reconciliation", "0001_initial"), ("anxin_clock", "0001_initial")]
    operations = [
        migrations.RunSQL(ONLY_ADDED.format(table=table), f"DROP TRIGGER only_added ON {table}")
        for table in TABLES
    ]
