"""A refund that a day's bill shows as made and our books do not have, booked with four eyes.

Somebody made it by hand at the channel's own console: refunds of the payment are held
(`services.refund.sending`) until two people have booked it or found it to be something else: both
let money move. Or it is our own, which the channel was told of and says nothing believable about.
Nobody types a sum: it is the bill's. What was still under way on the bill is asked about before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.channel import Refunded, RefundOrder
from anxin.domain.outside import Outside
from anxin.services.refund.paying import pay_to_original
from anxin.services.refund.taken import Wanted, take
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders
from anxin.storage.reconciliation.models import Booking, Difference
from anxin.storage.reconciliation.queries import STILL_OUT
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run

NOTE_CHARACTERS = 200
MAY_BE_DONE = ("done", "processing")
"""What a bill says of a refund that has left or was about to: bills are never written again."""


@dataclass(frozen=True, slots=True)
class NotBooked:
    """Nothing was saved; `code` says why."""

    code: str


class _Undone(Exception):
    """Less is left of the payment, or its refund has ended meanwhile; the transaction is undone."""


ABOUT = f"""
SELECT x.id, x.step, x.row_kind, x.bill_fen, x.bill_status, x.settled_at, x.serial_no,
       x.refund_no, x.payment_no, p.id AS payment_id, p.order_id, p.method, p.identity,
       p.captured_fen, r.id AS refund_id, EXISTS (
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


@transaction.atomic
def propose_booking(
    *, difference_id: UUID, by: UUID, note: str, books: bool = True
) -> NotBooked | None:
    """Propose, for finance, that a refund on the bill is booked; `note`: who made it and why.

    Or, where it does not `books`, that it is none of ours and what it holds goes on. Whoever thinks
    otherwise than somebody who proposed before proposes that in its place.
    """
    Difference.objects.select_for_update().filter(id=difference_id).first()
    about = _about(difference_id)
    code = _unfit(about, books) if about else "not_found"
    if code or not note.strip():
        return NotBooked(code or "note_missing")
    said = {"books": books, "note": note.strip()[:NOTE_CHARACTERS]}
    proposal: dict[str, Any] = {**said, "proposed_by_id": by, "proposed_at": ClockNow()}
    if Booking.objects.filter(difference_id=difference_id, books=books).exists():
        return NotBooked("proposed_before")
    Booking.objects.update_or_create(difference_id=difference_id, defaults=proposal)
    return None


def confirm_booking(
    *, difference_id: UUID, by: UUID, role: str, outside: Outside, books: bool = True
) -> NotBooked | None:
    """Confirm what somebody else in finance proposed: it is booked, and the difference is over.

    One of our own has arrived with it, as if the channel had said so. What was made by hand
    counts as given back, as far as so much of its payment is left, those refunds included that
    were approved and not handed to the channel: they are met by it first. Where less is left
    nothing is booked; what is on its way has to arrive or fail first. `books`: as it was read by
    whoever confirms. Asks the channel about what was under way on the bill.
    """
    about = _about(difference_id)
    if about is None:
        return NotBooked("not_found")
    if books and about.bill_status == "processing" and not _is_done(about, outside):
        return NotBooked("not_done_yet")
    try:
        with transaction.atomic():
            if about.order_id:
                orders.lock_order(order_id=about.order_id)
            return _end(difference_id, by, role, books)
    except _Undone as undone:
        return NotBooked(str(undone))


def _is_done(about: Any, outside: Outside) -> bool:
    if about.payment_id is None:
        return False
    channel = outside.channel_of(method=about.method, identity=about.identity)
    order = RefundOrder(
        refund_no=about.refund_no,
        payment_no=about.payment_no,
        amount_fen=about.bill_fen,
        reason="",
        total_fen=about.captured_fen,
    )
    return channel is not None and isinstance(channel.find_refund(order=order), Refunded)


def _about(difference_id: UUID) -> Any | None:
    return next(iter(run(ABOUT, {"id": difference_id})), None)


def _unfit(about: Any, books: bool) -> str:
    """Say what keeps a difference from being booked, or ended without; empty where nothing does."""
    holds, own = (about.row_kind, about.step) == ("refund", "freeze"), books and about.refund_id
    may_be_done = about.bill_status == "done" or (holds and about.bill_status in MAY_BE_DONE)
    unfit = {
        "settled": about.settled_at is not None,
        "other_step": not (holds or own),
        "no_payment": not own and (about.order_id if books else about.payment_id) is None,
        "not_done": books and not (may_be_done and about.bill_fen),
        "booked_before": books and about.booked_before,
    }
    return next((code for code, is_so in unfit.items() if is_so), "")


def _end(difference_id: UUID, by: UUID, role: str, books: bool) -> NotBooked | None:
    """End it as was proposed, with order and difference locked in this sequence."""
    Difference.objects.select_for_update().get(id=difference_id)
    about = _about(difference_id)
    assert about is not None
    code = _unfit(about, books)
    booking = Booking.objects.filter(difference_id=difference_id, books=books).first()
    if code or booking is None or booking.proposed_by_id == by:
        return NotBooked(code or ("four_eyes" if booking else "not_proposed"))
    refund = _book(about, by, role) if books else None
    done = {"confirmed_by_id": by, "confirmed_at": ClockNow(), "refund_id": refund}
    Booking.objects.filter(difference_id=difference_id).update(**done)
    Difference.objects.filter(id=difference_id).update(
        settled_at=ClockNow(), settled_by_id=by, note=booking.note
    )
    return None


def _book(about: Any, by: UUID, role: str) -> UUID:
    """Book it; return the refund it is booked as. Raises `_Undone`."""
    return _arrived(about) if about.refund_id else _taken(about, by, role)


def _arrived(about: Any) -> UUID:
    """Our own refund has arrived: booked by the statement that books what a channel says."""
    [claim] = run(CLAIM, {"id": about.refund_id})
    pay_to_original(claim=claim, refunded=Refunded(about.serial_no))
    if not Refund.objects.filter(id=claim.id, state="succeeded").exists():
        raise _Undone("other_step")
    return about.refund_id  # type: ignore[no-any-return]


def _taken(about: Any, by: UUID, role: str) -> UUID:
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
