from django.db import migrations, models

REFUSALS = (
    "",
    "empty",
    "not_accepted",
    "disguised",
    "too_large",
    "too_many_pixels",
    "too_thin",
    "too_long",
    "too_many_pages",
    "too_many_files",
    "damaged",
    "locked",
    "nested",
    "bomb",
    "took_too_long",
)


class Migration(migrations.Migration):
    dependencies = [("anxin_evidence", "0003_sides")]

    operations = [
        migrations.RemoveConstraint(model_name="piece", name="piece_refusal"),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.CheckConstraint(
                condition=models.Q(("refusal__in", REFUSALS)), name="piece_refusal"
            ),
        ),
    ]
