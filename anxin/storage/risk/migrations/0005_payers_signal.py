from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("anxin_risk", "0004_payers")]

    operations = [
        migrations.RemoveConstraint(model_name="pardon", name="pardon_code"),
        migrations.AddConstraint(
            model_name="pardon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code__in",
                        (
                            "cancels",
                            "returns",
                            "after_view",
                            "contradicted",
                            "doubted",
                            "reused",
                            "linked_restricted",
                            "linked_returning",
                            "to_wallet",
                            "payers",
                            "used_after_refund",
                            "abuse",
                        ),
                    )
                ),
                name="pardon_code",
            ),
        ),
    ]
