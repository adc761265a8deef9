"""What the adapter promises as a `Channel`, kept at the real gateway of the sandbox."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from anxin.adapters.channel.alipay import AlipayChannel, AlipayMerchant
from anxin.domain.channel import (
    NotPaid,
    NotRefunded,
    Paid,
    Refunded,
    RefundOrder,
    Refused,
    Unknown,
)
from config.secrets import load_alipay
from sandbox.rsa import new_key, public_pem
from tests.channel.bills import a_bill, order_of, paid_bill
from tests.channel.till import HELD_S, PATIENCE_S
from tests.sandbox.process import Sandbox, ask
from tests.sandbox.shop import Sink, tap

REFUND, REFUND_QUERY = "alipay.trade.refund", "alipay.trade.fastpay.refund.query"
QUERY, CLOSE, PRECREATE = "alipay.trade.query", "alipay.trade.close", "alipay.trade.precreate"
SPOILT = ("bad_signature", "no_signature", "error_500_after_commit", "timeout_after_commit")


@pytest.fixture
def sandbox(place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The gateway without a switch set."""
    monkeypatch.setenv("no_proxy", "*")
    place[0].clear()
    yield place[0]
    place[0].clear()


@pytest.fixture
def merchant(sandbox: Sandbox) -> AlipayMerchant:
    """The shop's identity."""
    gateway = f"{sandbox.origin}/gateway.do"
    known = load_alipay(str(sandbox.shop), gateway=gateway, notify_url="")
    assert known is not None
    return AlipayMerchant(**known)


@pytest.fixture
def channel(merchant: AlipayMerchant) -> AlipayChannel:
    """The adapter."""
    return AlipayChannel(merchant)


@pytest.fixture
def hasty(merchant: AlipayMerchant) -> AlipayChannel:
    """The adapter, with little patience."""
    return AlipayChannel(merchant, timeout_s=PATIENCE_S)


def spoil(sandbox: Sandbox, kind: str, *, on: str) -> None:
    """Have the next call of a method answered badly."""
    held = {"seconds": HELD_S} if kind.startswith("timeout") else {}
    sandbox.switch(kind, on=on, count=1, **held)


