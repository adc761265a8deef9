"""A buyer's batch (批量退单): one form, submitted row by row, each once whatever happens between.

The form is written down first. Each row's case has a key made of the form's key and the order, so
a second tap, a refresh, or a job that goes on where a process died, meets what is there already.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import structlog
from django.db import IntegrityError, transaction

from anxin.domain.outside import Outside
from anxin.services.aftersale.submit import (
    CaseForm,
    Declined,
    GroundKeepsMoving,
    Submitted,
    submit_case,
)
from anxin.services.apart import each_apart
from anxin.services.bulk.quoting import MOST_ROWS, quote_row
from anxin.services.failpoint import Struck, here
from anxin.services.numbers import new_no
from anxin.storage.aftersale.ground import Ground, ground_by_buyer
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.models import Batch, BatchLine
from anxin.storage.columns import ClockNow
from anxin.storage.order.models import Order
from anxin.storage.statement import run

log = structlog.get_logger()
GO_ON_AFTER = timedelta(minutes=1)
"""When a job goes on with a batch whose request did not come to its end."""
TRIES = 3
"""How often the job goes on with a batch before a row that still fails is answered so."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One order of the form: why, and how much the buyer was shown would come back."""

    order_no: str
    reason: str | None
    shown_fen: int


@dataclass(frozen=True, slots=True)
class BatchForm:
    """What the buyer confirmed, in the sequence in which it was shown; `note`: about all of it."""

    form_key: UUID
    rows: tuple[Chosen, ...]
    destination: str = "original"
    note: str = ""

    def digest(self) -> bytes:
        """Return 32 bytes that tell this form's content from another under the same key."""
        said: list[Any] = [self.destination]
        said += [[r.order_no, r.reason, r.shown_fen] for r in self.rows]
        if self.note:
            said.append(self.note)
        return hashlib.sha256(json.dumps(said).encode()).digest()


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Nothing was submitted; `code` says why."""

    code: str


class _Changed(Exception):
    """An order would give back less than its buyer was shown, or nothing."""


def submit_batch(*, buyer_id: UUID, form: BatchForm, outside: Outside) -> str | NotTaken:
    """Submit the rows of a form one after another; return the batch's number.

    Rows that cannot be submitted say why; the others are not held up by them.
    """
    if not 1 <= len(form.rows) <= MOST_ROWS:
        return NotTaken("too_many" if form.rows else "nothing_chosen")
    if len({row.order_no for row in form.rows}) < len(form.rows):
        return NotTaken("nothing_chosen")
    batch = _written(buyer_id, form)
    if isinstance(batch, NotTaken):
        return batch
    _go_on(batch, outside)
    return str(batch.no)


def finish_batches(*, outside: Outside) -> int:
    """Go on with batches that were left in the middle; return how many."""
    due = run(
        """UPDATE anxin_bulk_batch
              SET due_at = clock_now() + %(later)s::interval, tries = least(tries + 1, 30000)
            WHERE id IN (SELECT id FROM anxin_bulk_batch WHERE due_at <= clock_now()
                          ORDER BY due_at LIMIT 20 FOR UPDATE SKIP LOCKED)
        RETURNING id""",
        {"later": GO_ON_AFTER},
    )
    each_apart(due, lambda row: _go_on(Batch.objects.get(id=row.id), outside))
    return len(due)


def _written(buyer_id: UUID, form: BatchForm) -> Batch | NotTaken:
    """Write the form down, or find it where it has been sent before."""
    orders = {
        order.no: order.id
        for order in Order.objects.filter(
            buyer_id=buyer_id, no__in=[row.order_no for row in form.rows]
        )
    }
    if len(orders) < len(form.rows):
        return NotTaken("not_found")
    try:
        with transaction.atomic():
            return _write(buyer_id, form, orders)
    except IntegrityError:
        before = Batch.objects.filter(buyer_id=buyer_id, form_key=form.form_key).first()
        if before is None:
            raise
        same = bytes(before.form_digest) == form.digest()
        return before if same else NotTaken("form_reused")


def _write(buyer_id: UUID, form: BatchForm, orders: dict[str, UUID]) -> Batch:
    batch = Batch.objects.create(
        buyer_id=buyer_id,
        no=new_no(),
        form_key=form.form_key,
        form_digest=form.digest(),
        destination=form.destination,
        note=form.note,
        due_at=ClockNow() + GO_ON_AFTER,
    )
    BatchLine.objects.bulk_create(
        BatchLine(
            batch_id=batch.id,
            order_id=orders[row.order_no],
            position=n,
            reason=row.reason,
            shown_fen=row.shown_fen,
        )
        for n, row in enumerate(form.rows)
    )
    return batch


def _go_on(batch: Batch, outside: Outside) -> None:
    """Submit the rows that are not answered yet, in their sequence.

    One that fails is tried again later, but not for ever; those behind it are submitted all the
    same.
    """
    rows = run(
        """SELECT l.order_id, o.no, l.reason, l.shown_fen
             FROM anxin_bulk_batchline l JOIN anxin_order_order o ON o.id = l.order_id
            WHERE l.batch_id = %(id)s::uuid AND l.answer = '' ORDER BY l.position""",
        {"id": batch.id},
    )
    done = each_apart(rows, lambda row: _answer(batch, row, outside), name=lambda row: row.no)
    if done == len(rows):
        Batch.objects.filter(id=batch.id).update(due_at=None)


def _answer(batch: Batch, row: Any, outside: Outside) -> bool:
    answer = _submitted(batch, row, outside)
    here("batch.submitted_not_noted")
    _note(batch, row.order_id, answer)
    return True


def _submitted(batch: Batch, row: Any, outside: Outside) -> Submitted | Declined:
    """Submit a row. One that fails at the job's last try is answered by what there is of it.

    Only the job's tries count, which are a minute apart: taps of one moment fail together.
    """
    try:
        return _submit(batch, row, outside)
    except Struck:
        raise
    except Exception:
        if batch.tries < TRIES:
            raise
        log.exception("batch.row_failed", batch=batch.no, order=row.no)
    key = uuid5(batch.form_key, row.no)
    made = Case.objects.filter(order_id=row.order_id, form_key=key).first()
    return Submitted(made.no, row.no) if made else Declined("broken")


def _submit(batch: Batch, row: Any, outside: Outside) -> Submitted | Declined:
    key = uuid5(batch.form_key, row.no)

    def read_ground() -> Ground | None:
        ground = ground_by_buyer(buyer_id=batch.buyer_id, order_no=row.no, form_key=key)
        if ground and not ground.twin_no:
            quoted = quote_row(ground=ground, reason=row.reason, outside=outside)
            if quoted.answer and quoted.refund_fen < row.shown_fen:
                raise _Changed
        return ground

    form = CaseForm(form_key=key, reason=row.reason, note=batch.note, destination=batch.destination)
    try:
        return submit_case(read_ground=read_ground, form=form, outside=outside)
    except _Changed:
        return Declined("changed")
    except GroundKeepsMoving:
        log.warning("batch.moved", batch=batch.no, order=row.no)
        return Declined("changed")


def _note(batch: Batch, order_id: UUID, answer: Submitted | Declined) -> None:
    """Note what became of a row, unless somebody who was at it too has."""
    line = BatchLine.objects.filter(batch_id=batch.id, order_id=order_id, answer="")
    if isinstance(answer, Declined):
        line.update(answer="declined", code=answer.code)
    else:
        case_id = Case.objects.values_list("id", flat=True).get(no=answer.case_no)
        line.update(answer="submitted", case_id=case_id)
