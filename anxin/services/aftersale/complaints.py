"""Complaints raised outside join the order's case; money that a channel took back is not paid
again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from anxin.domain.complaints import ANSWER_WITHIN, twice_fen
from anxin.domain.postings import OF_BUYER
from anxin.domain.states import UNDECIDED
from anxin.services.aftersale.moving import NotDecided
from anxin.services.order.deliver import end_taken_back
from anxin.services.order.move import Step, tell_order
from anxin.services.refund.charged_back import meet_chargebacks
from anxin.services.risk.assessing import lock_buyer
from anxin.services.risk.restricting import record_abuse
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

SAID_CHARACTERS = 1000
NUMBER_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class Outside:
    """A complaint as it came: where from, its number there, what it says, what was taken (fen)."""

    source: str
    outside_no: str
    said: str = ""
    fen: int = 0


ABOUT = """
SELECT o.no, o.buyer_id, p.no AS payment_no
  FROM anxin_order_order o LEFT JOIN anxin_payment_payment p
    ON p.order_id = o.id AND p.no = %(no)s::text
 WHERE o.no = %(no)s::text
    OR o.id = (SELECT order_id FROM anxin_payment_payment WHERE no = %(no)s::text)
"""
"""The order of a number, which may also be that of one of its payments: channels know no other."""
LOCKED = """
SELECT id, no, state, buyer_id FROM anxin_order_order WHERE no = %(no)s::text FOR NO KEY UPDATE
"""
CHARGED = """
SELECT p.id, p.captured_fen,
       coalesce((SELECT sum(r.refund_fen) FROM anxin_refund_refund r
                  WHERE r.payment_id = p.id AND r.state = 'succeeded'
                    AND r.cause NOT IN ('chargeback', 'withdrawal')), 0)::bigint AS given_fen,
       coalesce((SELECT sum(t.fen) FROM anxin_aftersale_complaint t
                  WHERE t.payment_id = p.id), 0)::bigint AS charged_fen
  FROM anxin_payment_payment p
 WHERE p.order_id = %(order_id)s::uuid AND p.state = 'captured' AND p.part_of_id IS NULL
   AND p.method <> ALL(%(kept)s::text[]) AND p.no = coalesce(%(payment_no)s::text, p.no)
"""
"""The payments that a channel can take back, or the one that is named, also one that came late or
twice; what of each our refunds gave the buyer, and what channels took for the buyer before."""

JOIN = """
INSERT INTO anxin_aftersale_complaint (order_id, case_id, source, outside_no, said, fen, payment_id,
       by_id, due_at)
VALUES (%(order_id)s::uuid,
        (SELECT id FROM anxin_aftersale_case WHERE order_id = %(order_id)s::uuid
          ORDER BY closed_at IS NULL DESC, submitted_at DESC LIMIT 1),
        %(source)s::text, %(outside_no)s::text, %(said)s::text, %(fen)s::bigint,
        %(payment_id)s::uuid, %(by)s::uuid, clock_now() + %(within)s::interval)
ON CONFLICT (source, outside_no) DO NOTHING
RETURNING id, (SELECT no FROM anxin_aftersale_case WHERE id = case_id) AS case_no
"""
RAISED = """
UPDATE anxin_aftersale_case
   SET tier = CASE WHEN tier = 'supervisor' THEN tier ELSE 'senior' END,
       claimed_by_id = CASE WHEN tier IN ('senior', 'supervisor') THEN claimed_by_id END
 WHERE order_id = %(order_id)s::uuid AND closed_at IS NULL
   AND state = ANY(%(undecided)s::text[]) RETURNING id
"""
"""What is complained about outside is a senior's, and no merchant's silence agrees to it.

What is asked for while it is open a senior decides too (`decide`)."""

TOLD = """
WITH moved AS (
  UPDATE anxin_order_order SET version = version + 1
   WHERE id = %(order_id)s::uuid RETURNING id, version
)
INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, actor, role, data)
SELECT moved.id, moved.version, 'complaint_joined', %(states)s::text[], %(actor)s::uuid,
       %(role)s::text, jsonb_build_object('case', %(case_no)s::text, 'source', t.source,
           'fen', t.fen, 'taken_fen', t.taken_fen)
  FROM moved, anxin_aftersale_complaint t WHERE t.id = %(id)s::uuid
"""
OVERDUE = """
UPDATE anxin_aftersale_complaint SET due_at = clock_now() + interval '1 day'
 WHERE id = %(id)s::uuid AND state = 'open' AND due_at <= clock_now() RETURNING order_id
"""
TO_SUPERVISOR = """
UPDATE anxin_aftersale_case
   SET tier = 'supervisor', claimed_by_id = CASE WHEN tier = 'supervisor' THEN claimed_by_id END
 WHERE order_id = %(order_id)s::uuid AND closed_at IS NULL
   AND state = ANY(%(undecided)s::text[]) RETURNING id
