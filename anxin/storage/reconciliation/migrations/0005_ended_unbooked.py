"""A difference that holds refunds ends by two people also where nothing is booked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("anxin_reconciliation", "0004_booking")]

    operations = [
        migrations.AddField("booking", "books", models.BooleanField(db_default=True)),
        migrations.RemoveConstraint("booking", "booking_confirmed_is_booked"),
        migrations.AddConstraint(
            "booking",
            models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_at__isnull", True),
                    ("confirmed_by__isnull", True),
                    ("refund__isnull", True),
                )
                | models.Q(
                    ("books", True),
                    ("confirmed_at__isnull", False),
                    ("confirmed_by__isnull", False),
                    ("refund__isnull", False),
                )
                | models.Q(
                    ("books", False),
                    ("confirmed_at__isnull", False),
                    ("confirmed_by__isnull", False),
                    ("refund__isnull", True),
                ),
                name="booking_confirmed_is_booked",
            ),
        ),
    ]
