from django.db import migrations

# A check cannot look at another table, so who belongs to the merchant is asked by a trigger.
BY_NO_MEMBER = """
CREATE FUNCTION anxin_payout_by_no_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM anxin_merchant_member m
                WHERE m.merchant_id = NEW.merchant_id
                  AND (m.account_id = NEW.approved_by_id
                       OR NEW.state = 'paid' AND m.account_id = NEW.closed_by_id)) THEN
        RAISE EXCEPTION 'payout_by_no_member: a payout is approved and confirmed by others than its merchant'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_by_no_member BEFORE INSERT OR UPDATE ON anxin_ledger_payout
    FOR EACH ROW EXECUTE FUNCTION anxin_payout_by_no_member()
"""
UNDO = """
DROP TRIGGER payout_by_no_member ON anxin_ledger_payout;
DROP FUNCTION anxin_payout_by_no_member()
"""

ONLY_ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON anxin_ledger_deposit
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [("anxin_ledger", "0004_settlement"), ("anxin_merchant", "0002_settlement")]
    operations = [
        migrations.RunSQL(BY_NO_MEMBER, UNDO),
        migrations.RunSQL(ONLY_ADDED, "DROP TRIGGER only_added ON anxin_ledger_deposit"),
    ]
