"""Every open case has a deadline, but one that was opened by law: what opened it has one."""

from django.db import migrations, models

DEADLINES = """
UPDATE anxin_aftersale_case c SET by_system = true
 WHERE c.closed_at IS NULL AND c.due_at IS NULL AND NOT c.by_system
   AND EXISTS (SELECT 1 FROM anxin_order_orderevent e
                WHERE e.order_id = c.order_id AND e.kind = 'case_opened_by_law'
                  AND e.data ->> 'case' = c.no);
UPDATE anxin_aftersale_case
   SET decide_by = coalesce(decide_by, clock_now() + interval '1 day'),
       due_at = coalesce(decide_by, clock_now() + interval '1 day')
 WHERE due_at IS NULL AND NOT by_system
   AND state IN ('submitted', 'needs_evidence', 'merchant_turn', 'platform_review', 'appealed',
                 'arbitration', 'approved', 'awaiting_return', 'replacing');
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("anxin_aftersale", "0010_contested")]

    operations = [
        migrations.RunSQL(DEADLINES, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                "appealed",
                                "approved",
                                "arbitration",
                                "awaiting_return",
                                "merchant_turn",
                                "needs_evidence",
                                "platform_review",
                                "replacing",
                                "submitted",
                            ],
                        ),
                        _negated=True,
                    ),
                    ("due_at__isnull", False),
                    ("by_system", True),
                    _connector="OR",
                ),
                name="case_open_has_deadline",
            ),
        ),
    ]