@pytest.mark.parametrize(
    ("phone", "method", "product"),
    [
        (True, "alipay.trade.wap.pay", "QUICK_WAP_PAY"),
        (False, "alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
    ],
)
def test_the_address_opens_the_pay_page_for_phone_or_desk(
    channel: AlipayChannel, phone: bool, method: str, product: str
) -> None:
    bill = a_bill()
    address = channel.pay_address(bill=bill, phone=phone)
    said = parse_qs(urlsplit(address).query)
    assert said["method"] == [method]
    assert product in said["biz_content"][0]
    page = ask(ask(address).headers["Location"])
    assert bill.payment_no in page.text
    assert "30.00" in page.text


def test_no_key_of_the_shop_leaves_with_the_address(
    channel: AlipayChannel, merchant: AlipayMerchant
) -> None:
    address = channel.pay_address(bill=a_bill(), phone=True)
    secret = merchant.app_private_key.splitlines()[1]
    assert secret not in address
    assert "PRIVATE" not in address


def test_a_code_to_scan_leads_to_the_same_page(channel: AlipayChannel) -> None:
    bill = a_bill()
    code = channel.pay_code(bill=bill)
    assert isinstance(code, str)
    assert bill.payment_no in ask(code).text
    tap(code)
    assert isinstance(channel.find_payment(payment_no=bill.payment_no), Paid)
    assert channel.pay_code(bill=bill) == Refused("ACQ.TRADE_HAS_SUCCESS", final=True)


def test_a_payment_is_not_made_then_made_and_the_answer_names_sum_and_number(
    channel: AlipayChannel, sandbox: Sandbox
) -> None:
    bill = a_bill(amount_fen=12_345)
    page = ask(channel.pay_address(bill=bill, phone=False)).headers["Location"]
    unopened = channel.find_payment(payment_no=bill.payment_no)
    ask(page)
    opened = channel.find_payment(payment_no=bill.payment_no)
    assert unopened == opened == NotPaid(bill.payment_no, closed=False)
    tap(page)
    found = channel.find_payment(payment_no=bill.payment_no)
    serial_no = sandbox.account(bill.payment_no)["trade_no"]
    assert found == Paid(bill.payment_no, serial_no, 12_345, "2088100000000001")


def test_an_opened_payment_can_be_closed_and_then_takes_no_money(channel: AlipayChannel) -> None:
    bill = a_bill()
    page = ask(channel.pay_address(bill=bill, phone=True)).headers["Location"]
    ask(page)
    closed = NotPaid(bill.payment_no, closed=True)
    assert channel.close_payment(payment_no=bill.payment_no) == closed
    assert "已关闭" in tap(page).text
    assert channel.find_payment(payment_no=bill.payment_no) == closed


def test_one_that_nobody_opened_cannot_be_closed(channel: AlipayChannel) -> None:
    bill = a_bill()
    page = ask(channel.pay_address(bill=bill, phone=True)).headers["Location"]
    open_still = NotPaid(bill.payment_no, closed=False)
    assert channel.close_payment(payment_no=bill.payment_no) == open_still
    tap(page)
    assert isinstance(channel.find_payment(payment_no=bill.payment_no), Paid)


def test_a_paid_one_is_not_closed(channel: AlipayChannel) -> None:
    bill = paid_bill(channel)
    refused = channel.close_payment(payment_no=bill.payment_no)
    assert refused == Refused("ACQ.TRADE_STATUS_ERROR", final=True)


def test_a_bill_closes_when_it_expires(channel: AlipayChannel) -> None:
    bill = a_bill(minutes=-1)
    ask(channel.pay_address(bill=bill, phone=True))
    found = channel.find_payment(payment_no=bill.payment_no)
    assert isinstance(found, NotPaid)


def test_what_was_refunded_in_full_was_still_paid(channel: AlipayChannel) -> None:
    bill = paid_bill(channel)
    channel.refund(order=order_of(bill, amount_fen=3_000))
    found = channel.find_payment(payment_no=bill.payment_no)
    assert isinstance(found, Paid)
    assert found.amount_fen == 3_000


def test_a_refund_is_unknown_there_then_made_and_found(
    channel: AlipayChannel, sandbox: Sandbox
) -> None:
    bill = paid_bill(channel)
    order = order_of(bill)
    assert channel.find_refund(order=order) == NotRefunded()
    done = Refunded(sandbox.account(bill.payment_no)["trade_no"])
    assert channel.refund(order=order) == done
    assert channel.find_refund(order=order) == done


def test_repeating_a_refund_gives_nothing_more_and_is_for_the_query_to_settle(
    channel: AlipayChannel, sandbox: Sandbox
) -> None:
    order = order_of(paid_bill(channel))
    channel.refund(order=order)
    assert isinstance(channel.refund(order=order), Unknown)
    assert isinstance(channel.find_refund(order=order), Refunded)
    assert sandbox.account(order.payment_no)["refunded_fen"] == order.amount_fen


def test_the_same_number_with_another_sum_is_never_taken_for_done(
    channel: AlipayChannel,
) -> None:
    bill = paid_bill(channel)
    channel.refund(order=order_of(bill))
    other = order_of(bill, amount_fen=1_001)
    assert isinstance(channel.refund(order=other), Unknown)
    assert isinstance(channel.find_refund(order=other), Unknown)


def test_refusals_say_whether_trying_again_helps(channel: AlipayChannel, sandbox: Sandbox) -> None:
    bill = paid_bill(channel)
    sandbox.switch("seller_balance_not_enough", count=1)
    short = channel.refund(order=order_of(bill))
    assert short == Refused("ACQ.SELLER_BALANCE_NOT_ENOUGH", final=False)
    much = channel.refund(order=order_of(bill, amount_fen=3_001))
    assert much == Refused("ACQ.REASON_TRADE_REFUND_FEE_ERR", final=True)
    nobodys = channel.refund(order=RefundOrder("R0", "nobody-paid-this", 1, ""))
    assert nobodys == Refused("ACQ.TRADE_NOT_EXIST", final=True)
    assert channel.find_refund(order=RefundOrder("R0", "nobody-paid-this", 1, "")) == NotRefunded()


@pytest.mark.parametrize("commit", (False, True))
def test_a_system_error_tells_nothing(
    channel: AlipayChannel, sandbox: Sandbox, commit: bool
) -> None:
    order = order_of(paid_bill(channel))
    sandbox.switch("system_error", on=REFUND, commit=commit, count=1)
    assert channel.refund(order=order) == Unknown("ACQ.SYSTEM_ERROR")
    assert isinstance(channel.find_refund(order=order), Refunded if commit else NotRefunded)


@pytest.mark.parametrize("kind", SPOILT)
def test_an_answer_that_does_not_come_or_is_not_signed_is_unknown_everywhere(
    channel: AlipayChannel, hasty: AlipayChannel, sandbox: Sandbox, kind: str
) -> None:
    bill = paid_bill(channel)
    order = order_of(bill)
    caller = hasty if kind.startswith("timeout") else channel
    calls = (
        (REFUND, lambda: caller.refund(order=order)),
        (REFUND_QUERY, lambda: caller.find_refund(order=order)),
        (QUERY, lambda: caller.find_payment(payment_no=bill.payment_no)),
        (CLOSE, lambda: caller.close_payment(payment_no=bill.payment_no)),
        (PRECREATE, lambda: caller.pay_code(bill=a_bill())),
    )
    for method, call in calls:
        spoil(sandbox, kind, on=method)
        assert isinstance(call(), Unknown), method
    assert isinstance(channel.find_refund(order=order), Refunded), "it had happened all the same"


def test_a_time_out_before_anything_happened_looks_the_same(
    channel: AlipayChannel, hasty: AlipayChannel, sandbox: Sandbox
) -> None:
    order = order_of(paid_bill(channel))
    spoil(sandbox, "timeout_before_commit", on=REFUND)
    assert isinstance(hasty.refund(order=order), Unknown)
    assert channel.find_refund(order=order) == NotRefunded()


def test_the_time_of_a_call_is_beijings_wherever_the_machine_stands(
    channel: AlipayChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = paid_bill(channel)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "America/New_York")
        time.tzset()
        found = channel.find_payment(payment_no=bill.payment_no)
    time.tzset()
    assert isinstance(found, Paid)


def test_a_gateway_that_is_not_there_is_unknown(merchant: AlipayMerchant) -> None:
    nowhere = AlipayChannel(replace(merchant, gateway="http://127.0.0.1:9/gateway.do"))
    assert isinstance(nowhere.find_payment(payment_no="any"), Unknown)


def test_a_gateway_with_another_key_is_not_believed(
    merchant: AlipayMerchant, sandbox: Sandbox
) -> None:
    stranger = replace(merchant, alipay_public_key=public_pem(key=new_key()))
    bill = paid_bill(AlipayChannel(merchant))
    found = AlipayChannel(stranger).find_payment(payment_no=bill.payment_no)
    assert isinstance(found, Unknown)


@pytest.mark.parametrize("words", ('{"退": "款"}', "}{", 'a"b\\c', "/=&", "买家说：不要了 😀", ""))
def test_braces_quotes_and_signs_in_texts_break_nothing(channel: AlipayChannel, words: str) -> None:
    bill = paid_bill(channel, subject=f"卡 {words}")
    order = order_of(bill, reason=words)
    assert isinstance(channel.refund(order=order), Refunded)
    assert isinstance(channel.find_refund(order=order), Refunded)


def test_braces_that_the_gateway_sends_back_are_read_as_text(
    channel: AlipayChannel, sandbox: Sandbox
) -> None:
    order = order_of(paid_bill(channel))
    content = {
        "out_trade_no": order.payment_no,
        "out_request_no": order.refund_no,
        "refund_amount": "10.00",
        "refund_reason": '}}{"sign":"',
    }
    channel._client.ask(REFUND, content)
    assert isinstance(channel.find_refund(order=order), Refunded)
