"""Refunds that take longer than was promised raise an alarm by themselves."""

from __future__ import annotations

from anxin.storage.statement import run

ARRIVES_WITHIN_HOURS = 24
"""The target for a refund that was approved; a miss is finance's to look at (MISSION F1)."""


def note_late_refunds() -> int:
    """Write a finding for each refund that has not arrived in time; return how many are new."""
    rows = run(
        """INSERT INTO anxin_payment_finding (kind, subject, expected_fen, detail)
           SELECT 'refund_late', r.no, r.refund_fen, r.trouble FROM anxin_refund_refund r
            WHERE r.state NOT IN ('succeeded', 'failed', 'reversed')
              AND r.reserved_at <= clock_now() - make_interval(hours => %(hours)s::int)
           ON CONFLICT (kind, subject) DO NOTHING RETURNING id""",
        {"hours": ARRIVES_WITHIN_HOURS},
    )
    return len(rows)
