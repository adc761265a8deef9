"""Refunds that arrived are asked about again: a bank may send them back days later.

A success that comes back is undone by bookings of its own date, never by changing what was booked;
the money is owed again under a number of its own and finds another way (services.refund.reroute).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from anxin.domain import postings
from anxin.domain.channel import Abnormal, Channel, Closed, Processing, Refunded, Unknown
from anxin.domain.outside import Outside
from anxin.services.failpoint import here
from anxin.services.numbers import new_no
from anxin.services.posting import post
from anxin.services.purse import credit
from anxin.services.refund.charged_back import meet_chargebacks
from anxin.services.refund.closing import note_finding
from anxin.services.refund.whereabouts import order_of, recall
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

CONFIRM_AFTER_DAYS = (1, 3, 7)
"""Days after a success on which the channel is asked whether it still stands."""

TEN_MINUTES, A_DAY = 600, 86_400
"""Seconds until it is asked again at the latest where money is on its way, or nobody answered."""

CLAIM = """
WITH due AS (
  SELECT id FROM anxin_refund_refund WHERE confirm_at <= clock_now() AND state = 'succeeded'
   ORDER BY confirm_at LIMIT 1 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE anxin_refund_refund r SET confirm_at = (
           SELECT min(r.succeeded_at + make_interval(days => d))
             FROM unnest(%(days)s::int[]) AS d
            WHERE r.succeeded_at + make_interval(days => d) > clock_now())
    FROM due WHERE r.id = due.id RETURNING r.*
)
SELECT c.id, c.no, c.cause, c.refund_fen, c.recalled_at, y.no AS payment_no, y.method, y.identity,
       y.captured_fen AS total_fen, p.order_id
  FROM claimed c
  JOIN anxin_payment_payment p ON p.id = c.payment_id
  JOIN anxin_payment_payment y ON y.id = coalesce(p.part_of_id, p.id)
