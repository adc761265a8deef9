"""Payments through a channel: begun by the buyer, believed only on the channel's own word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain import postings
from anxin.domain.channel import Bill, Channel, NotPaid, Paid
from anxin.domain.outside import Outside
from anxin.services.failpoint import here
from anxin.services.numbers import new_no
from anxin.services.order.move import Step, move_order
from anxin.services.order.paid import set_out
from anxin.services.order.place import PAY_WITHIN
from anxin.services.posting import post
from anxin.storage import queue
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders
from anxin.storage.order.models import Order
from anxin.storage.order.queries import OrderRow
from anxin.storage.payment.models import Finding, Payment
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run

ASK_AFTER = (15, 15, 30, 60, 120, 300, 900, 3600)
"""Seconds between questions about a payment that waits; the last is repeated."""
PAYABLE_FOR = PAY_WITHIN + timedelta(minutes=1)
"""How long after its beginning a payment can be made: its bill expires with the order."""


@dataclass(frozen=True, slots=True)
class NotBegun:
    """Nothing was begun; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class Begun:
    """The buyer goes to `address`, the channel's own page, to pay."""

    address: str


def begin_payment(
    *, no: str, buyer_id: UUID, method: str, phone: bool, return_url: str, outside: Outside
) -> Begun | NotBegun:
    """Begin to pay an order through a channel, or go on with what was begun.

    The payment's number is fixed before the buyer leaves; a second tap leads to the same one.
    """
    channel = outside.channels.get(method)
    if channel is None:
        return NotBegun("no_channel")
    waiting = _waiting_payment(no, buyer_id, method, channel.identity)
    if isinstance(waiting, NotBegun):
        return waiting
    here("payment.numbered_not_begun")
    address = channel.pay_address(bill=_bill(*waiting, return_url=return_url), phone=phone)
    return Begun(address) if isinstance(address, str) else NotBegun("channel_silent")


def begin_code(
    *, no: str, buyer_id: UUID, method: str, return_url: str, outside: Outside
) -> str | None:
    """Return the text of a code that pays the order when scanned; `None` if there is none now.

    Calls the channel: not for a page, but for the picture on it.
    """
    channel = outside.channels.get(method)
    waiting = _waiting_payment(no, buyer_id, method, channel.identity) if channel else None
    if channel is None or waiting is None or isinstance(waiting, NotBegun):
        return None
    code = channel.pay_code(bill=_bill(*waiting, return_url=return_url))
    return code if isinstance(code, str) else None


def _bill(payment: Payment, order: OrderRow, *, return_url: str) -> Bill:
    assert order.due_at is not None
    return Bill(
        payment_no=payment.no,
        amount_fen=payment.amount_fen,
        subject=order.title,
        expires_at=order.due_at,
        return_url=return_url,
    )


@transaction.atomic
def _waiting_payment(
    no: str, buyer_id: UUID, method: str, identity: str
) -> tuple[Payment, OrderRow] | NotBegun:
    order_id = Order.objects.filter(no=no, buyer_id=buyer_id).values_list("id", flat=True).first()
    order = orders.lock_order(order_id=order_id) if order_id else None
    if order is None:
        return NotBegun("not_found")
    if order.paid_at is not None:
        return NotBegun("paid")
    if order.state != "awaiting_payment" or order.due_at is None or order.due_at <= order.now:
        return NotBegun("closed")
    begun = Payment.objects.filter(order_id=order.id)
    payment = begun.filter(method=method, identity=identity, state="waiting").first()
    if payment is None:
        payment = Payment.objects.create(
            merchant_id=order.merchant_id,
            order_id=order.id,
            no=new_no(),
            position=begun.count(),
            method=method,
            amount_fen=order.total_fen,
            state="waiting",
            counted=False,
            identity=identity,
            next_ask_at=ClockNow() + timedelta(seconds=ASK_AFTER[0]),
        )
    return payment, order


@transaction.atomic
def take_payment(*, method: str, paid: Paid) -> bool:
    """Take what a channel says was paid; say whether it is one of our payments.

    Told twice, it counts once. What comes after the order was closed or paid otherwise goes back
    by a refund of its own; what has another sum than was asked for is a finding for finance.
    """
    known = Payment.objects.filter(no=paid.payment_no, method=method)
    order_id = known.values_list("order_id", flat=True).first()
    if order_id is None:
        Finding.objects.get_or_create(
            kind="unknown_payment", subject=paid.serial_no, defaults={"found_fen": paid.amount_fen}
        )
        return False
    order = orders.lock_order(order_id=order_id)
    payment = known.select_for_update().get()
    assert order is not None
    if payment.state == "captured":
        return True
    right_sum = paid.amount_fen == payment.amount_fen
    pays = right_sum and order.state == "awaiting_payment"
    _capture(payment, order, paid, counted=pays)
    if pays:
        set_out(order=order, method=method, actor=None)
    elif right_sum:
        _give_back(payment, order)
    else:
        _find_wrong_amount(payment, order, paid)
    here("payment.captured_not_committed")
    return True


