"""What every channel promises, kept by each at its own gateway of the sandbox.

Where channels differ (WeChat Pay takes a refund and finishes it later), the promise is the same:
money moves once, and no answer is half believed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from anxin.domain.channel import (
    Bill,
    Channel,
    NotPaid,
    NotRefunded,
    Paid,
    Processing,
    Refunded,
    RefundOrder,
    Refused,
    Unknown,
)
from tests.channel.bills import a_bill, arrived, order_of
from tests.channel.rails import Rail
from tests.channel.till import HELD_S
from tests.sandbox.process import Sandbox, ask
from tests.sandbox.shop import tap

SPOILT = ("bad_signature", "no_signature", "error_500_after_commit", "timeout_after_commit")
MOVING = (Refunded, Processing)


def made_once(rail: Rail, order: RefundOrder) -> None:
    """Check that the gateway's book has this refund of the payment, and no other."""
    account = rail.account(payment_no=order.payment_no)
    assert {no: made["refund_fen"] for no, made in account["refunds"].items()} == {
        order.refund_no: order.amount_fen
    }
    assert account["refunded_fen"] == order.amount_fen


def test_a_payment_is_not_made_then_made_with_its_sum_and_number(
    rail: Rail, channel: Channel
) -> None:
    bill = a_bill(amount_fen=12_345)
    page = rail.order(channel=channel, bill=bill)
    assert "123.45" in ask(page).text
    assert channel.find_payment(payment_no=bill.payment_no) == NotPaid(bill.payment_no, False)
    tap(page)
    found = channel.find_payment(payment_no=bill.payment_no)
    assert isinstance(found, Paid)
    serial_no = rail.account(payment_no=bill.payment_no)["serial_no"]
    assert (found.payment_no, found.serial_no, found.amount_fen) == (
        bill.payment_no,
        serial_no,
        12_345,
    )


def payer_of(rail: Rail, channel: Channel, *, name: str) -> bytes:
    """The mark of whoever pays a bill under that name."""
    bill = a_bill()
    tap(rail.order(channel=channel, bill=bill), payer=name)
    found = channel.find_payment(payment_no=bill.payment_no)
    assert isinstance(found, Paid), found
    return found.payer


def test_who_paid_is_marked_alike_each_time_and_another_otherwise(
    rail: Rail, channel: Channel
) -> None:
    one, again, other = (payer_of(rail, channel, name=name) for name in ("2", "2", "3"))
    assert len(one) == 32
    assert one == again != other


def test_a_channel_that_was_given_no_key_marks_nobody(rail: Rail, bill: Bill) -> None:
    bare: Channel = type(rail.channel())(rail.merchant)
    found = bare.find_payment(payment_no=bill.payment_no)
    assert isinstance(found, Paid)
    assert found.payer == b""


def test_the_same_bill_again_leads_to_the_same_payment(rail: Rail, channel: Channel) -> None:
    bill = a_bill()
    first, second = (rail.order(channel=channel, bill=bill) for _ in range(2))
    for page in (first, second, first):
        tap(page)
    account = rail.account(payment_no=bill.payment_no)
    assert (account["total_fen"], account["paid_fen"]) == (3_000, 3_000)


def test_another_sum_under_the_same_number_is_not_ordered(rail: Rail, channel: Channel) -> None:
    bill = a_bill()
    ask(rail.order(channel=channel, bill=bill))
    other = channel.pay_code(bill=replace(bill, amount_fen=1))
    assert isinstance(other, Refused | Unknown)
    assert rail.account(payment_no=bill.payment_no)["total_fen"] == 3_000


def test_nothing_is_known_of_a_number_that_was_never_used(channel: Channel) -> None:
    nobodys = RefundOrder("R-of-nobody", "nobody-paid-this", 1, "", 1)
    assert channel.find_payment(payment_no="nobody-paid-this") == NotPaid("nobody-paid-this", False)
    assert channel.close_payment(payment_no="nobody-paid-this") == NotPaid(
        "nobody-paid-this", False
    )
    assert channel.find_refund(order=nobodys) == NotRefunded()
    refused = channel.refund(order=nobodys)
    assert isinstance(refused, Refused)
    assert refused.final


def test_a_closed_payment_takes_no_money_and_is_closed_again_without_harm(
    rail: Rail, channel: Channel
) -> None:
    bill = a_bill()
    page = rail.order(channel=channel, bill=bill)
    ask(page)
    closed = NotPaid(bill.payment_no, closed=True)
    assert channel.close_payment(payment_no=bill.payment_no) == closed
    tap(page)
    assert channel.find_payment(payment_no=bill.payment_no) == closed
    assert rail.account(payment_no=bill.payment_no)["paid_fen"] == 0


def test_a_paid_one_is_not_closed(channel: Channel, bill: Bill) -> None:
    refused = channel.close_payment(payment_no=bill.payment_no)
    assert isinstance(refused, Refused)
    assert isinstance(channel.find_payment(payment_no=bill.payment_no), Paid)


def test_a_refund_is_unknown_there_then_made_then_found_under_its_own_number(
    rail: Rail, channel: Channel, bill: Bill
) -> None:
    order = order_of(bill)
    assert channel.find_refund(order=order) == NotRefunded()
    assert isinstance(channel.refund(order=order), MOVING)
    assert arrived(channel, order).serial_no
    made_once(rail, order)


