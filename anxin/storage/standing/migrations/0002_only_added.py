from django.db import migrations

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON anxin_standing_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""
TABLES = ("standing", "depositterm", "deposittopup", "penaltyevent")

NEVER_DELETED = """
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON anxin_standing_penalty
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""

CLOSURE_NEVER_DELETED = NEVER_DELETED.replace("_penalty", "_closure")

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
    dependencies = [("anxin_standing", "0001_initial"), ("anxin_clock", "0001_initial")]
    operations = [
        *(
            migrations.RunSQL(
                ONLY_ADDED.format(table=table), f"DROP TRIGGER only_added ON anxin_standing_{table}"
            )
            for table in TABLES
        ),
        migrations.RunSQL(NEVER_DELETED, "DROP TRIGGER never_deleted ON anxin_standing_penalty"),
        migrations.RunSQL(
            CLOSURE_NEVER_DELETED, "DROP TRIGGER never_deleted ON anxin_standing_closure"
        ),
        migrations.RunSQL(BY_NO_MEMBER, UNDO),
    ]
