from django.db import migrations, models
from django.db.models import F, Func, Q, TextField
from django.db.models.functions import Cast, Length
from django.db.models.lookups import Exact, LessThanOrEqual


class Migration(migrations.Migration):
    dependencies = [("anxin_aftersale", "0007_compensation_and_complaints")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="details",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(
                    Exact(
                        Func(F("details"), function="jsonb_typeof", output_field=TextField()),
                        "object",
                    ),
                    LessThanOrEqual(Length(Cast("details", TextField())), 1000),
                ),
                name="case_details_bounded",
            ),
        ),
    ]
