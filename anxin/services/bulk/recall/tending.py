"""What recalls need without anybody asking: rows tried again, deadlines met."""

from __future__ import annotations

import structlog
from django.db import transaction

from anxin.domain.states import SUPPLIER_OPEN, UNDELIVERED
from anxin.services.bulk.recall.proposing import PRESS_AFTER
from anxin.storage import queue
from anxin.storage.bulk.waiting import HAS_ODD_ROWS
from anxin.storage.statement import run

log = structlog.get_logger()
FREE = """
SELECT DISTINCT ON (l.order_id) l.recall_id, l.order_id
  FROM anxin_bulk_recallline l
  JOIN anxin_bulk_recall r ON r.id = l.recall_id AND r.state = 'partial'
  JOIN anxin_order_order o ON o.id = l.order_id AND NOT o.case_open
 WHERE l.state = 'failed' AND l.code IN ('case_open', 'supplier_open')
   AND NOT (l.code = 'supplier_open' AND o.state = ANY(%(undelivered)s::text[])
            AND coalesce((SELECT t.state FROM anxin_order_supplierorder t WHERE t.order_id = o.id
                           ORDER BY t.attempt DESC LIMIT 1) = ANY(%(open)s::text[]), false))
   AND NOT EXISTS (SELECT 1 FROM anxin_bulk_recallline x
                    WHERE x.order_id = l.order_id AND x.state = 'pending')
 ORDER BY l.order_id, l.recall_id LIMIT 200
"""
"""Rows whose obstacle is gone. Only of recalls that are over: one that runs may just be closing."""

GO_ON = """
WITH again AS (
  UPDATE anxin_bulk_recallline l SET state = 'pending', code = '', at = NULL
    FROM unnest(%(recalls)s::uuid[], %(orders)s::uuid[]) AS t(recall_id, order_id)
   WHERE l.recall_id = t.recall_id AND l.order_id = t.order_id AND l.state = 'failed'
  RETURNING l.recall_id
), running AS (
  UPDATE anxin_bulk_recall r SET state = 'running', ended_at = NULL
   WHERE r.state = 'partial' AND r.id IN (SELECT recall_id FROM again)
)
SELECT count(*)::int AS n FROM again
"""

PRESS = """
UPDATE anxin_bulk_recall
   SET presses = least(presses + 1, 30000), pressed_at = clock_now(),
       due_at = clock_now() + %(again)s::interval
 WHERE due_at <= clock_now() AND state <> 'running'
RETURNING no
"""

LAPSE = f"""
UPDATE anxin_bulk_recall r
   SET lapsed_by_id = relist_by_id, lapsed_at = clock_now(), relist_by_id = NULL,
       relist_due_at = NULL,
       due_at = CASE WHEN odd THEN due_at END, presses = CASE WHEN odd THEN presses ELSE 0 END,
       pressed_at = CASE WHEN odd THEN pressed_at END
  FROM (SELECT r.id, r.state IN ('partial', 'running') AND {HAS_ODD_ROWS} AS odd
          FROM anxin_bulk_recall r
         WHERE r.relist_due_at <= clock_now() AND r.relisted_at IS NULL
           FOR NO KEY UPDATE SKIP LOCKED) w
 WHERE r.id = w.id
RETURNING r.no
"""
"""A wish that nobody answered. Rows that somebody has to look at are brought up all the same."""


def tend_recalls() -> int:
    """Go on with rows that can be paid now, bring up what nobody decides; return how many.

    A frozen recall does not end by itself, however late: its cards may be bad, so they are not sold
    to the next buyer because nobody looked, and its buyers are not forgotten. It is brought up
    again, to every supervisor and to finance, until one of them releases or refuses it.
    The same goes for one that ended with rows which nothing tries again. A wish to sell again that
    nobody answered lapses, which its page says: all stays off the shelf.
    """
    lapsed = run(LAPSE, {})
    pressed = run(PRESS, {"again": PRESS_AFTER})
    for row in pressed:
        log.warning("recall.waits", recall=row.no)
    return len(pressed) + len(lapsed) + _go_on()


@transaction.atomic
def _go_on() -> int:
    """Have rows tried again whose order's own case has ended, or whose supplier has answered."""
    values = {"undelivered": sorted(UNDELIVERED), "open": sorted(SUPPLIER_OPEN)}
    free = run(FREE, values)
    if not free:
        return 0
    wanted = sorted({row.recall_id for row in free})
    mine = {
        row.id
        for row in run(
            """SELECT id FROM anxin_bulk_recall WHERE id = ANY(%(ids)s::uuid[])
                  AND state = 'partial' ORDER BY id FOR NO KEY UPDATE SKIP LOCKED""",
            {"ids": wanted},
        )
    }
    rows = [row for row in free if row.recall_id in mine]
    if not rows:
        return 0
    [again] = run(
        GO_ON,
        {"recalls": [row.recall_id for row in rows], "orders": [row.order_id for row in rows]},
    )
    queue.defer(task="work_in_bulk")
    return int(again.n)