"""
OPEN = """
SELECT t.id, t.order_id, c.no AS case_no
  FROM anxin_aftersale_complaint t LEFT JOIN anxin_aftersale_case c ON c.id = t.case_id
 WHERE t.source = %(source)s::text AND t.outside_no = %(outside_no)s::text AND t.state = 'open'
"""
ANSWERED = """
UPDATE anxin_aftersale_complaint
   SET state = 'answered', answer = %(answer)s::text, closed_at = clock_now(), due_at = NULL,
       answered_by_id = %(by)s::uuid
 WHERE id = %(id)s::uuid AND state = 'open' RETURNING id
"""


@transaction.atomic
def join_complaint(
    *, order_no: str, complaint: Outside, actor: UUID, role: str
) -> NotDecided | None:
    """Join a complaint to its order's case; the same one counts once.

    `order_no`: of the order, or of the payment, which says which one where an order was paid twice.
    Of a chargeback the sum counts as given back from then on, as far as something of its payment
    is left; what of it is being refunded and not sent yet is stopped for it. The rest is to be
    contested outside. What the buyer has twice by it stands against the buyer's credit.
    """
    about = next(iter(run(ABOUT, {"no": order_no.strip()})), None)
    if about is None:
        return NotDecided("not_found")
    lock_buyer(account_id=about.buyer_id)
    [order] = run(LOCKED, {"no": about.no})
    if complaint.source not in ANSWER_WITHIN or not complaint.outside_no.strip():
        return NotDecided("number_missing")
    if complaint.source != "chargeback":
        return None if _join(order, complaint, actor, role) else NotDecided("joined_before")
    if complaint.fen <= 0:
        return NotDecided("sum_out_of_range")
    naming = {"order_id": order.id, "kept": list(OF_BUYER), "payment_no": about.payment_no}
    payments = run(CHARGED, naming)
    if len(payments) > 1:
        return NotDecided("which_payment")
    charged = next(iter(payments), None)
    if not _join(order, complaint, actor, role, payment=charged):
        return NotDecided("joined_before")
    if charged:
        _hold_against(order, complaint, charged)
    return None


def _hold_against(order: Any, complaint: Outside, charged: Any) -> None:
    """What the buyer has twice is recorded; the account's row was locked before the order's."""
    captured_fen, given_fen = charged.captured_fen, charged.given_fen
    before, now = (
        twice_fen(captured_fen=captured_fen, given_fen=given_fen, charged_fen=fen)
        for fen in (charged.charged_fen, charged.charged_fen + complaint.fen)
    )
    if now > before:
        record_abuse(
            account_id=order.buyer_id,
            kind="chargeback_after_refund",
            basis=complaint.outside_no.strip()[:NUMBER_CHARACTERS],
            form_key=uuid5(NAMESPACE_URL, f"chargeback:{complaint.outside_no}"),
            officer=None,
            order_no=order.no,
        )


def _join(
    order: Any, complaint: Outside, actor: UUID, role: str, payment: Any | None = None
) -> bool:
    """Write a complaint down with what follows from it; say whether it is new."""
    values = {
        "order_id": order.id,
        "source": complaint.source,
        "outside_no": complaint.outside_no.strip()[:NUMBER_CHARACTERS],
        "said": complaint.said.strip()[:SAID_CHARACTERS],
        "fen": complaint.fen,
        "payment_id": payment and payment.id,
        "by": actor,
        "within": ANSWER_WITHIN[complaint.source],
    }
    joined = run(JOIN, values)
    if not joined:
        return False
    run(RAISED, {"order_id": order.id, "undecided": sorted(UNDECIDED)})
    if payment:
        meet_chargebacks(order_id=order.id, payment_id=payment.id)
    told = {"id": joined[0].id, "order_id": order.id, "case_no": joined[0].case_no,
            "states": [order.state], "actor": actor, "role": role}  # fmt: skip
    run(TOLD, told)
    if payment:
        end_taken_back(order_id=order.id)
    return True


@transaction.atomic
def answer_complaint(
    *, source: str, outside_no: str, answer: str, actor: UUID, role: str
) -> NotDecided | None:
    """Note what a complaint was answered outside, and by whom: from then on it stops no payment."""
    said = answer.strip()[:SAID_CHARACTERS]
    if not said:
        return NotDecided("words_missing")
    found = run(OPEN, {"source": source, "outside_no": outside_no})
    if not found:
        return NotDecided("not_found")
    [complaint] = found
    orders.lock_order(order_id=complaint.order_id)
    if not run(ANSWERED, {"id": complaint.id, "answer": said, "by": actor}):
        return NotDecided("not_found")
    data = {"case": complaint.case_no, "source": source}
    step = Step("complaint_answered", role, actor, data)
    tell_order(order_id=complaint.order_id, step=step)
    return None


@transaction.atomic
def end_complaint(*, id: UUID) -> bool:
    """Bring a complaint that nobody answered in time to a supervisor, and again every day."""
    late = run(OVERDUE, {"id": id})
    if not late:
        return False
    run(TO_SUPERVISOR, {"order_id": late[0].order_id, "undecided": sorted(UNDECIDED)})
    return True
