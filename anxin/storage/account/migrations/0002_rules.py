"""Whoever changes a password, or is closed, is logged out everywhere."""

from django.db import migrations

# Held by the database, so that no code path can forget it: hot statements trust a session's row.
END_SESSIONS = """
CREATE FUNCTION anxin_end_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM anxin_account_session WHERE account_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER sessions_end_with_password AFTER UPDATE OF password, is_active
    ON anxin_account_account FOR EACH ROW
    WHEN (OLD.password IS DISTINCT FROM NEW.password OR NOT NEW.is_active)
    EXECUTE FUNCTION anxin_end_sessions()
"""

UNDO = """
DROP TRIGGER sessions_end_with_password ON anxin_account_account;
DROP FUNCTION anxin_end_sessions()
"""


class Migration(migrations.Migration):
    replaces = [("anxin_account", "0002_sessions_end_with_password")]
    dependencies = [("anxin_account", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        migrations.RunSQL(END_SESSIONS, UNDO),
    ]
