from django.db import migrations

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON anxin_minors_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""
TABLES = ("access", "event")

NEVER_DELETED = """
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON anxin_minors_claim
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [("anxin_minors", "0001_initial"), ("anxin_clock", "0001_initial")]
    operations = [
        *(
            migrations.RunSQL(
                ONLY_ADDED.format(table=table), f"DROP TRIGGER only_added ON anxin_minors_{table}"
            )
            for table in TABLES
        ),
        migrations.RunSQL(NEVER_DELETED, "DROP TRIGGER never_deleted ON anxin_minors_claim"),
    ]
