"""What pieces that were read do to the open case of their order."""

from __future__ import annotations

from uuid import UUID

import structlog

from anxin.domain.outside import Outside
from anxin.services.aftersale.asking import decide_again
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import ARBITRATED
from anxin.services.aftersale.turns.deadlines import evidence_came, look_closer
from anxin.storage.statement import run

log = structlog.get_logger()

OPEN_CASE = """
SELECT q.no, q.state, q.waits_for, q.wants <> '{}' AS wanted,
       bool_or(e.state = 'received') AS coming,
       bool_or(e.verdict = 'suspicious') AS doubted,
       bool_or(e.verdict = 'suspicious' AND e.audience = 'all') AS openly
  FROM anxin_aftersale_case q JOIN anxin_evidence_piece e ON e.case_id = q.id
   AND e.side = 'buyer'
 WHERE q.order_id = %(order_id)s::uuid AND q.closed_at IS NULL
 GROUP BY q.id
"""


DUE = """
SELECT no, order_id, next_ask_at FROM anxin_aftersale_case
 WHERE next_ask_at <= clock_now()
   AND (waits_for = 'evidence'
        OR state IN ('needs_evidence', 'platform_review', 'merchant_turn', 'appealed',
                     'arbitration'))
 ORDER BY next_ask_at LIMIT 200
"""

DONE = """
UPDATE anxin_aftersale_case SET next_ask_at = NULL
 WHERE no = %(no)s::text AND next_ask_at = %(next_ask_at)s::timestamptz RETURNING id
"""


def go_on_with_evidence(*, outside: Outside) -> int:
    """Go on with every case of which a piece has been read; return how many were looked at.

    That a piece was read is noted with the case in the same transaction, so a worker that dies
    before its case is decided leaves that to the next. One that fails is logged and met again.
    """
    looked = 0
    for row in run(DUE, {}):
        try:
            _go_on(row.order_id, outside)
        except Exception:
            log.exception("evidence.not_decided", case=row.no)
            continue
        run(DONE, {"no": row.no, "next_ask_at": row.next_ask_at})
        looked += 1
    return looked


def _go_on(order_id: UUID, outside: Outside) -> NotDecided | None:
    """Decide the open case anew if this piece was what it waited for.

    One that waits for several is decided when the last has been read; one that a person is already
    looking at goes to a senior if a piece of it is doubted.
    """
    found = run(OPEN_CASE, {"order_id": order_id})
    if not found:
        return NotDecided("no_case")
    [case] = found
    if case.state in ("platform_review", "merchant_turn") and case.doubted:
        return look_closer(no=case.no, openly=case.openly)
    asked = (case.state == "needs_evidence" and case.wanted) or case.state in ARBITRATED
    if asked and not case.coming:
        return evidence_came(no=case.no)
    waits = case.waits_for == "evidence" if case.state == "submitted" else True
    if not waits or case.coming:
        return NotDecided("not_yet")
    return decide_again(no=case.no, outside=outside)
