from django.db import migrations, models

BASES = (
    "cards_failing",
    "not_delivering",
    "false_description",
    "unlawful_goods",
    "repeated",
    "score_low",
    "silent",
    "advance_unpaid",
    "deposit_short",
)


class Migration(migrations.Migration):
    dependencies = [("anxin_standing", "0002_only_added")]
    operations = [
        migrations.RemoveConstraint("penalty", "penalty_basis"),
        migrations.AddConstraint(
            "penalty",
            models.CheckConstraint(condition=models.Q(basis__in=BASES), name="penalty_basis"),
        ),
    ]
