from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("anxin_aftersale", "0014_beside_undone")]
    operations = [
        migrations.AddField("case", "own_money", models.BooleanField(db_default=False)),
    ]
