"""Money that a channel took back for the buyer: nothing else of it is given, and no more than it.

What a chargeback took counts as given back, as far as something of its payment is left. Refunds of
that payment which the channel has not been told of, or does not make, are stopped first: what was
reserved for them goes to the chargeback, and a rest of it is finance's. A refund that is on its way
stays on its way: what it takes is missing to the chargeback, which is contested for so much. Should
the channel not make it after all, the chargeback is met then (`services.refund.recording`).

Everything here happens under the order's lock. A worker that is about to send asks for its turn
after the payment's lock (`services.refund.sending.GRANT`) and finds its refund stopped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anxin.domain import postings
from anxin.services.numbers import new_key, new_no
from anxin.services.posting import post
from anxin.services.refund.closing import note_finding, settle_findings
from anxin.services.settlement import cover_escrow
from anxin.storage.statement import run

STOPPED = "charged_back"
"""The trouble of a refund that was stopped, and of what is left of it."""

CONTESTED = """
SELECT id, outside_no, fen - taken_fen AS wanted_fen FROM anxin_aftersale_complaint
 WHERE payment_id = %(payment_id)s::uuid AND taken_fen < fen ORDER BY id
"""
PAYMENT = """
SELECT id, method, captured_fen - reserved_fen - refunded_fen AS left_fen
  FROM anxin_payment_payment WHERE id = %(id)s::uuid FOR NO KEY UPDATE
"""
STOP = f"""
WITH stopped AS (
  UPDATE anxin_refund_refund r SET state = 'failed', next_try_at = NULL, trouble = '{STOPPED}'
   WHERE r.payment_id = %(payment_id)s::uuid AND r.cause <> 'withdrawal'
     AND (r.state IN ('reserved', 'abnormal') OR (r.state = 'sending' AND r.sent_at IS NULL)
          OR (r.state IN ('sending', 'processing', 'unknown')
              AND (r.route <> '' OR r.id = %(refused)s::uuid)))
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
)
UPDATE anxin_order_order
   SET reserved_fen = reserved_fen + %(reserved)s::bigint,
       refunded_fen = refunded_fen + %(taken)s::bigint,
       settled_fen = settled_fen - %(lacking)s::bigint
 WHERE id = %(order_id)s::uuid
"""
TAKE = """
WITH booked AS (
  UPDATE anxin_aftersale_complaint SET taken_fen = taken_fen + %(fen)s::bigint
   WHERE id = %(complaint_id)s::uuid
)
INSERT INTO anxin_refund_refund (id, merchant_id, payment_id, case_id, no, cause, destination,
       refund_fen, fee_fen, state, serial_no, succeeded_at)
VALUES (%(id)s::uuid, %(merchant_id)s::uuid, %(payment_id)s::uuid, %(case_id)s::uuid, %(no)s::text,
        'chargeback', 'original', %(fen)s::bigint, 0, 'succeeded', %(outside_no)s::text,
        clock_now())
"""
KEEP = f"""
INSERT INTO anxin_refund_refund (merchant_id, payment_id, case_id, successor_of_id, no, cause,
       destination, refund_fen, fee_fen, state, trouble)
