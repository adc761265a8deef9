"""Complaints raised outside join the order's case; money that a channel took back is not paid
again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from anxin.domain import postings
from anxin.domain.complaints import ANSWER_WITHIN
from anxin.domain.postings import OF_BUYER
from anxin.services.aftersale.moving import NotDecided
from anxin.services.numbers import new_key, new_no
from anxin.services.order.move import Step
from anxin.services.posting import post
from anxin.services.risk.restricting import record_abuse
from anxin.services.settlement import cover_escrow
from anxin.storage.statement import run

SAID_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Outside:
    """A complaint as it came: where from, its number there, what it says, what was taken (fen)."""

    source: str
    outside_no: str
    said: str = ""
    fen: int = 0


LOCKED = """
SELECT id, no, state, version, merchant_id, buyer_id, paid_fen, refunded_fen, reserved_fen,
       settled_fen
  FROM anxin_order_order WHERE no = %(no)s::text FOR NO KEY UPDATE
"""
JOIN = """
INSERT INTO anxin_aftersale_complaint (order_id, case_id, source, outside_no, said, fen, taken,
       by_id, due_at)
VALUES (%(order_id)s::uuid,
        (SELECT id FROM anxin_aftersale_case WHERE order_id = %(order_id)s::uuid
          ORDER BY closed_at IS NULL DESC, submitted_at DESC LIMIT 1),
        %(source)s::text, %(outside_no)s::text, %(said)s::text, %(fen)s::bigint, false,
        %(by)s::uuid, clock_now() + %(within)s::interval)
ON CONFLICT (source, outside_no) DO NOTHING RETURNING id
"""
RAISED = """
UPDATE anxin_aftersale_case
   SET tier = CASE WHEN tier = 'supervisor' THEN tier ELSE 'senior' END
 WHERE order_id = %(order_id)s::uuid AND closed_at IS NULL
   AND state IN ('merchant_turn', 'platform_review') RETURNING id
"""
"""What is complained about outside is a senior's, and no merchant's silence agrees to it."""

TAKEN = """
WITH paid AS (
  SELECT p.id, p.captured_fen - p.reserved_fen - p.refunded_fen AS left_fen
    FROM anxin_payment_payment p
   WHERE p.order_id = %(order_id)s::uuid AND p.counted AND p.method <> ALL(%(kept)s::text[])
     AND p.captured_fen - p.reserved_fen - p.refunded_fen >= %(fen)s::bigint
   ORDER BY p.position LIMIT 1 FOR NO KEY UPDATE
), given AS (
  UPDATE anxin_payment_payment p
     SET refunded_fen = p.refunded_fen + %(fen)s::bigint, sent_fen = p.sent_fen + %(fen)s::bigint
    FROM paid WHERE p.id = paid.id RETURNING p.id, p.method
), booked AS (
  INSERT INTO anxin_refund_refund (id, merchant_id, payment_id, no, cause, destination, refund_fen,
         fee_fen, state, serial_no, succeeded_at)
  SELECT %(id)s::uuid, %(merchant_id)s::uuid, given.id, %(no)s::text, 'chargeback', 'original',
         %(fen)s::bigint, 0, 'succeeded', %(outside_no)s::text, clock_now() FROM given
  RETURNING id
)
UPDATE anxin_order_order o
   SET refunded_fen = o.refunded_fen + %(fen)s::bigint, version = o.version + 1,
       settled_fen = o.settled_fen - %(lacking)s::bigint
  FROM booked WHERE o.id = %(order_id)s::uuid RETURNING o.version
"""
BOOKED = """
UPDATE anxin_aftersale_complaint SET taken = true
 WHERE source = %(source)s::text AND outside_no = %(outside_no)s::text RETURNING id
"""
TOLD = """
INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, actor, role, data)
VALUES (%(order_id)s::uuid, %(version)s::int, %(kind)s::text, %(states)s::text[],
        %(actor)s::uuid, %(role)s::text, %(data)s::jsonb) RETURNING seq
"""
OVERDUE = """
UPDATE anxin_aftersale_complaint SET due_at = clock_now() + interval '1 day'
 WHERE id = %(id)s::uuid AND state = 'open' AND due_at <= clock_now() RETURNING order_id
"""
TO_SUPERVISOR = """
UPDATE anxin_aftersale_case SET tier = 'supervisor'
 WHERE order_id = %(order_id)s::uuid AND closed_at IS NULL
   AND state IN ('merchant_turn', 'platform_review') RETURNING id
"""
ANSWERED = """
UPDATE anxin_aftersale_complaint
   SET state = 'answered', answer = %(answer)s::text, closed_at = clock_now(), due_at = NULL
 WHERE source = %(source)s::text AND outside_no = %(outside_no)s::text AND state = 'open'
