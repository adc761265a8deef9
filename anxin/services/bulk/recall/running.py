"""Doing what a released recall says: row sets of two hundred, each in a transaction of its own.

A set is claimed by locking rows, orders and buyers past everybody else's locks, so that it never
waits for anybody nor anybody for long: what somebody holds just now is met again. Then everything
is read anew under the locks, decided, and saved with what follows by one statement. Whoever dies
leaves rows that are pending, which the next run takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from anxin.services.bulk.recall.alone import save_alone
from anxin.services.bulk.recall.deciding import Given, Left, Row, decide_row
from anxin.services.bulk.recall.proposing import PRESS_AFTER
from anxin.services.bulk.recall.saving import OrdersMoved, save_rows
from anxin.services.failpoint import here
from anxin.storage.aftersale import queries as cases
from anxin.storage.aftersale.ground import Ground, grounds_by_orders
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.bulk.waiting import HAS_ODD_ROWS
from anxin.storage.statement import run

log = structlog.get_logger()
AT_ONCE = 200
TURN = 0x72656361
"""The advisory lock of whoever works on recalls ("reca")."""
SETS_A_RUN, SINGLES_A_RUN = 10, 100
"""How much one run does before other jobs have their turn; the next run goes on."""

CLAIM = """
SELECT l.recall_id, c.no AS recall_no, l.order_id, l.gross_fen, c.reason, c.decided_by_id,
       c.decided_as, c.card_batch_id, l.tries > 0 AS again
  FROM anxin_bulk_recallline l
  JOIN anxin_bulk_recall c ON c.id = l.recall_id AND c.state = 'running'
  JOIN anxin_order_order o ON o.id = l.order_id
  JOIN anxin_account_account a ON a.id = o.buyer_id
 WHERE l.state = 'pending' AND (o.issuer <> '' OR o.case_open) = %(alone)s::bool
   AND NOT EXISTS (SELECT 1 FROM anxin_aftersale_case k WHERE k.order_id = o.id
                    AND k.closed_at IS NULL AND k.verdict_at IS NOT NULL)
   AND (%(only)s::uuid IS NULL OR l.order_id = %(only)s::uuid)
 ORDER BY l.recall_id, l.order_id LIMIT %(limit)s::int
   FOR NO KEY UPDATE OF l, o, a SKIP LOCKED
"""
"""Those that a set takes, or those that go alone: with an issuer, or with a case of their buyer's.

Where somebody's verdict is about to be carried out the row is met again after it.
"""

OWN = """
SELECT k.no FROM anxin_aftersale_case k
 WHERE k.order_id = %(order_id)s::uuid AND k.closed_at IS NULL FOR NO KEY UPDATE SKIP LOCKED
"""
"""The buyer's open case. Others lock a case before its order: it is never waited for."""

CARDS = """
SELECT t.order_id, array_agg(c.id ORDER BY k.viewed_at IS NOT NULL, k.unit DESC) AS cards
  FROM unnest(%(orders)s::uuid[], %(batches)s::uuid[]) AS t(order_id, batch_id)
  JOIN anxin_order_ordercard k ON k.order_id = t.order_id
  JOIN anxin_card_card c ON c.id = k.card_id AND c.batch_id = t.batch_id AND c.state = 'sold'
 GROUP BY t.order_id
"""

LEAVE = """
UPDATE anxin_bulk_recallline l
   SET state = 'failed', code = t.code, tries = l.tries + 1, at = clock_now()
  FROM unnest(%(recalls)s::uuid[], %(orders)s::uuid[], %(codes)s::text[])
       AS t(recall_id, order_id, code)
 WHERE l.recall_id = t.recall_id AND l.order_id = t.order_id AND l.state = 'pending'
"""

CLOSE = f"""
UPDATE anxin_bulk_recall r
   SET due_at = CASE WHEN relist_due_at IS NOT NULL OR {HAS_ODD_ROWS}
                     THEN coalesce(due_at, clock_now() + %(press_after)s::interval) END,
       ended_at = clock_now(), state = CASE WHEN EXISTS (
         SELECT 1 FROM anxin_bulk_recallline l
          WHERE l.recall_id = r.id AND l.state = 'failed' AND l.code <> 'nothing_left')
       THEN 'partial' ELSE 'done' END
 WHERE r.state = 'running' AND NOT EXISTS (
   SELECT 1 FROM anxin_bulk_recallline l WHERE l.recall_id = r.id AND l.state = 'pending')
RETURNING r.no
"""

TO_DO = """
SELECT l.order_id FROM anxin_bulk_recallline l
  JOIN anxin_bulk_recall c ON c.id = l.recall_id AND c.state = 'running'
  JOIN anxin_order_order o ON o.id = l.order_id AND o.issuer = '' AND NOT o.case_open
 WHERE l.state = 'pending' ORDER BY l.recall_id, l.order_id LIMIT %(limit)s::int
"""


