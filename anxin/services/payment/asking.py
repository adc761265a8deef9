"""Asking channels what became of payments that wait: notices get lost, pages are left open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from anxin.domain.channel import Channel, NotPaid, Paid
from anxin.domain.outside import Outside
from anxin.services.failpoint import here
from anxin.services.order.place import PAY_WITHIN
from anxin.services.payment.take import take_payment
from anxin.services.tender import ASK_AFTER, latest_round, release_held
from anxin.storage import queue
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders
from anxin.storage.payment.models import Payment
from anxin.storage.statement import run

PAYABLE_FOR = PAY_WITHIN + timedelta(minutes=1)
"""How long after its beginning a payment can be made: its bill expires with the order."""


def ask_soon(*, no: str, buyer_id: UUID) -> None:
    """Have the channel asked at once: the buyer came back from its page, which proves nothing."""
    _ask_now(Payment.objects.filter(order__no=no, order__buyer_id=buyer_id))


def ask_soon_about_top_ups(*, account_id: UUID) -> None:
    """Have the channel asked at once about the top-ups that an account waits for."""
    _ask_now(Payment.objects.filter(top_up__account_id=account_id))


def _ask_now(payments: QuerySet[Payment]) -> None:
    """Have those asked about that wait; one that is being taken at this moment waits no more.

    The state is asked of the very rows that are written: where an update waits for a row, only
    what it says of that row is looked at again, not what a subquery once found.
    """
    waiting = Payment.objects.filter(id__in=list(payments.values_list("id", flat=True)))
    if waiting.filter(state="waiting").update(next_ask_at=ClockNow()):
        queue.defer(task="ask_payments")


CLAIM = """
WITH due AS (
  SELECT id FROM anxin_payment_payment
   WHERE next_ask_at <= clock_now() AND state = 'waiting'
   ORDER BY next_ask_at LIMIT 1 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE anxin_payment_payment p
     SET asked = p.asked + 1,
         next_ask_at = clock_now() + make_interval(secs => (%(after)s::int[])
             [least(p.asked + 2, cardinality(%(after)s::int[]))])
    FROM due WHERE p.id = due.id
  RETURNING p.*
)
SELECT c.id, c.no, c.method, c.identity, c.order_id, c.round,
       c.at + %(within)s::interval <= clock_now() AS expired,
       CASE WHEN c.order_id IS NULL THEN c.at + %(within)s::interval > clock_now()
            ELSE o.state = 'awaiting_payment' AND c.round = (
              SELECT max(round) FROM anxin_payment_payment r WHERE r.order_id = c.order_id)
       END AS wanted
  FROM claimed c LEFT JOIN anxin_order_order o ON o.id = c.order_id
"""


def ask_payments(*, outside: Outside) -> int:
    """Ask about every payment that is due to be asked about; return how many."""
    asked = 0
    while claimed := run(CLAIM, {"after": list(ASK_AFTER), "within": PAYABLE_FOR}):
        asked += 1
        claim = claimed[0]
        here("payment.claimed_not_asked")
        channel = outside.channel_of(method=claim.method, identity=claim.identity)
        if channel is not None:
            _ask(channel, claim)
    return asked


def _ask(channel: Channel, claim: Any) -> None:
    """Believe what the channel says; a payment nobody wants any more is closed with it.

    A page that nobody has opened cannot be closed, and a late opener may still pay on it: it is
    asked about until no bill of that payment can be paid any more.
    """
    found = channel.find_payment(payment_no=claim.no)
    here("payment.asked_not_taken")
    if isinstance(found, Paid):
        take_payment(method=claim.method, paid=found)
    elif isinstance(found, NotPaid) and (found.closed or _is_closed(channel, claim)):
        here("payment.closed_not_noted")
        _close(claim)


def _is_closed(channel: Channel, claim: Any) -> bool:
    closed = None if claim.wanted else channel.close_payment(payment_no=claim.no)
    return isinstance(closed, NotPaid) and (closed.closed or claim.expired)


@transaction.atomic
def _close(claim: Any) -> None:
    """Nobody can pay it any more: what its round held for it is free again.

    While the channel was asked the buyer may have begun another round, whose holds are its own.
    """
    order = orders.lock_order(order_id=claim.order_id) if claim.order_id else None
    waiting = Payment.objects.filter(id=claim.id, state="waiting")
    closed = waiting.update(state="closed", next_ask_at=None)
    here("payment.noted_not_released")
    if closed and order and latest_round(order_id=order.id).number == claim.round:
        release_held(order_id=order.id, buyer_id=order.buyer_id)
