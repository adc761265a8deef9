import django.db.models.deletion
from django.db import migrations, models

TAKEN = """
UPDATE anxin_aftersale_complaint t
   SET payment_id = (SELECT p.id FROM anxin_payment_payment p
                      WHERE p.order_id = t.order_id AND p.counted AND p.state = 'captured'
                        AND p.method NOT IN ('wallet', 'points', 'coupon')
                      ORDER BY p.position LIMIT 1),
       taken_fen = CASE WHEN t.taken THEN t.fen ELSE 0 END
 WHERE t.source = 'chargeback';
UPDATE anxin_aftersale_compensation SET due_at = clock_now() + interval '1 day'
 WHERE state = 'proposed';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("anxin_aftersale", "0009_return_to"),
        ("anxin_payment", "0003_begun_as"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="compensation", name="compensation_state"),
        migrations.RemoveConstraint(model_name="complaint", name="complaint_takes_as_chargeback"),
        migrations.AddField(
            model_name="compensation",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="compensation",
            name="pressed",
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="complaint",
            name="payment",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="anxin_payment.payment",
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="taken_fen",
            field=models.BigIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="case",
            name="by_system",
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunSQL(TAKEN, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="complaint", name="taken"),
        migrations.AddIndex(
            model_name="compensation",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["due_at"],
                name="compensation_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="compensation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("proposed", "paid", "dropped", "lapsed"))),
                name="compensation_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="compensation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", False), ("state", "proposed")),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True), ("due_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="compensation_open_has_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_fen", 0),
                    models.Q(
                        ("payment__isnull", False),
                        ("source", "chargeback"),
                        ("taken_fen__range", (1, models.F("fen"))),
                    ),
                    _connector="OR",
                ),
                name="complaint_takes_as_chargeback",
            ),
        ),
    ]
