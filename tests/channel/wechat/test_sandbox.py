"""WeChat Pay's own ways, at the sandbox: both key modes, a phone's page, refunds that take time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from anxin.adapters.channel.wechat import WechatChannel
from anxin.domain.channel import (
    Abnormal,
    Bill,
    Closed,
    ForgedNotice,
    Notice,
    NotPaid,
    Paid,
    Processing,
    Refunded,
    RefundOrder,
    RefundState,
    Refused,
    Unknown,
)
from tests.channel.bills import a_bill, order_of, paid_at
from tests.channel.rails import WechatRail
from tests.sandbox.process import Sandbox, ask, wait_until
from tests.sandbox.shop import Sink, tap


@pytest.fixture
def rail(place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch) -> Iterator[WechatRail]:
    """WeChat Pay without a switch set."""
    monkeypatch.setenv("no_proxy", "*")
    place[0].clear()
    opened = WechatRail(sandbox=place[0])
    yield opened
    opened.stop()
    place[0].clear()


@pytest.fixture
def channel(rail: WechatRail) -> WechatChannel:
    """The adapter in public key mode."""
    return rail.channel()


@pytest.fixture
def certified(rail: WechatRail) -> WechatChannel:
    """The adapter in certificate mode, with no certificate here yet."""
    return WechatChannel(replace(rail.merchant, public_key="", public_key_id=""))


@pytest.fixture
def bill(rail: WechatRail, channel: WechatChannel) -> Bill:
    """A bill whose buyer has paid it."""
    return paid_at(rail, channel)


def settled(channel: WechatChannel, order: RefundOrder) -> RefundState:
    """What became of a refund that was taken."""
    wait_until(lambda: not isinstance(channel.find_refund(order=order), Processing))
    found = channel.find_refund(order=order)
    assert isinstance(found, RefundState)
    return found


def asked(rail: WechatRail) -> int:
    """How often the platform's certificates were asked for."""
    return len([call for call in rail.sandbox.calls("") if call["method"] == "wechat.certificates"])


def test_a_merchant_with_platform_certificates_goes_the_whole_way(
    rail: WechatRail, certified: WechatChannel
) -> None:
    before = asked(rail)
    bill = paid_at(rail, certified)
    assert isinstance(certified.find_payment(payment_no=bill.payment_no), Paid)
    order = order_of(bill)
    assert isinstance(certified.refund(order=order), Processing)
    assert isinstance(settled(certified, order), Refunded)
    paid, refunded = rail.told(payment_no=bill.payment_no, count=2)
    assert certified.read_notice(headers=paid.headers, body=paid.body).paid
    read = certified.read_notice(headers=refunded.headers, body=refunded.body)
    assert read.refund_no == order.refund_no
    assert asked(rail) == before + 1


def test_a_notice_alone_never_fetches_certificates(
    rail: WechatRail, certified: WechatChannel
) -> None:
    bill = paid_at(rail, certified)
    (told,) = rail.told(payment_no=bill.payment_no, count=1)
    restarted, before = WechatChannel(certified._merchant), asked(rail)
    with pytest.raises(ForgedNotice, match="not here"):
        restarted.read_notice(headers=told.headers, body=told.body)
    assert asked(rail) == before
    assert isinstance(restarted.find_payment(payment_no=bill.payment_no), Paid)
    assert restarted.read_notice(headers=told.headers, body=told.body).paid


def test_notices_signed_with_the_certificate_are_a_strangers_to_who_has_the_public_key_only(
    rail: WechatRail, channel: WechatChannel, certified: WechatChannel
) -> None:
    bill = paid_at(rail, certified)
    (told,) = rail.told(payment_no=bill.payment_no, count=1)
    before = asked(rail)
    with pytest.raises(ForgedNotice):
        channel.read_notice(headers=told.headers, body=told.body)
    assert asked(rail) == before


def test_a_phone_is_led_to_the_page_and_back(channel: WechatChannel) -> None:
    bill = replace(a_bill(), payer_ip="203.0.113.7")
    address = channel.pay_address(bill=bill, phone=True)
    assert isinstance(address, str)
    assert "30.00" in ask(address).text
    paid = tap(address)
    assert (paid.status, paid.headers["Location"]) == (303, bill.return_url)
    assert isinstance(channel.find_payment(payment_no=bill.payment_no), Paid)


def test_a_bill_is_closed_when_it_expires_and_its_code_opens_nothing(
    rail: WechatRail, channel: WechatChannel
) -> None:
    bill = a_bill(minutes=1)
    page = rail.order(channel=channel, bill=bill)
    rail.sandbox.pass_time(seconds=61)
    try:
        assert channel.find_payment(payment_no=bill.payment_no) == NotPaid(
            bill.payment_no, closed=True
        )
        assert ask(page).status == 404
    finally:
        rail.sandbox.pass_time(seconds=-61)


def test_an_expired_bill_is_never_ordered(channel: WechatChannel) -> None:
    assert channel.pay_code(bill=a_bill(minutes=-1)) == Refused("PARAM_ERROR", final=True)


