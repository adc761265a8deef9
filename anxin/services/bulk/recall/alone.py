"""One row of a recall on the way of a single case: where cards have to be locked first, or where
the buyer has an open case, which the recall takes over.

The case waits for its issuer like any other that was approved (services.aftersale.locking): its
money moves when every card is locked, and a card that turns out to be used brings it to a person.
"""

from __future__ import annotations

from dataclasses import replace

from anxin.domain.cards import Split
from anxin.services.aftersale.locking import with_locks
from anxin.services.aftersale.record import record
from anxin.services.bulk.recall.deciding import Given, Row
from anxin.services.bulk.recall.saving import OrdersMoved
from anxin.services.failpoint import here
from anxin.storage.statement import run

DONE = """
UPDATE anxin_bulk_recallline
   SET state = 'done', case_id = %(case_id)s::uuid, at = clock_now(), tries = tries + 1
 WHERE recall_id = %(recall_id)s::uuid AND order_id = %(order_id)s::uuid AND state = 'pending'
RETURNING order_id
"""


def save_alone(*, row: Row, given: Given) -> None:
    """Save a row by itself, in the caller's transaction, which holds order and buyer.

    Raises `OrdersMoved` if the order changed although it was locked.
    """
    course, settlement = with_locks(
        ground=given.ground,
        split=_split(row, given),
        course=given.course,
        settlement=given.settlement,
        standing=given.standing,
    )
    # What lies ready as evidence is for a request of the buyer's own.
    saved = record(
        ground=replace(given.ground, pieces=()),
        course=course,
        case=given.case,
        events=(replace(given.event, states=course.case),),
        settlement=settlement,
        before=given.own,
        again=given.own is not None,
    )
    here("recall.recorded_not_noted")
    values = {
        "recall_id": row.recall_id,
        "order_id": row.order_id,
        "case_id": given.case["case_id"],
    }
    if not saved or not run(DONE, values):
        raise OrdersMoved(str(row.order_id))


def _split(row: Row, given: Given) -> Split | None:
    """The cards of the recalled batch come before the others of the order."""
    if row.cards is None:
        return None
    return Split("", None, tuple(c for c in given.ground.cards if c.id in row.cards))
