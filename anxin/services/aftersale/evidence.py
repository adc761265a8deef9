"""What a piece that was read does to the open case of its order."""

from __future__ import annotations

from uuid import UUID

from anxin.domain.outside import Outside
from anxin.services.aftersale.asking import decide_again
from anxin.services.aftersale.review import NotDecided, look_closer
from anxin.storage.statement import run

OPEN_CASE = """
SELECT q.no, q.state, q.waits_for,
       bool_or(e.state = 'received') AS coming,
       bool_or(e.verdict = 'suspicious') AS doubted
  FROM anxin_aftersale_case q JOIN anxin_evidence_piece e ON e.case_id = q.id
 WHERE q.order_id = %(order_id)s::uuid AND q.closed_at IS NULL
 GROUP BY q.id
"""


def go_on_with_evidence(*, order_id: UUID, outside: Outside) -> NotDecided | None:
    """Decide the open case anew if this piece was what it waited for.

    One that waits for several is decided when the last has been read; one that a person is already
    looking at goes to a senior if a piece of it is doubted.
    """
    found = run(OPEN_CASE, {"order_id": order_id})
    if not found:
        return NotDecided("no_case")
    [case] = found
    if case.state == "platform_review" and case.doubted:
        return look_closer(no=case.no)
    waits = case.waits_for == "evidence" if case.state == "submitted" else True
    if not waits or case.coming:
        return NotDecided("not_yet")
    return decide_again(no=case.no, outside=outside)
