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
    "altered",
)


class Migration(migrations.Migration):
    dependencies = [("anxin_evidence", "0004_too_thin")]

    operations = [
        migrations.RemoveConstraint(model_name="piece", name="piece_refusal"),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.CheckConstraint(
                condition=models.Q(("refusal__in", REFUSALS)), name="piece_refusal"
            ),
        ),
        migrations.RemoveConstraint(model_name="piece", name="piece_sent_once"),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("state", "removed"), _negated=True),
                    models.Q(("refusal", "altered"), _negated=True),
                ),
                fields=("order", "case", "sha256"),
                name="piece_sent_once",
                nulls_distinct=False,
            ),
        ),
    ]