"""


def confirm_refunds(*, outside: Outside) -> int:
    """Ask again about every arrived refund that is due for it; return how many came back."""
    came_back = 0
    while claimed := run(CLAIM, {"days": list(CONFIRM_AFTER_DAYS)}):
        claim = claimed[0]
        channel = outside.channel_of(method=claim.method, identity=claim.identity)
        came_back += _confirm(channel, claim) if channel else _ask_within(claim, A_DAY)
    return came_back


def _confirm(channel: Channel, claim: Any) -> int:
    """Ask once; return how many were undone for it."""
    found = channel.find_refund(order=order_of(claim=claim, refund=claim))
    here("refund.confirmed_not_reversed")
    match found:
        case Abnormal() if claim.cause == "withdrawal":
            return _recall_withdrawal(channel, claim, found)
        case Abnormal() | Closed() | Refunded(to_merchant=True):
            return reverse_refund(claim=claim)
        case Processing():
            return _ask_within(claim, TEN_MINUTES)
        case Unknown():
            return _ask_within(claim, A_DAY)
    return 0


def _recall_withdrawal(channel: Channel, claim: Any, found: Abnormal) -> int:
    """Have what came back of a withdrawal sent to the merchant, and the wallet filled after that.

    The channel holds it, and somebody may have it sent to the buyer still.
    """
    order = order_of(claim=claim, refund=claim)
    recalled = recall(channel=channel, refund_id=claim.id, order=order, found=found)
    if isinstance(recalled, Processing):
        return _ask_within(claim, TEN_MINUTES)
    fen, detail = claim.refund_fen, "bank_refused"
    note_finding(kind="refund_abnormal", no=claim.no, fen=fen, detail=detail)
    return _ask_within(claim, A_DAY)


def _ask_within(claim: Any, seconds: int) -> int:
    run(
        """UPDATE anxin_refund_refund SET confirm_at =
                  least(confirm_at, clock_now() + make_interval(secs => %(seconds)s::int))
            WHERE id = %(id)s::uuid AND state = 'succeeded'""",
        {"id": claim.id, "seconds": seconds},
    )
    return 0


REVERSE = """
WITH reversed AS (
  UPDATE anxin_refund_refund r
     SET state = 'reversed', confirm_at = NULL, trouble = 'sent_back'
   WHERE r.id = %(id)s::uuid AND r.state = 'succeeded'
  RETURNING r.*
), taken AS (
  UPDATE anxin_payment_payment p
     SET refunded_fen = p.refunded_fen
           - CASE WHEN w.cause = 'withdrawal' THEN 0 ELSE w.refund_fen + w.fee_fen END,
         reserved_fen = p.reserved_fen
           + CASE WHEN w.cause = 'withdrawal' THEN 0 ELSE w.refund_fen + w.fee_fen END,
         sent_fen = p.sent_fen - CASE WHEN w.cause = 'withdrawal' THEN w.refund_fen ELSE 0 END
    FROM reversed w WHERE p.id = w.payment_id
  RETURNING p.order_id, p.merchant_id, p.counted
), succeeding AS (
  INSERT INTO anxin_refund_refund (merchant_id, payment_id, case_id, successor_of_id, no, cause,
         destination, refund_fen, fee_fen, state, trouble)
  SELECT merchant_id, payment_id, case_id, id, %(no)s::text, cause, destination, refund_fen,
         fee_fen, 'abnormal', 'sent_back'
    FROM reversed WHERE cause <> 'withdrawal'
), moved AS (
  UPDATE anxin_order_order o
     SET version = o.version + 1,
         settle_at = CASE WHEN o.state = 'completed' THEN coalesce(o.settle_at, clock_now()) END,
         refunded_fen = o.refunded_fen
           - CASE WHEN t.counted THEN w.refund_fen + w.fee_fen ELSE 0 END,
         reserved_fen = o.reserved_fen
           + CASE WHEN t.counted THEN w.refund_fen + w.fee_fen ELSE 0 END
    FROM reversed w, taken t WHERE o.id = t.order_id AND w.cause <> 'withdrawal'
  RETURNING o.id, o.version
), told AS (
  INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, role, data)
  SELECT m.id, m.version, 'refund_reversed', '{}'::text[], 'system',
         jsonb_build_object('refund', w.no, 'refund_fen', w.refund_fen,
             'case', (SELECT no FROM anxin_aftersale_case WHERE id = w.case_id))
    FROM moved m, reversed w
)
SELECT w.refund_fen, w.fee_fen, w.cause, w.payment_id, t.order_id, t.merchant_id, d.account_id
  FROM reversed w CROSS JOIN taken t
  LEFT JOIN anxin_payment_withdrawal d ON d.id = w.withdrawal_id
"""


@transaction.atomic
def reverse_refund(*, claim: Any) -> int:
    """Undo a success that came back; return how many were undone (told twice: none).

    A withdrawal's money is in the wallet again, where its owner reads why. A refund's is owed
    again, and finance is told.
    """
    if claim.order_id:
        orders.lock_order(order_id=claim.order_id)
    successor = new_no()
    rows = run(REVERSE, {"id": claim.id, "no": successor})
    for row in rows:
        withdrawn = row.cause == "withdrawal"
        if withdrawn:
            lines = postings.top_up(account_id=row.account_id, amount_fen=row.refund_fen)
            credit(account_id=row.account_id, kind="wallet", amount_fen=row.refund_fen)
        else:
            lines = postings.reversal(
                merchant_id=row.merchant_id, refund_fen=row.refund_fen, fee_fen=row.fee_fen
            )
        post(cause=claim.id, kind="reversal", lines=lines, order_id=row.order_id)
        if not withdrawn:
            fen = row.refund_fen
            note_finding(kind="refund_reversed", no=successor, fen=fen, detail="sent_back")
        if row.order_id and not withdrawn:
            meet_chargebacks(order_id=row.order_id, payment_id=row.payment_id)
    return len(rows)
