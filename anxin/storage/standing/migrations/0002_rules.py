"""Standing is only ever added; nobody of a shop signs its penalties."""

from django.db import migrations

from anxin.storage.kept import never_deleted, only_added

# A check cannot look at another table, so who belongs to the merchant is asked by a trigger.
BY_NO_MEMBER = """
CREATE FUNCTION anxin_penalty_by_no_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM anxin_merchant_member m
                WHERE m.merchant_id = NEW.merchant_id
                  AND m.account_id IN (NEW.proposed_by_id, NEW.confirmed_by_id, NEW.judged_by_id))
    THEN
        RAISE EXCEPTION 'penalty_by_no_member: a penalty is signed by others than its merchant'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER penalty_by_no_member BEFORE INSERT OR UPDATE ON anxin_standing_penalty
    FOR EACH ROW EXECUTE FUNCTION anxin_penalty_by_no_member()
"""

UNDO = """
DROP TRIGGER penalty_by_no_member ON anxin_standing_penalty;
DROP FUNCTION anxin_penalty_by_no_member()
"""


class Migration(migrations.Migration):
    replaces = [("anxin_standing", "0003_repeated")]
    dependencies = [
        ("anxin_standing", "0001_tables"),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
    ]
    operations = [
        only_added("anxin_standing_standing"),
        only_added("anxin_standing_depositterm"),
        only_added("anxin_standing_deposittopup"),
        only_added("anxin_standing_penaltyevent"),
        never_deleted("anxin_standing_penalty"),
        never_deleted("anxin_standing_closure"),
        migrations.RunSQL(BY_NO_MEMBER, UNDO),
    ]
