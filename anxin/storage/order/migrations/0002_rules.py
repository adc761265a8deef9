"""An order's history is only ever added."""

from django.db import migrations

from anxin.storage.kept import only_added


class Migration(migrations.Migration):
    replaces = [("anxin_order", "0007_decided_by_people")]
    dependencies = [("anxin_order", "0001_tables"), ("anxin_clock", "0001_initial")]
    operations = [
        only_added("anxin_order_orderevent"),
    ]
