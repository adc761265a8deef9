"""Refunds on their way through a channel: one number for life, asked before tried again.

Three steps, never in one transaction: the attempt is committed, the channel is called, the outcome
is recorded. Whoever dies between them leaves a refund that is due again and is then asked about.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from anxin.domain import postings
from anxin.domain.channel import Channel, NotRefunded, Refunded, RefundOrder, Refused, Unknown
from anxin.domain.outside import Outside
from anxin.services.failpoint import here
from anxin.services.posting import post
from anxin.storage import queue
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders
from anxin.storage.payment.models import Finding
from anxin.storage.statement import run

TRY_AFTER = (12, 30, 120, 600, 1800, 7200, 21600)
"""Seconds until a refund is asked about and tried again; the last is repeated."""
SPACING_SECONDS = 3
"""Alipay takes refunds of one trade three seconds apart."""

Outcome = Refunded | NotRefunded | Refused | Unknown

CLAIM = """
WITH due AS (
  SELECT r.id FROM anxin_refund_refund r
   WHERE r.next_try_at <= clock_now()
     AND r.state IN ('reserved', 'sending', 'unknown', 'abnormal')
     AND NOT EXISTS (
       SELECT 1 FROM anxin_refund_refund s JOIN anxin_refund_attempt a ON a.refund_id = s.id
        WHERE s.payment_id = r.payment_id AND s.id <> r.id
          AND a.started_at > clock_now() - make_interval(secs => %(spacing)s::int))
   ORDER BY r.next_try_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED
), claimed AS (
  UPDATE anxin_refund_refund r
     SET state = 'sending', tries = r.tries + 1,
         next_try_at = clock_now() + make_interval(secs => (%(after)s::int[])
             [least(r.tries + 1, cardinality(%(after)s::int[]))])
    FROM due WHERE r.id = due.id
  RETURNING r.*
), attempted AS (
  INSERT INTO anxin_refund_attempt (refund_id, number, asked)
  SELECT id, tries, CASE WHEN tries > 1 THEN 'query' ELSE 'refund' END FROM claimed
)
SELECT c.id, c.no, c.tries, c.refund_fen, p.no AS payment_no, p.method, p.order_id,
       p.captured_fen
  FROM claimed c JOIN anxin_payment_payment p ON p.id = c.payment_id
"""


def send_refunds(*, outside: Outside) -> int:
    """Send or ask about every refund that is due; return how many."""
    sent = 0
    values = {"after": list(TRY_AFTER), "spacing": SPACING_SECONDS}
    while claimed := run(CLAIM, values):
        sent += 1
        claim = claimed[0]
        here("refund.claimed_not_called")
        channel = outside.channels.get(claim.method)
        outcome = _call(channel, claim) if channel else Unknown("no such channel here")
        here("refund.called_not_recorded")
        _record(claim, outcome)
    return sent


def _call(channel: Channel, claim: Any) -> Outcome:
    """Ask what became of it first, unless it is the first try; the number never changes."""
    order = RefundOrder(
        claim.no, claim.payment_no, claim.refund_fen, "订单退款", claim.captured_fen
    )
    if claim.tries > 1:
        found = channel.find_refund(order=order)
        if not isinstance(found, NotRefunded):
            return found
        here("refund.asked_not_sent")
    return channel.refund(order=order)


def _record(claim: Any, outcome: Outcome) -> None:
    with transaction.atomic():
        orders.lock_order(order_id=claim.order_id)
        if isinstance(outcome, Refunded):
            _succeed(claim, outcome)
        elif isinstance(outcome, Refused):
            _refuse(claim, outcome)
        else:
            _move(claim, "unknown", getattr(outcome, "why", ""))
        _end_attempt(claim, outcome)
        here("refund.recorded_not_committed")


def _move(claim: Any, state: str, trouble: str) -> bool:
    """Leave `sending` for `state`; somebody who was quicker has the last word."""
    return bool(
        run(
            """UPDATE anxin_refund_refund SET state = %(state)s::text, trouble = %(trouble)s::text
                WHERE id = %(id)s::uuid AND state = 'sending' RETURNING id""",
            {"id": claim.id, "state": state, "trouble": trouble[:120]},
        )
    )


def _refuse(claim: Any, refused: Refused) -> None:
    """The channel will not: tried again later, or for good and then finance's to settle, anew."""
    if not _move(claim, "abnormal", refused.code) or not refused.final:
        return
    run(
        "UPDATE anxin_refund_refund SET next_try_at = NULL WHERE id = %(id)s::uuid",
        {"id": claim.id},
    )
    Finding.objects.update_or_create(
        kind="refund_refused",
        subject=claim.no,
        defaults={
            "expected_fen": claim.refund_fen,
            "detail": refused.code,
            "settled_at": None,
            "settled_by": None,
        },
    )


