from django.db import migrations

# Orders completed before there was settlement get the deadline that they would have got.
SETTLE_AT = """
UPDATE anxin_order_order o
   SET settle_at = o.completed_at + make_interval(days => m.settle_days)
  FROM anxin_merchant_merchant m
 WHERE m.id = o.merchant_id AND o.state = 'completed' AND o.completed_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("anxin_order", "0004_settlement")]
    operations = [migrations.RunSQL(SETTLE_AT, migrations.RunSQL.noop)]
