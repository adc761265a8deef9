"""Where goods go back to, and a shop's days, are versions."""

from django.db import migrations

from anxin.storage.kept import only_added


class Migration(migrations.Migration):
    replaces = [("anxin_merchant", "0004_settle_term")]
    dependencies = [("anxin_merchant", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        only_added("anxin_merchant_returnaddress"),
        only_added("anxin_merchant_settleterm"),
    ]