def run_recalls_in_turn() -> int:
    """Do `run_recalls` unless another worker is at it: the others have everybody's refunds to do.

    The turn is the connection's, so it ends with a worker that is killed, at once.
    """
    [turn] = run("SELECT pg_try_advisory_lock(%(turn)s::bigint) AS mine", {"turn": TURN})
    if not turn.mine:
        return 0
    try:
        return run_recalls()
    finally:
        run("SELECT pg_advisory_unlock(%(turn)s::bigint)", {"turn": TURN})


def run_recalls() -> int:
    """Deal with rows of released recalls; return how many were dealt with, 0 if none is left."""
    dealt = _repeat(_some, times=SETS_A_RUN) + _repeat(_alone, times=SINGLES_A_RUN)
    if dealt:
        here("recall.refunded_not_ended")
    for ended in run(CLOSE, {"press_after": PRESS_AFTER}):
        log.info("recall.done", recall=ended.no)
    return dealt


def _repeat(act: Callable[[], int], *, times: int) -> int:
    """Do something until nothing is left of it, but not for ever; return how much was done."""
    done = 0
    for _ in range(times):
        some = act()
        if not some:
            break
        done += some
    return done


def _some() -> int:
    """Deal with a set; where one of its rows cannot be saved, with each of them by itself."""
    try:
        return _set(limit=AT_ONCE)
    except (IntegrityError, OrdersMoved):
        log.exception("recall.set_failed")
    return sum(_singly(row.order_id) for row in run(TO_DO, {"limit": AT_ONCE}))


def _singly(order_id: UUID) -> int:
    try:
        return _set(limit=1, only=order_id)
    except (IntegrityError, OrdersMoved):
        log.exception("recall.row_failed", order=str(order_id))
        return _give_up(order_id)


@transaction.atomic
def _give_up(order_id: UUID, *, alone: bool = False) -> int:
    rows = _claim(alone=alone, limit=1, only=order_id)
    _leave([(row, Left("broken")) for row in rows])
    return len(rows)


@transaction.atomic
def _set(*, limit: int, only: UUID | None = None) -> int:
    """Claim, read anew, decide, save; all of it or nothing."""
    rows = _claim(alone=False, limit=limit, only=only)
    if not rows:
        return 0
    grounds = {
        ground.order_id: ground
        for ground in grounds_by_orders(order_ids=[row.order_id for row in rows])
    }
    decided = [(row, decide_row(row=row, ground=grounds[row.order_id])) for row in rows]
    given = [(row, found) for row, found in decided if isinstance(found, Given)]
    if given:
        save_rows(rows=given)
    _leave([(row, found) for row, found in decided if isinstance(found, Left)])
    return len(rows)


class _NotSaved(Exception):
    """A row that goes alone could not be saved."""

    def __init__(self, order_id: UUID) -> None:
        super().__init__(str(order_id))
        self.order_id = order_id


def _alone() -> int:
    """Deal with one row on the way of a single case; one that cannot be saved is left."""
    try:
        return _one_alone()
    except _NotSaved as failed:
        log.exception("recall.row_failed", order=str(failed.order_id))
        return _give_up(failed.order_id, alone=True)


@transaction.atomic
def _one_alone() -> int:
    """One order whose cards have an issuer, or whose buyer has a case that is taken over."""
    for row in _claim(alone=True, limit=1):
        [ground] = grounds_by_orders(order_ids=[row.order_id])
        own = _own_case(ground)
        if ground.open_no and own is None:
            return 0
        found = decide_row(row=row, ground=ground, own=own)
        if isinstance(found, Given):
            _save_alone(row, found)
        else:
            _leave([(row, found)])
        return 1
    return 0


def _save_alone(row: Row, given: Given) -> None:
    try:
        save_alone(row=row, given=given)
    except (IntegrityError, OrdersMoved) as broken:
        raise _NotSaved(row.order_id) from broken


def _own_case(ground: Ground) -> CaseRow | None:
    """The open case of a locked order, locked; `None` where there is none or somebody has it."""
    held = run(OWN, {"order_id": ground.order_id}) if ground.open_no else []
    return cases.case(no=held[0].no) if held else None


def _claim(*, alone: bool, limit: int, only: UUID | None = None) -> list[Row]:
    """Lock rows with their orders and buyers; those that somebody holds are passed by."""
    claimed = run(CLAIM, {"alone": alone, "limit": limit, "only": only})
    cards = _cards(claimed)
    rows = [Row(*row) for row in claimed]
    return [
        replace(row, cards=cards.get(row.order_id, ())) if row.card_batch_id else row
        for row in rows
    ]


def _cards(claimed: Sequence[Any]) -> dict[UUID, tuple[UUID, ...]]:
    """The cards of recalled batches that the claimed orders have now."""
    of_batches = [row for row in claimed if row.card_batch_id]
    if not of_batches:
        return {}
    values = {
        "orders": [row.order_id for row in of_batches],
        "batches": [row.card_batch_id for row in of_batches],
    }
    return {row.order_id: tuple(row.cards) for row in run(CARDS, values)}


def _leave(left: Sequence[tuple[Row, Left]]) -> None:
    if left:
        values = {
            "recalls": [row.recall_id for row, _ in left],
            "orders": [row.order_id for row, _ in left],
            "codes": [found.code for _, found in left],
        }
        run(LEAVE, values)
