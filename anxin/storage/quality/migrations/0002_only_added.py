from django.db import migrations

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON anxin_quality_practiceanswer
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""
NEVER_DELETED = """
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON anxin_quality_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [("anxin_quality", "0001_initial"), ("anxin_clock", "0001_initial")]
    operations = [
        migrations.RunSQL(ONLY_ADDED, "DROP TRIGGER only_added ON anxin_quality_practiceanswer"),
        *(
            migrations.RunSQL(
                NEVER_DELETED.format(table=table),
                f"DROP TRIGGER never_deleted ON anxin_quality_{table}",
            )
            for table in ("check", "practicecase")
        ),
    ]
