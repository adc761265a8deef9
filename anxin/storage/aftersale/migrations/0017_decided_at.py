from django.db import migrations, models

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
FROM_HISTORY = """
UPDATE anxin_aftersale_case c SET decided_at = d.at
  FROM (SELECT order_id, data ->> 'case' AS no, min(at) AS at FROM anxin_order_orderevent
         WHERE states::text[] && ARRAY['approved', 'awaiting_return', 'replacing', 'refunding', 'refunded',
                               'rejected']::text[] GROUP BY order_id, data ->> 'case') d
 WHERE d.order_id = c.order_id AND d.no = c.no
"""


class Migration(migrations.Migration):
    dependencies = [
        ("anxin_aftersale", "0016_dropped_why"),
        ("anxin_order", "0001_initial"),
        ("anxin_clock", "0001_initial"),
    ]
    operations = [
        migrations.AddField("case", "decided_at", models.DateTimeField(null=True)),
        migrations.RunSQL(FROM_HISTORY, ""),
        migrations.RunSQL(
            NOTED,
            "DROP TRIGGER note_decision ON anxin_aftersale_case;"
            "DROP FUNCTION anxin_note_decision();",
        ),
    ]
