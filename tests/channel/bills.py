"""Bills and refunds for whoever speaks to the gateway without a shop behind it."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from anxin.adapters.channel.alipay import AlipayChannel
from anxin.domain.channel import Bill, Channel, Refunded, RefundOrder
from tests.channel.rails import Rail
from tests.sandbox.process import ask, wait_until
from tests.sandbox.shop import tap

BEIJING = ZoneInfo("Asia/Shanghai")
NUMBERS = (f"C{datetime.now():%H%M%S%f}{number:03d}" for number in itertools.count(1))


def a_bill(*, amount_fen: int = 3_000, subject: str = "十元充值卡", minutes: float = 15) -> Bill:
    """A bill that nobody has seen yet."""
    expires_at = datetime.now(BEIJING) + timedelta(minutes=minutes)
    return Bill(next(NUMBERS), amount_fen, subject, expires_at, "http://localhost:8000/back/")


def paid_bill(channel: AlipayChannel, **bill: object) -> Bill:
    """A bill whose buyer has paid it at Alipay."""
    made = a_bill(**bill)  # type: ignore[arg-type]
    address = channel.pay_address(bill=made, phone=True)
    assert isinstance(address, str)
    tap(ask(address).headers["Location"])
    return made


def paid_at(rail: Rail, channel: Channel, **bill: object) -> Bill:
    """A bill whose buyer has paid it on any rail."""
    made = a_bill(**bill)  # type: ignore[arg-type]
    tap(rail.order(channel=channel, bill=made))
    return made


def order_of(bill: Bill, *, amount_fen: int = 1_000, reason: str = "不想要了") -> RefundOrder:
    """A refund of a part of it."""
    no = f"R{bill.payment_no}"
    return RefundOrder(no, bill.payment_no, amount_fen, reason, bill.amount_fen)


def arrived(channel: Channel, order: RefundOrder) -> Refunded:
    """The refund once it has arrived."""
    wait_until(lambda: isinstance(channel.find_refund(order=order), Refunded))
    found = channel.find_refund(order=order)
    assert isinstance(found, Refunded)
    return found
