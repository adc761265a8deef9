"""What every channel promises about notices: its own word to this shop is read, nothing else."""

from __future__ import annotations

import pytest

from anxin.domain.channel import Bill, Channel, ForgedNotice, Notice, Paid
from tests.channel.bills import arrived, order_of, paid_at
from tests.channel.rails import METHODS, Rail, open_rail
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink


def test_a_notice_of_a_payment_is_read_and_of_a_refund_names_it(
    rail: Rail, channel: Channel, bill: Bill
) -> None:
    order = order_of(bill)
    paid = channel.find_payment(payment_no=bill.payment_no)
    assert isinstance(paid, Paid)
    (told,) = rail.told(payment_no=bill.payment_no, count=1)
    assert channel.read_notice(headers=told.headers, body=told.body) == Notice(
        paid, bill.payment_no
    )
    channel.refund(order=order)
    arrived(channel, order)
    _, told = rail.told(payment_no=bill.payment_no, count=2)
    assert channel.read_notice(headers=told.headers, body=told.body) == Notice(
        None, bill.payment_no, order.refund_no
    )


def test_a_forged_notice_is_refused_and_the_genuine_one_is_not(
    rail: Rail, channel: Channel, sandbox: Sandbox
) -> None:
    for how in rail.forgeries:
        sandbox.switch("forged", how=how, count=1)
        bill = paid_at(rail, channel)
        forged, genuine = rail.told(payment_no=bill.payment_no, count=2)
        with pytest.raises(ForgedNotice):
            channel.read_notice(headers=forged.headers, body=forged.body)
        assert channel.read_notice(headers=genuine.headers, body=genuine.body).paid, how


def test_a_notice_with_a_changed_body_or_none_is_refused(
    rail: Rail, channel: Channel, bill: Bill
) -> None:
    (told,) = rail.told(payment_no=bill.payment_no, count=1)
    for body in (told.body + b"&x=1", told.body[:-2], b"", b"\xff\xfe", b"{}"):
        with pytest.raises(ForgedNotice):
            channel.read_notice(headers=told.headers, body=body)


def test_one_channels_notice_is_a_forgery_to_another(
    rail: Rail, sandbox: Sandbox, place: tuple[Sandbox, Sink], bill: Bill
) -> None:
    (told,) = rail.told(payment_no=bill.payment_no, count=1)
    (method,) = set(METHODS) - {rail.method}
    other = open_rail(method=method, sandbox=sandbox, sink=place[1])
    with pytest.raises(ForgedNotice):
        other.channel().read_notice(headers=told.headers, body=told.body)
    other.stop()


def test_a_notice_that_was_not_taken_is_never_answered_like_one_that_was(
    channel: Channel,
) -> None:
    taken, _, content = channel.answer_notice(taken=True)
    refused, _, other = channel.answer_notice(taken=False)
    assert (taken, 400 <= refused < 500) == (200, True)
    assert content != other
