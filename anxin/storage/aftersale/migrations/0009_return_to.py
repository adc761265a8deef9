"""Where a buyer was told to send goods back to."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("anxin_aftersale", "0008_details"),
        ("anxin_merchant", "0003_return_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="return_to",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="anxin_merchant.returnaddress",
            ),
        ),
    ]
