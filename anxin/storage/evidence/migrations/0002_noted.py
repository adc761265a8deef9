from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("anxin_evidence", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO anxin_evidence_noted (id, count) VALUES (1, 0)",
            "DELETE FROM anxin_evidence_noted",
        ),
    ]