RETURNING id
"""


def join_complaint(
    *, order_no: str, complaint: Outside, actor: UUID, role: str
) -> NotDecided | None:
    """Join a complaint to its order's case; the same one counts once.

    Of a chargeback the sum counts as given back from then on. Where less than that is left
    unrefunded nothing is booked: it has been paid already, is to be contested outside, and stands
    against the buyer's credit.
    """
    with transaction.atomic():
        found = run(LOCKED, {"no": order_no.strip()})
        if not found:
            return NotDecided("not_found")
        [order] = found
        refused = _join(order, complaint, actor, role)
    if refused is None and complaint.source == "chargeback" and order.refunded_fen > 0:
        _hold_against(order, complaint)
    return refused


def _hold_against(order: Any, complaint: Outside) -> None:
    """A chargeback after the refund: recorded apart, since buyers are locked before orders."""
    record_abuse(
        account_id=order.buyer_id,
        kind="chargeback_after_refund",
        basis=complaint.outside_no,
        form_key=uuid5(NAMESPACE_URL, f"chargeback:{complaint.outside_no}"),
        officer=None,
        order_no=order.no,
    )


def _join(order: Any, complaint: Outside, actor: UUID, role: str) -> NotDecided | None:
    if complaint.source not in ANSWER_WITHIN or not complaint.outside_no.strip():
        return NotDecided("number_missing")
    if complaint.source == "chargeback" and complaint.fen <= 0:
        return NotDecided("sum_out_of_range")
    left_fen = order.paid_fen - order.refunded_fen - order.reserved_fen
    takes = complaint.source == "chargeback" and complaint.fen <= left_fen
    joined = run(
        JOIN,
        {
            "order_id": order.id,
            "source": complaint.source,
            "outside_no": complaint.outside_no.strip()[:64],
            "said": complaint.said.strip()[:SAID_CHARACTERS],
            "fen": complaint.fen,
            "by": actor,
            "within": ANSWER_WITHIN[complaint.source],
        },
    )
    if not joined:
        return NotDecided("joined_before")
    run(RAISED, {"order_id": order.id})
    step = Step("complaint_joined", role, actor, {"source": complaint.source})
    if not (takes and _take(order, complaint, step)):
        _tell(order, step)
    return None


def _take(order: Any, complaint: Outside, step: Step) -> bool:
    """Book what a channel took back as given back; say whether a payment had it."""
    rest = order.paid_fen - order.refunded_fen - order.reserved_fen - order.settled_fen
    lacking = max(0, complaint.fen - rest)
    id = new_key()
    moved = run(
        TAKEN,
        {
            "order_id": order.id,
            "merchant_id": order.merchant_id,
            "kept": list(OF_BUYER),
            "fen": complaint.fen,
            "lacking": lacking,
            "id": id,
            "no": new_no(),
            "outside_no": complaint.outside_no.strip()[:64],
        },
    )
    if not moved:
        return False
    lines = postings.refund(
        method="alipay",
        account_id=order.buyer_id,
        merchant_id=order.merchant_id,
        refund_fen=complaint.fen,
        fee_fen=0,
    )
    post(cause=id, kind="refund", lines=lines, order_id=order.id)
    if lacking:
        cover_escrow(order_id=order.id, cause=id, lacking_fen=lacking)
    run(BOOKED, {"source": complaint.source, "outside_no": complaint.outside_no.strip()[:64]})
    _told(order, step, moved[0].version)
    return True


def _tell(order: Any, step: Step) -> None:
    [row] = run(
        """UPDATE anxin_order_order SET version = version + 1 WHERE id = %(id)s::uuid
           RETURNING version""",
        {"id": order.id},
    )
    _told(order, step, row.version)


def _told(order: Any, step: Step, version: int) -> None:
    run(
        TOLD,
        {
            "order_id": order.id,
            "version": version,
            "kind": step.kind,
            "states": [order.state],
            "actor": step.actor,
            "role": step.role,
            "data": json.dumps(step.data),
        },
    )


def answer_complaint(*, source: str, outside_no: str, answer: str) -> NotDecided | None:
    """Note what a complaint was answered outside."""
    if not answer.strip():
        return NotDecided("words_missing")
    done = run(
        ANSWERED,
        {
            "source": source,
            "outside_no": outside_no,
            "answer": answer.strip()[:SAID_CHARACTERS],
        },
    )
    return None if done else NotDecided("not_found")


@transaction.atomic
def end_complaint(*, id: UUID) -> bool:
    """Bring a complaint that nobody answered in time to a supervisor, and again every day."""
    late = run(OVERDUE, {"id": id})
    if not late:
        return False
    run(TO_SUPERVISOR, {"order_id": late[0].order_id})
    return True