def _capture(payment: Payment, order: OrderRow, paid: Paid, *, counted: bool) -> None:
    payment.state = "captured"
    payment.counted = counted
    payment.captured_fen = paid.amount_fen
    payment.serial_no = paid.serial_no
    payment.captured_at = order.now
    payment.next_ask_at = None
    payment.save()
    lines = postings.channel_payment(merchant_id=order.merchant_id, amount_fen=paid.amount_fen)
    post(cause=payment.id, kind="payment", lines=lines, order_id=order.id)


def _give_back(payment: Payment, order: OrderRow) -> None:
    """Send a payment back that nobody can use: it came too late, or the order was paid before."""
    cause = "duplicate" if order.paid_at else "late"
    payment.reserved_fen = payment.captured_fen
    payment.save(update_fields=["reserved_fen"])
    refund = Refund.objects.create(
        merchant_id=order.merchant_id,
        payment_id=payment.id,
        no=new_no(),
        cause=cause,
        destination="original",
        refund_fen=payment.captured_fen,
        fee_fen=0,
        state="reserved",
        next_try_at=ClockNow(),
    )
    _tell(order, "payment_returned", {"cause": cause, "fen": payment.captured_fen, "no": refund.no})
    queue.defer(task="send_refunds")
    here("payment.returned_not_committed")


def _find_wrong_amount(payment: Payment, order: OrderRow, paid: Paid) -> None:
    Finding.objects.create(
        kind="wrong_amount",
        payment=payment,
        subject=paid.serial_no,
        expected_fen=payment.amount_fen,
        found_fen=paid.amount_fen,
    )
    _tell(order, "payment_differs", {"fen": paid.amount_fen})


def _tell(order: OrderRow, kind: str, data: dict[str, object]) -> None:
    """Write into the order's history without moving the order."""
    move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state,),
        step=Step(kind, "system", data=data),
        due_at=order.due_at,
    )


def ask_soon(*, no: str, buyer_id: UUID) -> None:
    """Have the channel asked at once: the buyer came back from its page, which proves nothing."""
    waiting = Payment.objects.filter(order__no=no, order__buyer_id=buyer_id, state="waiting")
    if waiting.update(next_ask_at=ClockNow()):
        queue.defer(task="ask_payments")


CLAIM = """
UPDATE anxin_payment_payment p
   SET asked = p.asked + 1,
       next_ask_at = clock_now() + make_interval(secs => (%(after)s::int[])
           [least(p.asked + 2, cardinality(%(after)s::int[]))])
  FROM anxin_order_order o
 WHERE p.id = (SELECT id FROM anxin_payment_payment WHERE next_ask_at <= clock_now()
                ORDER BY next_ask_at LIMIT 1 FOR UPDATE SKIP LOCKED)
   AND o.id = p.order_id
RETURNING p.id, p.no, p.method, o.state = 'awaiting_payment' AS wanted,
          p.at + %(within)s::interval <= clock_now() AS expired
"""


def ask_payments(*, outside: Outside) -> int:
    """Ask about every payment that is due to be asked about; return how many."""
    asked = 0
    while claimed := run(CLAIM, {"after": list(ASK_AFTER), "within": PAYABLE_FOR}):
        asked += 1
        here("payment.claimed_not_asked")
        channel = outside.channels.get(claimed[0].method)
        if channel is not None:
            _ask(channel, claimed[0])
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
        Payment.objects.filter(no=claim.no, state="waiting").update(
            state="closed", next_ask_at=None
        )


def _is_closed(channel: Channel, claim: Any) -> bool:
    closed = None if claim.wanted else channel.close_payment(payment_no=claim.no)
    return isinstance(closed, NotPaid) and (closed.closed or claim.expired)


def settle_finding(*, finding_id: UUID, settled_by: UUID) -> bool:
    """Note that finance has dealt with a finding, who and when; say whether it was still open."""
    still_open = Finding.objects.filter(id=finding_id, settled_at__isnull=True)
    return bool(still_open.update(settled_at=ClockNow(), settled_by_id=settled_by))
