"""Refunds that take longer than was promised raise an alarm by themselves."""

from __future__ import annotations

from anxin.storage.statement import run

AGAIN_AFTER_DAYS = 1
"""A finding that was settled by hand is raised again where the refund is late still."""

ARRIVES_WITHIN_HOURS = 24
"""The target for a refund that was approved; a miss is finance's to look at (MISSION F1)."""


def note_late_refunds() -> int:
    """Write a finding for each refund that has not arrived in time, anew a day after it was
    settled; return how many were written."""
    rows = run(
        """INSERT INTO anxin_payment_finding AS f (kind, subject, expected_fen, detail)
           SELECT 'refund_late', r.no, r.refund_fen, r.trouble FROM anxin_refund_refund r
            WHERE r.state NOT IN ('succeeded', 'failed', 'reversed')
              AND r.reserved_at <= clock_now() - make_interval(hours => %(hours)s::int)
              AND NOT EXISTS (
                SELECT 1 FROM anxin_payment_finding n
                 WHERE n.kind = 'refund_late' AND n.subject = r.no AND (n.settled_at IS NULL
                    OR n.settled_at > clock_now() - make_interval(days => %(again)s::int)))
           ON CONFLICT (kind, subject) DO UPDATE
              SET settled_at = NULL, settled_by_id = NULL, detail = excluded.detail
            WHERE f.settled_at IS NOT NULL
           RETURNING id""",
        {"hours": ARRIVES_WITHIN_HOURS, "again": AGAIN_AFTER_DAYS},
    )
    return len(rows)
