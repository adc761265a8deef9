from django.db import migrations

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON anxin_ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""

TWO_ACCOUNTS = """
ALTER TABLE anxin_ledger_posting ADD CONSTRAINT posting_between_two_accounts
    CHECK ((source_kind, source_owner) IS DISTINCT FROM (target_kind, target_owner))
"""


class Migration(migrations.Migration):
    dependencies = [("anxin_ledger", "0001_initial"), ("anxin_clock", "0001_initial")]
    operations = [
        migrations.RunSQL(ONLY_ADDED, "DROP TRIGGER only_added ON anxin_ledger_posting"),
        migrations.RunSQL(TWO_ACCOUNTS, migrations.RunSQL.noop),
    ]
