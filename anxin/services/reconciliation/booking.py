"""A refund that a day's bill shows as made and our books do not have, booked with four eyes.

Somebody made it by hand at the channel's own console: refunds of the payment are held
(`services.refund.sending`) until it is booked or found to be something else. Or it is our own,
which the channel was told of and says nothing believable about. Nobody types a sum: it is the
bill's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.channel import Refunded
from anxin.services.refund.paying import pay_to_original
from anxin.services.refund.taken import Wanted, take
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders
from anxin.storage.reconciliation.models import Booking, Difference
from anxin.storage.reconciliation.queries import STILL_OUT
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run

NOTE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class NotBooked:
    """Nothing was saved; `code` says why."""

    code: str


class _Undone(Exception):
    """Less is left of the payment, or its refund has ended meanwhile; the transaction is undone."""


ABOUT = f"""
SELECT x.id, x.step, x.row_kind, x.bill_fen, x.bill_status, x.settled_at, x.serial_no,
       p.id AS payment_id, p.order_id, r.id AS refund_id, EXISTS (
         SELECT 1 FROM anxin_refund_refund r WHERE r.payment_id = p.id AND x.serial_no <> ''
            AND r.cause IN ('chargeback', 'manual') AND r.serial_no = x.serial_no) AS booked_before
  FROM anxin_reconciliation_difference x
  JOIN anxin_reconciliation_day d ON d.id = x.day_id
  LEFT JOIN anxin_payment_payment p ON p.no = x.payment_no AND p.method = d.rail
   AND p.state = 'captured'
  LEFT JOIN anxin_refund_refund r ON r.no = x.refund_no AND {STILL_OUT}
   AND r.payment_id IN (SELECT t.id FROM anxin_payment_payment t
                         WHERE p.id IN (t.id, t.part_of_id))
 WHERE x.id = %(id)s::uuid
"""
CLAIM = """
SELECT r.id, r.no, r.cause, r.payment_id, r.tries, r.successor_of_id, p.method
  FROM anxin_refund_refund r JOIN anxin_payment_payment p ON p.id = r.payment_id
 WHERE r.id = %(id)s::uuid
"""
OPEN_CASE = """
SELECT no FROM anxin_aftersale_case WHERE order_id = %(order_id)s::uuid AND closed_at IS NULL
"""
TELL = """
WITH moved AS (
  UPDATE anxin_order_order SET version = version + 1
   WHERE id = %(order_id)s::uuid RETURNING id, version, state
)
INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, actor, role, data)
SELECT m.id, m.version, 'refund_by_hand', ARRAY[m.state], %(actor)s::uuid, %(role)s::text,
       jsonb_build_object('refund', r.no, 'refund_fen', r.refund_fen, 'serial_no', r.serial_no,
                          'method', p.method, 'case', %(case_no)s::text)
  FROM moved m, anxin_refund_refund r JOIN anxin_payment_payment p ON p.id = r.payment_id
 WHERE r.id = %(refund)s::uuid
"""


def propose_booking(*, difference_id: UUID, by: UUID, note: str) -> NotBooked | None:
    """Propose, for finance, that a refund on the bill is booked; `note`: who made it and why."""
    about = _about(difference_id)
    code = _unfit(about) if about else "not_found"
    if code or not note.strip():
        return NotBooked(code or "note_missing")
    defaults = {"proposed_by_id": by, "note": note.strip()[:NOTE_CHARACTERS]}
    _, new = Booking.objects.get_or_create(difference_id=difference_id, defaults=defaults)
    return None if new else NotBooked("proposed_before")


def confirm_booking(*, difference_id: UUID, by: UUID, role: str) -> NotBooked | None:
    """Confirm what somebody else in finance proposed: it is booked, and the difference is over.

    One of our own has arrived with it, as if the channel had said so. What was made by hand
    counts as given back, as far as so much of its payment is left, those refunds included that
    were approved and not handed to the channel: they are met by it first. Where less is left
    nothing is booked; what is on its way has to arrive or fail first.
    """
    about = _about(difference_id)
    if about is None:
        return NotBooked("not_found")
    try:
        with transaction.atomic():
            if about.order_id:
                orders.lock_order(order_id=about.order_id)
            return _book(difference_id, by, role)
    except _Undone as undone:
        return NotBooked(str(undone))


def _about(difference_id: UUID) -> Any | None:
    return next(iter(run(ABOUT, {"id": difference_id})), None)


def _unfit(about: Any) -> str:
    """Say what keeps a difference from being booked; empty where nothing does."""
    unfit = {
        "settled": about.settled_at is not None,
        "other_step": not about.refund_id and (about.row_kind, about.step) != ("refund", "freeze"),
        "not_done": about.bill_status != "done" or not about.bill_fen,
        "no_payment": about.order_id is None and not about.refund_id,
        "booked_before": about.booked_before,
    }
    return next((code for code, holds in unfit.items() if holds), "")


def _book(difference_id: UUID, by: UUID, role: str) -> NotBooked | None:
    """Book it, with order and difference locked in this sequence."""
    Difference.objects.select_for_update().get(id=difference_id)
    about = _about(difference_id)
    assert about is not None
    code = _unfit(about)
    booking = Booking.objects.filter(difference_id=difference_id).first()
    if code or booking is None or booking.proposed_by_id == by:
        return NotBooked(code or ("four_eyes" if booking else "not_proposed"))
    refund_id = _end(about) if about.refund_id else _take(about, by, role)
    done = {"confirmed_by_id": by, "confirmed_at": ClockNow(), "refund_id": refund_id}
    Booking.objects.filter(difference_id=difference_id).update(**done)
    Difference.objects.filter(id=difference_id).update(
        settled_at=ClockNow(), settled_by_id=by, note=booking.note
    )
    return None


def _end(about: Any) -> UUID:
    """Our own refund has arrived: booked by the statement that books what a channel says."""
    [claim] = run(CLAIM, {"id": about.refund_id})
    pay_to_original(claim=claim, refunded=Refunded(about.serial_no))
    if not Refund.objects.filter(id=claim.id, state="succeeded").exists():
        raise _Undone("other_step")
    return about.refund_id  # type: ignore[no-any-return]


def _take(about: Any, by: UUID, role: str) -> UUID:
    """It was made by hand: what left is taken of what was left, and its order tells it."""
    [case_no] = [row.no for row in run(OPEN_CASE, {"order_id": about.order_id})] or [None]
    [taken] = take(
        order_id=about.order_id,
        payment_id=about.payment_id,
        cause="manual",
        wanted=[Wanted(about.serial_no, about.bill_fen)],
    )
    if taken.fen < about.bill_fen:
        raise _Undone("more_than_left")
    told = {"order_id": about.order_id, "refund": taken.id, "case_no": case_no, "actor": by,
            "role": role}  # fmt: skip
    run(TELL, told)
    return taken.id
