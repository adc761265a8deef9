"""Money that left a channel without our asking counts as given back, and is not given again.

A chargeback does that (`services.refund.charged_back`), and a refund that somebody made by hand at
the channel's own console (`services.reconciliation.booking`). Refunds of the payment which the
channel has not been told of, or does not make, are stopped for it first: what was reserved for them
goes to what left, and a rest of it is finance's. A refund that is on its way stays on its way.

Everything here happens under the order's lock. A worker that is about to send asks for its turn
after the payment's lock (`services.refund.sending.GRANT`) and finds its refund stopped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from anxin.domain import postings
from anxin.services.numbers import new_key, new_no
from anxin.services.posting import post
from anxin.services.refund.closing import note_finding, settle_findings
from anxin.services.settlement import cover_escrow
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class Stop:
    """What is said of a refund that was stopped: its trouble, and the event of its order."""

    trouble: str
    event: str


STOPS: Final = {
    "chargeback": Stop("charged_back", "refund_charged_back"),
    "manual": Stop("given_by_hand", "refund_given_by_hand"),
}
"""By the cause under which what left is booked."""

PAYMENT = """
SELECT id, method, counted, captured_fen - reserved_fen - refunded_fen AS left_fen
  FROM anxin_payment_payment WHERE id = %(id)s::uuid FOR NO KEY UPDATE
"""
STOP = """
WITH stopped AS (
  UPDATE anxin_refund_refund r
     SET state = 'failed', next_try_at = NULL, trouble = %(trouble)s::text
   WHERE r.payment_id = %(payment_id)s::uuid AND r.cause <> 'withdrawal'
     AND (r.state IN ('reserved', 'abnormal')
          OR (r.state IN ('sending', 'processing', 'unknown')
              AND (r.sent_at IS NULL OR r.route <> '' OR r.id = %(refused)s::uuid)))
  RETURNING r.*
)
SELECT id, no, case_id, cause, destination, refund_fen, fee_fen, refund_fen + fee_fen AS gross_fen,
       sent_at FROM stopped ORDER BY id
"""
"""Unsent, not made by the channel, or on another way: none of these is the channel's to give."""

ORDER = """
SELECT id, merchant_id, buyer_id, state, paid_fen, refunded_fen, reserved_fen, settled_fen
  FROM anxin_order_order WHERE id = %(id)s::uuid
"""
MOVE = """
WITH paid AS (
  UPDATE anxin_payment_payment
     SET reserved_fen = reserved_fen + %(reserved)s::bigint,
         refunded_fen = refunded_fen + %(taken)s::bigint, sent_fen = sent_fen + %(sent)s::bigint
   WHERE id = %(payment_id)s::uuid
  RETURNING counted
)
UPDATE anxin_order_order o
   SET reserved_fen = o.reserved_fen + %(reserved)s::bigint,
       refunded_fen = o.refunded_fen + %(taken)s::bigint,
       settled_fen = o.settled_fen - %(lacking)s::bigint
  FROM paid WHERE o.id = %(order_id)s::uuid AND paid.counted
"""
TAKE = """
INSERT INTO anxin_refund_refund (id, merchant_id, payment_id, case_id, no, cause, destination,
       refund_fen, fee_fen, state, serial_no, succeeded_at)
VALUES (%(id)s::uuid, %(merchant_id)s::uuid, %(payment_id)s::uuid, %(case_id)s::uuid, %(no)s::text,
        %(cause)s::text, 'original', %(fen)s::bigint, 0, 'succeeded', %(serial_no)s::text,
        clock_now())
"""
KEEP = """
INSERT INTO anxin_refund_refund (merchant_id, payment_id, case_id, successor_of_id, no, cause,
       destination, refund_fen, fee_fen, state, trouble)
SELECT merchant_id, payment_id, case_id, id, %(no)s::text, cause, destination,
       %(refund_fen)s::bigint, %(fee_fen)s::bigint, 'abnormal', %(trouble)s::text
  FROM anxin_refund_refund WHERE id = %(id)s::uuid
"""
OVER = """
UPDATE anxin_aftersale_case c SET state = 'refunded', closed_at = clock_now(), due_at = NULL
 WHERE c.id = %(case_id)s::uuid AND c.state = 'refunding' AND NOT EXISTS (
       SELECT 1 FROM anxin_refund_refund r WHERE r.case_id = c.id
          AND r.state NOT IN ('succeeded', 'failed', 'reversed'))
RETURNING c.no
"""
TELL = """
WITH moved AS (
  UPDATE anxin_order_order
     SET version = version + 1, case_open = case_open AND NOT %(closed)s::bool
   WHERE id = %(order_id)s::uuid RETURNING id, version
)
INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, role, data)
SELECT id, version, %(kind)s::text, %(states)s::text[], 'system', %(data)s::jsonb || (
       SELECT jsonb_build_object('case', max(no)) FROM anxin_aftersale_case
        WHERE id = %(case_id)s::uuid) FROM moved
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What left a payment: `fen` of it, known to the channel as `serial_no`."""

    serial_no: str
    fen: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What of it is booked: under the refund `id`, so many fen; none where nothing was left."""

    id: UUID
    wanted: Wanted
    fen: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a stopped refund still owes its buyer: `refund_fen` to give, `fee_fen` to keep."""

    id: UUID
    refund_fen: int
    fee_fen: int


