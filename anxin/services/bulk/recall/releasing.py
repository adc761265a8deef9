"""A frozen recall in a second person's hands: released, refused, failed rows tried again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.recall import CALLERS, RELEASERS
from anxin.domain.states import RECALL
from anxin.services.bulk.recall.proposing import NotRecalled, is_of_shop
from anxin.services.bulk.recall.shelf import locked_with_product, put_back
from anxin.storage import queue
from anxin.storage.bulk.models import Recall
from anxin.storage.columns import ClockNow
from anxin.storage.statement import run

GIVE_UP = """
UPDATE anxin_bulk_recallline SET state = 'failed', code = 'refused', at = clock_now()
 WHERE recall_id = %(recall_id)s::uuid AND state = 'pending'
"""

AGAIN = """
UPDATE anxin_bulk_recallline l SET state = 'pending', code = '', at = NULL
 WHERE l.recall_id = %(recall_id)s::uuid AND l.state = 'failed' AND NOT EXISTS (
   SELECT 1 FROM anxin_bulk_recallline x WHERE x.order_id = l.order_id AND x.state = 'pending')
RETURNING l.order_id
"""

_NOT_WAITED_FOR: Mapping[str, Any] = {"due_at": None, "presses": 0, "pressed_at": None}
"""Somebody has dealt with it: nobody is pressed any more, until it ends with rows to look at."""


@transaction.atomic
def release(*, no: str, actor: UUID, role: str) -> NotRecalled | None:
    """Release a recall that somebody else proposed: its rows are refunded from now on."""
    row = _locked(no)
    refused = _refused(row, actor, role, to="running", by=RELEASERS)
    if refused or row is None:
        return refused
    if row.state != "frozen":
        return NotRecalled("moved")
    if row.proposed_by_id == actor:
        return NotRecalled("same_person")
    _decide(row, actor, role, "running")
    queue.defer(task="work_in_bulk")
    return None


@transaction.atomic
def refuse(*, no: str, actor: UUID, role: str) -> NotRecalled | None:
    """Refuse a frozen recall (who proposed it may take it back): what was pulled is sold again.

    Except what another recall keeps off the shelf: that one answers for it from now on.
    """
    row = locked_with_product(no=no)
    refused = _refused(row, actor, role, to="refused", by=CALLERS | RELEASERS)
    if refused or row is None:
        return refused
    if role not in RELEASERS and row.proposed_by_id != actor:
        return NotRecalled("not_allowed")
    _decide(row, actor, role, "refused")
    run(GIVE_UP, {"recall_id": row.id})
    put_back(recall=row)
    return None


@transaction.atomic
def retry_failed(*, no: str, actor: UUID, role: str) -> NotRecalled | int:
    """Have the rows of a recall that failed tried again once it is over; return how many.

    The list is as it was signed: nothing is added, and nobody gets more than was frozen.
    """
    row = _locked(no)
    refused = _refused(row, actor, role, to="running", by=CALLERS | RELEASERS)
    if refused or row is None:
        return refused or NotRecalled("not_found")
    if row.state != "partial":
        return NotRecalled("moved")
    again = len(run(AGAIN, {"recall_id": row.id}))
    if not again:
        return NotRecalled("nothing_failed")
    Recall.objects.filter(id=row.id).update(state="running", ended_at=None, **_NOT_WAITED_FOR)
    queue.defer(task="work_in_bulk")
    return again


def _locked(no: str) -> Recall | None:
    return Recall.objects.select_for_update(no_key=True).filter(no=no).first()


def _refused(
    row: Recall | None, actor: UUID, role: str, *, to: str, by: frozenset[str]
) -> NotRecalled | None:
    if row is None:
        return NotRecalled("not_found")
    if role not in by:
        return NotRecalled("not_allowed")
    if is_of_shop(merchant_id=row.merchant_id, account_id=actor):
        return NotRecalled("own_merchant")
    return None if to in RECALL[row.state] else NotRecalled("moved")


def _decide(row: Recall, actor: UUID, role: str, state: str) -> None:
    Recall.objects.filter(id=row.id).update(
        state=state,
        decided_by_id=actor,
        decided_as=role,
        decided_at=ClockNow(),
        **_NOT_WAITED_FOR,
    )
