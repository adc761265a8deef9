"""Whoever looked is on record; only the reason is blotted out, once a claim is erased."""

from django.db import migrations

from anxin.storage.kept import never_deleted, only_added

ONLY_BLOTTED = """
CREATE FUNCTION anxin_minors_only_blotted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reason <> '—' OR (to_jsonb(NEW) - 'reason') <> (to_jsonb(OLD) - 'reason')
       OR NOT EXISTS (SELECT 1 FROM anxin_minors_claim c
                       WHERE c.id = OLD.claim_id AND c.erased_at IS NOT NULL) THEN
        RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_blotted BEFORE UPDATE ON anxin_minors_access
    FOR EACH ROW EXECUTE FUNCTION anxin_minors_only_blotted()
"""

UNDO = """
DROP TRIGGER only_blotted ON anxin_minors_access;
DROP FUNCTION anxin_minors_only_blotted()
"""


class Migration(migrations.Migration):
    replaces = [("anxin_minors", "0004_objections_of_an_account")]
    dependencies = [("anxin_minors", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        only_added("anxin_minors_event"),
        never_deleted("anxin_minors_claim"),
        never_deleted("anxin_minors_access", name="only_added"),
        migrations.RunSQL(ONLY_BLOTTED, UNDO),
    ]
