"""Asking the channel about what a bill and our books see differently: a bill is a snapshot."""

from __future__ import annotations

from django.db.models import QuerySet

from anxin.domain.channel import Channel, Paid, Refunded, RefundOrder
from anxin.domain.outside import Outside
from anxin.services.failpoint import here
from anxin.services.payment import take_payment
from anxin.services.refund import hear_of_refund
from anxin.storage.columns import ClockNow
from anxin.storage.payment.models import Payment
from anxin.storage.reconciliation.models import Day, Difference

AT_ONCE = 100


def ask_about_differences(*, day: Day, outside: Outside) -> int:
    """Ask about a day's differences of status; return how many. Calls the channel.

    What the channel says about money that we hold for open is believed and taken, as ever. What
    we hold for done and it says so too is settled: the bill was made before it was.
    """
    doubtful = to_ask_about(day=day)
    for difference in doubtful[:AT_ONCE]:
        channel = _channel(day, difference, outside)
        if channel is None:
            continue
        if difference.row_kind == "payment":
            _ask_payment(channel, day.rail, difference)
        elif difference.ours_status == "done":
            _ask_refund(channel, difference)
        else:
            hear_of_refund(refund_no=difference.refund_no)
    return len(doubtful)


def to_ask_about(*, day: Day) -> QuerySet[Difference]:
    """The differences of a day that the channel can explain, and has not yet."""
    return Difference.objects.filter(
        day=day, kind="status", step="ask_again", settled_at__isnull=True
    )


def _channel(day: Day, difference: Difference, outside: Outside) -> Channel | None:
    """The channel under the identity that the payment was made under."""
    payment = Payment.objects.filter(no=difference.payment_no, method=day.rail).first()
    if payment is None:
        return None
    return outside.channel_of(method=day.rail, identity=payment.identity)


def _ask_payment(channel: Channel, rail: str, difference: Difference) -> None:
    found = channel.find_payment(payment_no=difference.payment_no)
    if isinstance(found, Paid) and take_payment(method=rail, paid=found):
        _settle(difference)


def _ask_refund(channel: Channel, difference: Difference) -> None:
    assert difference.ours_fen is not None
    order = RefundOrder(
        difference.refund_no, difference.payment_no, difference.ours_fen, "订单退款"
    )
    if isinstance(channel.find_refund(order=order), Refunded):
        _settle(difference)


def _settle(difference: Difference) -> None:
    here("bill.asked_not_settled")
    Difference.objects.filter(id=difference.id, settled_at__isnull=True).update(
        settled_at=ClockNow()
    )