def take(
    *,
    order_id: UUID,
    payment_id: UUID,
    cause: str,
    wanted: Sequence[Wanted],
    refused: UUID | None = None,
) -> list[Taken]:
    """Book what left a payment as far as something of it is left; return what of each.

    To be called with the order locked. `cause`: one of `STOPS`. `refused`: a refund that the
    channel has just said it does not make; it is stopped like those that were never sent.
    """
    stop = STOPS[cause]
    [payment] = run(PAYMENT, {"id": payment_id})
    stopping = {"payment_id": payment.id, "refused": refused, "trouble": stop.trouble}
    stopped = run(STOP, stopping)
    left_fen = payment.left_fen + sum(one.gross_fen for one in stopped)
    taken = []
    for one in wanted:
        taken.append(Taken(new_key(), one, min(one.fen, left_fen)))
        left_fen -= taken[-1].fen
    kept = kept_of(stopped=stopped, taken_fen=sum(one.fen for one in taken))
    booked = [one for one in taken if one.fen]
    [order] = run(ORDER, {"id": order_id})
    _move(order, payment, stopped, kept, booked)
    for left in kept:
        _keep(left, stop)
    case_id = next((one.case_id for one in stopped if one.case_id), None)
    for met in booked:
        _book(order, payment, cause, met, case_id)
    for refund in stopped:
        _over(order, refund, stop)
    return taken


def kept_of(*, stopped: Sequence[Any], taken_fen: int) -> list[Kept]:
    """Return what stopped refunds still owe once so much of them was taken."""
    kept = []
    for one in stopped:
        gone_fen = min(one.gross_fen, taken_fen)
        taken_fen -= gone_fen
        rest_fen = one.gross_fen - gone_fen - one.fee_fen
        if rest_fen > 0:
            kept.append(Kept(one.id, rest_fen, one.fee_fen))
    return kept


def _move(
    order: Any,
    payment: Any,
    stopped: Sequence[Any],
    kept: Sequence[Kept],
    taken: Sequence[Taken],
) -> None:
    """Move the sums of payment and order; what had been settled already is drawn back.

    A payment that came on top of what was due is none of the order's sums.
    """
    taken_fen = sum(one.fen for one in taken)
    reserved_fen = sum(k.refund_fen + k.fee_fen for k in kept) - sum(s.gross_fen for s in stopped)
    rest_fen = order.paid_fen - order.refunded_fen - order.reserved_fen - order.settled_fen
    lacking_fen = max(0, taken_fen + reserved_fen - rest_fen) if payment.counted else 0
    sent_fen = sum(k.refund_fen for k in kept) - sum(s.refund_fen for s in stopped)
    values = {"order_id": order.id, "payment_id": payment.id, "reserved": reserved_fen,
              "taken": taken_fen, "sent": sent_fen + taken_fen, "lacking": lacking_fen}  # fmt: skip
    run(MOVE, values)
    if lacking_fen:
        cover_escrow(order_id=order.id, cause=taken[0].id, lacking_fen=lacking_fen)


def _book(order: Any, payment: Any, cause: str, taken: Taken, case_id: UUID | None) -> None:
    values = {"id": taken.id, "merchant_id": order.merchant_id, "payment_id": payment.id,
              "case_id": case_id, "no": new_no(), "cause": cause, "fen": taken.fen,
              "serial_no": taken.wanted.serial_no}  # fmt: skip
    run(TAKE, values)
    lines = postings.refund(
        method=payment.method,
        account_id=order.buyer_id,
        merchant_id=order.merchant_id,
        refund_fen=taken.fen,
        fee_fen=0,
    )
    post(cause=taken.id, kind="refund", lines=lines, order_id=order.id)


def _keep(kept: Kept, stop: Stop) -> None:
    """What is left of a stopped refund waits for finance, under a number of its own."""
    no = new_no()
    values = {"id": kept.id, "no": no, "refund_fen": kept.refund_fen, "fee_fen": kept.fee_fen,
              "trouble": stop.trouble}  # fmt: skip
    run(KEEP, values)
    note_finding(kind="refund_abnormal", no=no, fen=kept.refund_fen, detail=stop.trouble)


def _over(order: Any, stopped: Any, stop: Stop) -> None:
    """The stopped refund's findings are settled, its case is over if nothing of it is owed."""
    settle_findings(no=stopped.no)
    closed = run(OVER, {"case_id": stopped.case_id})
    data = {"refund": stopped.no, "refund_fen": stopped.refund_fen}
    states = ["refunding", "refunded"] if closed else [order.state]
    values = {"order_id": order.id, "case_id": stopped.case_id, "closed": bool(closed),
              "states": states, "data": json.dumps(data), "kind": stop.event}  # fmt: skip
    run(TELL, values)


def note_paid_twice(*, claim: Any) -> None:
    """Tell finance where a channel made a refund that had been stopped for what left before."""
    stopped = run(
        """SELECT trouble FROM anxin_refund_refund
            WHERE id = %(id)s::uuid AND state = 'failed' AND trouble = ANY(%(troubles)s::text[])""",
        {"id": claim.id, "troubles": [stop.trouble for stop in STOPS.values()]},
    )
    for one in stopped:
        detail = f"paid_{one.trouble}"
        note_finding(kind="refund_abnormal", no=claim.no, fen=claim.refund_fen, detail=detail)