SELECT merchant_id, payment_id, case_id, id, %(no)s::text, cause, destination,
       %(refund_fen)s::bigint, %(fee_fen)s::bigint, 'abnormal', '{STOPPED}'
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
SELECT id, version, 'refund_charged_back', %(states)s::text[], 'system', %(data)s::jsonb || (
       SELECT jsonb_build_object('case', max(no)) FROM anxin_aftersale_case
        WHERE id = %(case_id)s::uuid) FROM moved
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a stopped refund still owes its buyer: `refund_fen` to give, `fee_fen` to keep."""

    id: UUID
    refund_fen: int
    fee_fen: int


def meet_chargebacks(*, order_id: UUID, payment_id: UUID, refused: UUID | None = None) -> bool:
    """Give contested chargebacks of a payment what is left of it; say whether there are any.

    To be called with the order locked. `refused`: a refund that the channel has just said it does
    not make; it is stopped like those that were never sent.
    """
    contested = run(CONTESTED, {"payment_id": payment_id})
    if contested:
        _meet(order_id, payment_id, contested, refused)
    return bool(contested)


def _meet(order_id: UUID, payment_id: UUID, contested: Sequence[Any], refused: UUID | None) -> None:
    [payment] = run(PAYMENT, {"id": payment_id})
    stopped = run(STOP, {"payment_id": payment.id, "refused": refused})
    left_fen = payment.left_fen + sum(one.gross_fen for one in stopped)
    taken: list[tuple[UUID, Any, int]] = []
    for one in contested:
        fen = min(one.wanted_fen, left_fen)
        left_fen -= fen
        taken += [(new_key(), one, fen)] * (fen > 0)
    taken_fen = sum(fen for *_, fen in taken)
    kept = kept_of(stopped=stopped, taken_fen=taken_fen)
    [order] = run(ORDER, {"id": order_id})
    _move(order, payment, stopped, kept, taken)
    for one in kept:
        _keep(one)
    case_id = next((one.case_id for one in stopped if one.case_id), None)
    for id, one, fen in taken:
        _take(order, payment, id, one, fen, case_id)
    for one in stopped:
        _over(order, one)


def kept_of(*, stopped: Sequence[Any], taken_fen: int) -> list[Kept]:
    """Return what stopped refunds still owe once a chargeback has taken `taken_fen` of them."""
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
    taken: Sequence[tuple[UUID, Any, int]],
) -> None:
    """Move the sums of payment and order; what had been settled already is drawn back."""
    taken_fen = sum(fen for *_, fen in taken)
    reserved_fen = sum(k.refund_fen + k.fee_fen for k in kept) - sum(s.gross_fen for s in stopped)
    rest_fen = order.paid_fen - order.refunded_fen - order.reserved_fen - order.settled_fen
    lacking_fen = max(0, taken_fen + reserved_fen - rest_fen)
    sent_fen = sum(k.refund_fen for k in kept) - sum(s.refund_fen for s in stopped)
    values = {"order_id": order.id, "payment_id": payment.id, "reserved": reserved_fen,
              "taken": taken_fen, "sent": sent_fen + taken_fen, "lacking": lacking_fen}  # fmt: skip
    run(MOVE, values)
    if lacking_fen:
        cover_escrow(order_id=order.id, cause=taken[0][0], lacking_fen=lacking_fen)


def _take(
    order: Any, payment: Any, id: UUID, chargeback: Any, fen: int, case_id: UUID | None
) -> None:
    values = {"id": id, "complaint_id": chargeback.id, "merchant_id": order.merchant_id,
              "payment_id": payment.id, "case_id": case_id, "no": new_no(), "fen": fen,
              "outside_no": chargeback.outside_no}  # fmt: skip
    run(TAKE, values)
    lines = postings.refund(
        method=payment.method,
        account_id=order.buyer_id,
        merchant_id=order.merchant_id,
        refund_fen=fen,
        fee_fen=0,
    )
    post(cause=id, kind="refund", lines=lines, order_id=order.id)


def _keep(kept: Kept) -> None:
    """What is left of a stopped refund waits for finance, under a number of its own."""
    no = new_no()
    values = {"id": kept.id, "no": no, "refund_fen": kept.refund_fen, "fee_fen": kept.fee_fen}
    run(KEEP, values)
    note_finding(kind="refund_abnormal", no=no, fen=kept.refund_fen, detail=STOPPED)


def _over(order: Any, stopped: Any) -> None:
    """The stopped refund's findings are settled, its case is over if nothing of it is owed."""
    settle_findings(no=stopped.no)
    closed = run(OVER, {"case_id": stopped.case_id})
    data = {"refund": stopped.no, "refund_fen": stopped.refund_fen}
    states = ["refunding", "refunded"] if closed else [order.state]
    values = {"order_id": order.id, "case_id": stopped.case_id, "closed": bool(closed),
              "states": states, "data": json.dumps(data)}  # fmt: skip
    run(TELL, values)


def note_paid_twice(*, claim: Any) -> None:
    """Tell finance where a channel made a refund that a chargeback had stopped."""
    stopped = run(
        f"""SELECT id FROM anxin_refund_refund
             WHERE id = %(id)s::uuid AND state = 'failed' AND trouble = '{STOPPED}'""",
        {"id": claim.id},
    )
    if stopped:
        fen = claim.refund_fen
        note_finding(kind="refund_abnormal", no=claim.no, fen=fen, detail=f"paid_{STOPPED}")


def is_charged_back(*, payment_id: UUID) -> bool:
    """Whether a chargeback of that payment is open, or contested for a part of its sum."""
    return bool(
        run(
            """SELECT 1 AS found FROM anxin_aftersale_complaint
                WHERE payment_id = %(id)s::uuid AND source = 'chargeback'
                  AND (state = 'open' OR taken_fen < fen) LIMIT 1""",
            {"id": payment_id},
        )
    )
