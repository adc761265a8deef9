"""What is said and told is only ever added; when a case was decided is noted by itself."""

from django.db import migrations

from anxin.storage.kept import only_added

NOTED = """
CREATE FUNCTION anxin_note_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.decided_at := clock_now();
  RETURN NEW;
END $$;
CREATE TRIGGER note_decision BEFORE INSERT OR UPDATE OF state ON anxin_aftersale_case
  FOR EACH ROW WHEN (NEW.decided_at IS NULL AND NEW.state IN (
    'approved', 'awaiting_return', 'replacing', 'replaced', 'refunding', 'refunded', 'rejected'))
  EXECUTE FUNCTION anxin_note_decision();
"""

UNDO = """
DROP TRIGGER note_decision ON anxin_aftersale_case;
DROP FUNCTION anxin_note_decision()
"""


class Migration(migrations.Migration):
    replaces = [("anxin_aftersale", "0021_contests_of_two")]
    dependencies = [("anxin_aftersale", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        only_added("anxin_aftersale_cardfact"),
        only_added("anxin_aftersale_message"),
        migrations.RunSQL(NOTED, UNDO),
    ]
