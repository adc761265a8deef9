from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("anxin_aftersale", "0017_decided_at")]
    operations = [
        migrations.RemoveConstraint("feeclaim", "fee_claim_decided_by_somebody"),
        migrations.AddConstraint(
            "feeclaim",
            models.CheckConstraint(
                condition=Q(state="submitted", decided_by=None, granted_fen=0)
                | Q(state="approved", decided_by__isnull=False, granted_fen__gt=0)
                | Q(state="approved", decided_by=None, granted_fen=F("claimed_fen"))
                | Q(state="rejected", decided_by__isnull=False, granted_fen=0),
                name="fee_claim_decided_by_somebody",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=("decided_at",), condition=Q(outcome="instant"), name="case_paid_instantly"
            ),
        ),
    ]