SUCCEED = """
WITH done AS (
  UPDATE anxin_refund_refund r
     SET state = 'succeeded', succeeded_at = clock_now(), next_try_at = NULL, trouble = '',
         serial_no = %(serial_no)s::text
   WHERE r.id = %(id)s::uuid AND r.state IN ('sending', 'unknown', 'abnormal')
  RETURNING r.id, r.no, r.case_id, r.payment_id, r.refund_fen, r.fee_fen,
            r.refund_fen + r.fee_fen AS gross_fen
), taken AS (
  UPDATE anxin_payment_payment p SET reserved_fen = p.reserved_fen - d.gross_fen,
         refunded_fen = p.refunded_fen + d.gross_fen
    FROM done d WHERE p.id = d.payment_id
  RETURNING p.order_id, p.merchant_id, p.counted
), closed AS (
  UPDATE anxin_aftersale_case c
     SET state = 'refunded', closed_at = clock_now(), due_at = NULL
    FROM done d
   WHERE c.id = d.case_id AND c.state = 'refunding' AND NOT EXISTS (
         SELECT 1 FROM anxin_refund_refund r
          WHERE r.case_id = c.id AND r.id <> d.id AND r.state <> 'succeeded')
  RETURNING c.no
), moved AS (
  UPDATE anxin_order_order o
     SET version = o.version + 1,
         reserved_fen = o.reserved_fen - CASE WHEN t.counted THEN d.gross_fen ELSE 0 END,
         refunded_fen = o.refunded_fen + CASE WHEN t.counted THEN d.gross_fen ELSE 0 END,
         case_open = o.case_open AND NOT EXISTS (SELECT 1 FROM closed)
    FROM done d, taken t WHERE o.id = t.order_id
  RETURNING o.id, o.version
), told AS (
  INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, role, data)
  SELECT m.id, m.version, 'refund_succeeded',
         CASE WHEN EXISTS (SELECT 1 FROM closed) THEN '{refunding,refunded}'::text[]
              ELSE '{}'::text[] END, 'system',
         jsonb_build_object('refund', d.no, 'serial_no', %(serial_no)s::text,
             'refund_fen', d.refund_fen, 'method', %(method)s::text,
             'case', (SELECT no FROM anxin_aftersale_case WHERE id = d.case_id))
    FROM moved m, done d
)
SELECT d.refund_fen, d.fee_fen, t.merchant_id, t.order_id FROM done d, taken t
"""


def _succeed(claim: Any, refunded: Refunded) -> None:
    """Book the refund; told twice, it is booked once. A finding about it has settled itself."""
    values = {"id": claim.id, "serial_no": refunded.serial_no, "method": claim.method}
    for done in run(SUCCEED, values):
        if claim.tries > 1:
            refusal = Finding.objects.filter(kind="refund_refused", subject=claim.no)
            refusal.filter(settled_at__isnull=True).update(settled_at=ClockNow())
        lines = postings.channel_refund(
            merchant_id=done.merchant_id, refund_fen=done.refund_fen, fee_fen=done.fee_fen
        )
        post(cause=claim.id, kind="refund", lines=lines, order_id=done.order_id)


def _end_attempt(claim: Any, outcome: Outcome) -> None:
    detail = getattr(outcome, "why", "") or getattr(outcome, "code", "")
    run(
        """UPDATE anxin_refund_attempt SET outcome = %(outcome)s::text, detail = %(detail)s::text,
                  ended_at = clock_now()
            WHERE refund_id = %(id)s::uuid AND number = %(number)s::int""",
        {
            "id": claim.id,
            "number": claim.tries,
            "outcome": type(outcome).__name__.lower()[:12],
            "detail": detail[:200],
        },
    )


def try_again(*, refund_no: str) -> bool:
    """Have a refund tried again that a channel refused, at finance's word; say whether it will."""
    return bool(
        run(
            """UPDATE anxin_refund_refund SET next_try_at = clock_now()
                WHERE no = %(no)s::text AND state = 'abnormal' AND next_try_at IS NULL
              RETURNING id""",
            {"no": refund_no},
        )
    )


def hear_of_refund(*, refund_no: str) -> None:
    """Have a refund asked about at once: the channel says that something has become of it."""
    heard = run(
        """UPDATE anxin_refund_refund SET next_try_at = clock_now()
            WHERE no = %(no)s::text AND state IN ('sending', 'processing', 'unknown', 'abnormal')
          RETURNING id""",
        {"no": refund_no},
    )
    if heard:
        here("refund.heard_not_queued")
        queue.defer(task="send_refunds")
