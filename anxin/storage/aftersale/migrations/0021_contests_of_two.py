from django.db import migrations, models
from django.db.models import Q

WAITS = (
    Q(verdict__isnull=True, verdict_at__isnull=True)
    | Q(state="submitted", verdict__isnull=False, verdict_at__isnull=False)
    | Q(state="submitted", verdict__contains={"second": True}, verdict_at__isnull=True)
)
"""A ruling has its ten seconds, or waits for a second person."""


class Migration(migrations.Migration):
    dependencies = [("anxin_aftersale", "0020_answered_by")]
    operations = [
        step
        for model, name in (("feeclaim", "fee_claim"), ("objection", "objection"))
        for step in (
            migrations.RemoveConstraint(model, f"{name}_verdict_waits"),
            migrations.AddConstraint(
                model, models.CheckConstraint(condition=WAITS, name=f"{name}_verdict_waits")
            ),
        )
    ]