def test_what_was_refunded_was_still_paid(channel: Channel, bill: Bill) -> None:
    order = order_of(bill, amount_fen=bill.amount_fen)
    channel.refund(order=order)
    arrived(channel, order)
    found = channel.find_payment(payment_no=bill.payment_no)
    assert isinstance(found, Paid)
    assert found.amount_fen == bill.amount_fen


def test_the_same_number_again_pays_once(rail: Rail, channel: Channel, bill: Bill) -> None:
    order = order_of(bill)
    for _ in range(3):
        assert not isinstance(channel.refund(order=order), Refused | NotRefunded)
    arrived(channel, order)
    assert not isinstance(channel.refund(order=order), Refused | NotRefunded)
    made_once(rail, order)


def test_the_same_number_with_another_sum_is_never_taken_for_done(
    rail: Rail, channel: Channel, bill: Bill
) -> None:
    order, other = order_of(bill), order_of(bill, amount_fen=1_001)
    channel.refund(order=order)
    arrived(channel, order)
    assert isinstance(channel.refund(order=other), Refused | Unknown)
    assert isinstance(channel.find_refund(order=other), Unknown)
    made_once(rail, order)


def test_more_than_was_paid_is_refused_for_good(rail: Rail, channel: Channel, bill: Bill) -> None:
    refused = channel.refund(order=order_of(bill, amount_fen=3_001))
    assert isinstance(refused, Refused)
    assert refused.final
    assert rail.account(payment_no=bill.payment_no)["refunds"] == {}


def test_a_merchant_without_money_tries_the_same_number_later(
    rail: Rail, channel: Channel, sandbox: Sandbox, bill: Bill
) -> None:
    order = order_of(bill)
    sandbox.switch("seller_balance_not_enough", on=rail.names.refund, count=1)
    refused = channel.refund(order=order)
    assert isinstance(refused, Refused)
    assert not refused.final
    assert isinstance(channel.refund(order=order), MOVING)
    arrived(channel, order)
    made_once(rail, order)


@pytest.mark.parametrize("commit", (False, True))
def test_a_system_error_tells_nothing_and_the_same_number_makes_it_good(
    rail: Rail, channel: Channel, sandbox: Sandbox, bill: Bill, commit: bool
) -> None:
    order = order_of(bill)
    sandbox.switch("system_error", on=rail.names.refund, commit=commit, count=1)
    assert isinstance(channel.refund(order=order), Unknown)
    assert isinstance(channel.find_refund(order=order), MOVING if commit else NotRefunded)
    channel.refund(order=order)
    arrived(channel, order)
    made_once(rail, order)


@pytest.mark.parametrize("kind", ("timeout_before_commit", *SPOILT))
def test_a_refund_whose_answer_is_lost_is_unknown_and_made_once(
    rail: Rail, channel: Channel, hasty: Channel, sandbox: Sandbox, bill: Bill, kind: str
) -> None:
    order = order_of(bill)
    spoil(sandbox, kind, on=rail.names.refund)
    assert isinstance((hasty if "timeout" in kind else channel).refund(order=order), Unknown)
    before = kind == "timeout_before_commit"
    assert isinstance(channel.find_refund(order=order), NotRefunded if before else MOVING)
    channel.refund(order=order)
    arrived(channel, order)
    made_once(rail, order)


def spoil(sandbox: Sandbox, kind: str, *, on: str) -> None:
    """Have the next call of a kind answered badly."""
    held = {"seconds": HELD_S} if kind.startswith("timeout") else {}
    sandbox.switch(kind, on=on, count=1, **held)


@pytest.mark.parametrize("kind", SPOILT)
def test_an_answer_that_does_not_come_or_is_not_signed_is_unknown_everywhere(
    rail: Rail, channel: Channel, hasty: Channel, sandbox: Sandbox, bill: Bill, kind: str
) -> None:
    caller = hasty if kind.startswith("timeout") else channel
    order = order_of(bill)
    channel.refund(order=order)
    unpaid = a_bill()
    ask(rail.order(channel=channel, bill=unpaid))
    calls: tuple[tuple[str, Callable[[], Any]], ...] = (
        (rail.names.refund_query, lambda: caller.find_refund(order=order)),
        (rail.names.query, lambda: caller.find_payment(payment_no=bill.payment_no)),
        (rail.names.close, lambda: caller.close_payment(payment_no=unpaid.payment_no)),
        (rail.names.code, lambda: caller.pay_code(bill=a_bill())),
    )
    for name, call in calls:
        spoil(sandbox, kind, on=name)
        assert isinstance(call(), Unknown), name


def test_a_gateway_that_is_not_there_is_unknown(rail: Rail) -> None:
    nowhere = replace(rail.merchant, gateway="http://127.0.0.1:9/")
    channel: Channel = type(rail.channel())(nowhere)
    assert isinstance(channel.find_payment(payment_no="any-number"), Unknown)
    assert isinstance(channel.refund(order=order_of(a_bill())), Unknown)


def test_a_channel_says_who_it_is_and_what_it_allows(rail: Rail, channel: Channel) -> None:
    known = {rail.merchant.app_id} if rail.method == "alipay" else {rail.merchant.mchid}
    assert {channel.identity} == known
    assert len(channel.identity) <= 40, "the column's width"
    assert channel.limits.spacing_s > 0
    assert channel.limits.most_refunds > 1
    assert channel.limits.window.days >= 90