@pytest.mark.parametrize("kind", ("wrong_serial", "stale_timestamp", "signtest"))
def test_a_reply_that_is_wrong_in_wechat_pays_own_ways_is_unknown(
    rail: WechatRail, channel: WechatChannel, bill: Bill, kind: str
) -> None:
    order = order_of(bill)
    rail.sandbox.switch(kind, on=rail.names.refund, count=1)
    assert isinstance(channel.refund(order=order), Unknown)
    assert isinstance(settled(channel, order), Refunded)


def test_a_probe_among_the_notices_is_refused_and_the_next_one_is_not(
    rail: WechatRail, channel: WechatChannel
) -> None:
    rail.sandbox.switch("signtest", on="wechat.notice.*", count=1)
    bill = paid_at(rail, channel)
    probe, genuine = rail.told(payment_no=bill.payment_no, count=2)
    with pytest.raises(ForgedNotice):
        channel.read_notice(headers=probe.headers, body=probe.body)
    assert channel.read_notice(headers=genuine.headers, body=genuine.body).paid


def test_a_refund_that_arrives_says_where(channel: WechatChannel, bill: Bill) -> None:
    order = order_of(bill)
    taken = channel.refund(order=order)
    assert isinstance(taken, Processing)
    assert settled(channel, order) == Refunded(taken.serial_no, "支付用户零钱")


@pytest.mark.parametrize(
    ("kind", "meant"), [("refund_abnormal", Abnormal), ("refund_closed", Closed)]
)
def test_a_refund_that_does_not_arrive_says_how_and_tells_it(
    rail: WechatRail, channel: WechatChannel, bill: Bill, kind: str, meant: type[RefundState]
) -> None:
    order = order_of(bill)
    rail.sandbox.switch(kind, on=rail.names.refund, count=1)
    taken = channel.refund(order=order)
    assert isinstance(taken, Processing)
    assert settled(channel, order) == meant(taken.serial_no)
    assert rail.account(payment_no=bill.payment_no)["refunded_fen"] == 0
    _, told = rail.told(payment_no=bill.payment_no, count=2)
    read = channel.read_notice(headers=told.headers, body=told.body)
    assert read == Notice(None, bill.payment_no, order.refund_no, refund_undone=True)


def test_the_number_of_a_closed_refund_is_spent_and_a_new_one_pays(
    rail: WechatRail, channel: WechatChannel, bill: Bill
) -> None:
    order = order_of(bill)
    rail.sandbox.switch("refund_closed", on=rail.names.refund, count=1)
    channel.refund(order=order)
    assert isinstance(settled(channel, order), Closed)
    assert isinstance(channel.refund(order=order), Closed)
    rail.sandbox.pass_time(seconds=61)
    try:
        anew = replace(order, refund_no=f"{order.refund_no}-2")
        assert isinstance(channel.refund(order=anew), Processing)
        assert isinstance(settled(channel, anew), Refunded)
    finally:
        rail.sandbox.pass_time(seconds=-61)


def test_a_second_refund_within_a_minute_comes_again_later(
    channel: WechatChannel, bill: Bill
) -> None:
    order = order_of(bill)
    channel.refund(order=order)
    hurried = replace(order, refund_no=f"{order.refund_no}-2")
    assert channel.refund(order=hurried) == Refused("FREQUENCY_LIMITED", final=False)


def test_a_wrong_total_is_refused_for_good(channel: WechatChannel, bill: Bill) -> None:
    wrong = replace(order_of(bill), total_fen=bill.amount_fen + 1)
    assert channel.refund(order=wrong) == Refused("INVALID_REQUEST", final=True)


def test_a_recalled_refund_goes_to_the_merchant_and_says_so(
    rail: WechatRail, channel: WechatChannel, bill: Bill
) -> None:
    order = order_of(bill)
    rail.sandbox.switch("refund_abnormal", on=rail.names.refund, count=1)
    channel.refund(order=order)
    stuck = settled(channel, order)
    assert isinstance(stuck, Abnormal)
    recalled = channel.recall_refund(order=order, serial_no=stuck.serial_no)
    assert recalled == Processing(stuck.serial_no)
    again = channel.recall_refund(order=order, serial_no=stuck.serial_no)
    assert again == Refused("INVALID_REQUEST", final=True)
    assert settled(channel, order) == Refunded(
        stuck.serial_no, "商户结算银行账户", to_merchant=True
    )


def test_a_recall_whose_answer_is_lost_is_found_by_asking(
    rail: WechatRail, channel: WechatChannel, bill: Bill
) -> None:
    order = order_of(bill)
    rail.sandbox.switch("refund_abnormal", on=rail.names.refund, count=1)
    channel.refund(order=order)
    stuck = settled(channel, order)
    assert isinstance(stuck, Abnormal)
    rail.sandbox.switch("bad_signature", on="wechat.abnormal_refund", count=1)
    recalled = channel.recall_refund(order=order, serial_no=stuck.serial_no)
    assert isinstance(recalled, Unknown)
    assert isinstance(channel.find_refund(order=order), Processing | Refunded)


def test_what_did_not_get_stuck_is_not_recalled(channel: WechatChannel, bill: Bill) -> None:
    order = order_of(bill)
    channel.refund(order=order)
    done = settled(channel, order)
    assert isinstance(done, Refunded)
    recalled = channel.recall_refund(order=order, serial_no=done.serial_no)
    assert recalled == Refused("INVALID_REQUEST", final=True)
