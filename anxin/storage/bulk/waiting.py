"""Recalls that wait for a person: which do, and how many are late."""

from __future__ import annotations

from anxin.domain.recall import TO_LOOK_AT
from anxin.storage.statement import run

HAS_ODD_ROWS = f"""EXISTS (SELECT 1 FROM anxin_bulk_recallline y
          WHERE y.recall_id = r.id AND y.state = 'failed' AND y.code IN {TO_LOOK_AT})"""
"""Whether rows of the recall `r` failed that nobody but a person has tried again."""


def count_waiting() -> int:
    """Return how many recalls wait for a supervisor or finance and are late, or may be sold again.

    Late: not released, or ended with rows to look at, beyond the time in which somebody should
    have. A wish to sell again (`relist_by`) counts from its first moment, for it lapses.
    """
    [row] = run(
        """SELECT count(*)::int AS n FROM anxin_bulk_recall
            WHERE due_at IS NOT NULL AND state <> 'running'
              AND (presses > 0 OR due_at <= clock_now() OR relist_due_at IS NOT NULL)""",
        {},
    )
    return int(row.n)
