"""Postings and deposits are only ever added; nobody of a shop signs its payouts."""

from django.db import migrations

from anxin.storage.kept import only_added

TWO_ACCOUNTS = """
ALTER TABLE anxin_ledger_posting ADD CONSTRAINT posting_between_two_accounts
    CHECK ((source_kind, source_owner) IS DISTINCT FROM (target_kind, target_owner))
"""

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


class Migration(migrations.Migration):
    replaces = [("anxin_ledger", "0008_deposit_entry")]
    dependencies = [
        ("anxin_ledger", "0001_tables"),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
    ]
    operations = [
        only_added("anxin_ledger_posting"),
        only_added("anxin_ledger_deposit"),
        migrations.RunSQL(TWO_ACCOUNTS, migrations.RunSQL.noop),
        migrations.RunSQL(BY_NO_MEMBER, UNDO),
    ]
