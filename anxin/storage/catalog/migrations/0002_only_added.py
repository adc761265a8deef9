from django.db import migrations

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON anxin_catalog_policy
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [("anxin_catalog", "0001_initial"), ("anxin_clock", "0001_initial")]
    operations = [
        migrations.RunSQL(ONLY_ADDED, "DROP TRIGGER only_added ON anxin_catalog_policy"),
    ]
