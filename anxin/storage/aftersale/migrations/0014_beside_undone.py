from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("anxin_aftersale", "0013_open_index")]
    operations = [
        migrations.AddField("compensation", "pay_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "compensation",
            models.CheckConstraint(
                condition=Q(pay_at__isnull=True)
                | Q(state="proposed", signed_by__isnull=False) & ~Q(signed_by=F("proposed_by")),
                name="compensation_paid_when_signed",
            ),
        ),
        migrations.AddIndex(
            "compensation",
            models.Index(
                fields=("pay_at",), condition=Q(pay_at__isnull=False), name="compensation_to_pay"
            ),
        ),
        migrations.AddField("feeclaim", "verdict", models.JSONField(null=True)),
        migrations.AddField("feeclaim", "verdict_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "feeclaim",
            models.CheckConstraint(
                condition=Q(verdict__isnull=True, verdict_at__isnull=True)
                | Q(state="submitted", verdict__isnull=False, verdict_at__isnull=False),
                name="fee_claim_verdict_waits",
            ),
        ),
        migrations.AddIndex(
            "feeclaim",
            models.Index(
                fields=("verdict_at",),
                condition=Q(verdict_at__isnull=False),
                name="fee_claim_verdict_due",
            ),
        ),
    ]
