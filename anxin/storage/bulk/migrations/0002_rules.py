"""The list of a recall stays as it was signed."""

from django.db import migrations

# What a second person has signed is what is done: the list, its sums and its reason stay.
FROZEN_LIST = """
CREATE FUNCTION anxin_recall_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.recall_id, NEW.order_id, NEW.units, NEW.gross_fen, NEW.held)
       IS DISTINCT FROM (OLD.recall_id, OLD.order_id, OLD.units, OLD.gross_fen, OLD.held) THEN
        RAISE EXCEPTION 'recall_frozen: the list of a recall does not change'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recall_frozen BEFORE UPDATE ON anxin_bulk_recallline
    FOR EACH ROW EXECUTE FUNCTION anxin_recall_frozen();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON anxin_bulk_recallline
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change();

CREATE FUNCTION anxin_recall_lines_with_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN anxin_bulk_recall r ON r.id = a.recall_id
                WHERE r.state <> 'frozen' OR r.orders <> 0) THEN
        RAISE EXCEPTION 'recall_frozen: nothing is added to the list of a recall'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER recall_lines_with_it AFTER INSERT ON anxin_bulk_recallline
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_recall_lines_with_it();

CREATE FUNCTION anxin_recall_as_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.orders > 0 AND
       (NEW.reason, NEW.product_id, NEW.card_batch_id, NEW.scope, NEW.since, NEW.until, NEW.orders,
        NEW.units, NEW.gross_fen, NEW.proposed_by_id)
       IS DISTINCT FROM
       (OLD.reason, OLD.product_id, OLD.card_batch_id, OLD.scope, OLD.since, OLD.until, OLD.orders,
        OLD.units, OLD.gross_fen, OLD.proposed_by_id) THEN
        RAISE EXCEPTION 'recall_frozen: what was signed does not change'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recall_as_signed BEFORE UPDATE ON anxin_bulk_recall
    FOR EACH ROW EXECUTE FUNCTION anxin_recall_as_signed();
"""

UNDO = """
DROP TRIGGER recall_as_signed ON anxin_bulk_recall;
DROP FUNCTION anxin_recall_as_signed();
DROP TRIGGER recall_lines_with_it ON anxin_bulk_recallline;
DROP FUNCTION anxin_recall_lines_with_it();
DROP TRIGGER never_removed ON anxin_bulk_recallline;
DROP TRIGGER recall_frozen ON anxin_bulk_recallline;
DROP FUNCTION anxin_recall_frozen()
"""


class Migration(migrations.Migration):
    replaces = [("anxin_bulk", "0004_pressed_and_lapsed")]
    dependencies = [("anxin_bulk", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        migrations.RunSQL(FROZEN_LIST, UNDO),
    ]
