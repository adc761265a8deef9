"""Refunds at WeChat Pay: accepted, settled, repeated; too much, too soon and too late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.sandbox.process import Sandbox
from tests.sandbox.wechat_shop import LocalWeChat, WeChatShop, WeChatSink, read

REFUND = "wechat.refund"


@pytest.fixture
def shop(wechat_shop: WeChatShop) -> WeChatShop:
    """The shop."""
    return wechat_shop


def refused(client: LocalWeChat, number: str, refund_no: str, fen: int, **more: Any) -> str:
    """The code of a refund that is not accepted."""
    status, said = client.give_back(number, refund_no, fen, **more)
    assert status >= 400, said
    return str(said["code"])


def test_the_first_refund_asked_for_changes_the_orders_state_whatever_its_size(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    said = shop.refund(number, f"A{number}", 1)
    assert said["status"] == "PROCESSING"
    assert shop.client.find(number)["trade_state"] == "REFUND"
    account = sandbox.account(number, rail="wechat")
    assert (account["refunded_fen"], account["successful_refunds"]) == (0, 0)
    assert shop.settled(f"A{number}")["status"] == "SUCCESS"
    account = sandbox.account(number, rail="wechat")
    assert (account["refunded_fen"], account["successful_refunds"]) == (1, 1)


def test_a_reply_names_every_amount_and_the_fee_that_comes_back(shop: WeChatShop) -> None:
    number = shop.paid_order()
    said = shop.refund(number, f"A{number}", 1000, reason="卡密无效")
    assert said["amount"] == {
        "total": 3000,
        "refund": 1000,
        "payer_total": 3000,
        "payer_refund": 1000,
        "settlement_total": 3000,
        "settlement_refund": 1000,
        "discount_refund": 0,
        "currency": "CNY",
        "from": [],
        "refund_fee": 6,
    }
    assert (said["channel"], said["funds_account"]) == ("ORIGINAL", "UNSETTLED")
    assert said["create_time"].endswith("+08:00")


def test_the_same_refund_again_is_the_same_refund(shop: WeChatShop, sandbox: Sandbox) -> None:
    number = shop.paid_order()
    first = shop.refund(number, f"A{number}", 1000)
    again = shop.refund(number, f"A{number}", 1000)
    assert again["refund_id"] == first["refund_id"]
    transaction_id = shop.client.find(number)["transaction_id"]
    amount = {"refund": 1000, "total": 3000, "currency": "CNY"}
    where = {"transaction_id": transaction_id, "notify_url": shop.sink.at(number)}
    status, said = read(shop.client.refund(f"A{number}", amount, **where))
    assert (status, said["refund_id"]) == (200, first["refund_id"])
    shop.settled(f"A{number}")
    assert shop.refund(number, f"A{number}", 1000)["status"] == "SUCCESS"
    assert sandbox.account(number, rail="wechat")["refunded_fen"] == 1000


@pytest.mark.parametrize(("fen", "more"), [(999, {}), (1000, {"reason": "另一个原因"})])
def test_the_same_number_with_other_parameters_is_refused(
    shop: WeChatShop, fen: int, more: dict[str, Any]
) -> None:
    number = shop.paid_order()
    where = {"notify_url": shop.sink.at(number)}
    shop.refund(number, f"A{number}", 1000)
    assert refused(shop.client, number, f"A{number}", fen, **where, **more) == "INVALID_REQUEST"
    other = shop.paid_order()
    assert refused(shop.client, other, f"A{number}", 1000, **where) == "INVALID_REQUEST"


def test_the_total_must_be_the_orders(shop: WeChatShop) -> None:
    number = shop.paid_order()
    assert refused(shop.client, number, f"A{number}", 10, total_fen=2990) == "INVALID_REQUEST"


def test_two_refunds_of_an_order_are_a_minute_apart(shop: WeChatShop, sandbox: Sandbox) -> None:
    number = shop.paid_order()
    shop.refund(number, f"A{number}", 1000)
    assert refused(shop.client, number, f"B{number}", 1000) == "FREQUENCY_LIMITED"
    sandbox.pass_time(seconds=60)
    shop.refund(number, f"B{number}", 1000)


def test_more_than_was_paid_never_goes_back(shop: WeChatShop, sandbox: Sandbox) -> None:
    number = shop.paid_order()
    assert refused(shop.client, number, f"A{number}", 3001) == "INVALID_REQUEST"
    shop.refund(number, f"A{number}", 2000)
    sandbox.pass_time(seconds=60)
    assert refused(shop.client, number, f"B{number}", 1001) == "INVALID_REQUEST"
    shop.refund(number, f"B{number}", 1000)
    sandbox.pass_time(seconds=60)
    assert refused(shop.client, number, f"C{number}", 1) == "INVALID_REQUEST"
    assert sandbox.account(number, rail="wechat")["refunded_fen"] == 3000


def test_many_refunds_at_once_never_exceed_what_was_paid(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    with ThreadPoolExecutor(12) as pool:
        give_back = shop.client.give_back
        list(pool.map(lambda no: give_back(number, f"{no}-{number}", 2000), range(12)))
    refunds = sandbox.account(number, rail="wechat")["refunds"]
    assert [refund["refund_fen"] for refund in refunds.values()] == [2000]


def test_fifty_refunds_of_an_order_are_the_most(shop: WeChatShop, sandbox: Sandbox) -> None:
    number = shop.paid_order()
    for count in range(50):
        shop.refund(number, f"{count}-{number}", 1)
        sandbox.pass_time(seconds=60)
    assert refused(shop.client, number, f"50-{number}", 1) == "INVALID_REQUEST"
    shop.settled(f"49-{number}")
    assert sandbox.account(number, rail="wechat")["refunded_fen"] == 50


def test_after_a_year_nothing_is_refunded_but_known_refunds_are_told(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    shop.refund(number, f"A{number}", 1000)
    sandbox.pass_time(seconds=365 * 86_400 + 1)
    assert refused(shop.client, number, f"B{number}", 1000) == "INVALID_REQUEST"
    assert shop.refund(number, f"A{number}", 1000)["status"] == "SUCCESS"


def test_what_nobody_paid_cannot_be_refunded(shop: WeChatShop) -> None:
    number, _ = shop.order()
    assert refused(shop.client, number, f"A{number}", 3000) == "INVALID_REQUEST"
    assert refused(shop.client, "NEVER-MADE", f"A{number}", 3000) == "RESOURCE_NOT_EXISTS"
    found = shop.client.find_refund(f"A{number}")
    assert (found["http"], found["code"]) == (404, "RESOURCE_NOT_EXISTS")


def test_the_seventh_refusal_within_a_second_is_that_the_caller_is_too_hasty(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    sandbox.pass_time(seconds=2)
    with ThreadPoolExecutor(8) as pool:
        client = shop.client
        codes = list(pool.map(lambda no: refused(client, number, f"{no}", 3001), range(8)))
    assert codes.count("INVALID_REQUEST") >= 6
    assert set(codes) <= {"INVALID_REQUEST", "FREQUENCY_LIMITED"}
    sandbox.pass_time(seconds=2)
    assert shop.refund(number, f"A{number}", 3000)["status"] == "PROCESSING"


def test_a_refund_may_stay_under_way_for_long(
    shop: WeChatShop, sandbox: Sandbox, wechat_sink: WeChatSink
) -> None:
    sandbox.switch("refund_processing", on=REFUND, count=1, seconds=3600)
    number = shop.paid_order()
    wechat_sink.await_notices(number, count=1)
    shop.refund(number, f"A{number}", 1000)
    sandbox.pass_time(seconds=3500)
    assert shop.client.find_refund(f"A{number}")["status"] == "PROCESSING"
    assert len(wechat_sink.of(number)) == 1
    sandbox.pass_time(seconds=101)
    assert shop.client.find_refund(f"A{number}")["status"] == "SUCCESS"
    wechat_sink.await_notices(number, count=2)


def test_a_closed_refund_leaves_its_money_to_a_new_number(
    shop: WeChatShop, sandbox: Sandbox, wechat_sink: WeChatSink
) -> None:
    sandbox.switch("refund_closed", on=REFUND, count=1)
    number = shop.paid_order()
    assert shop.refund(number, f"A{number}", 3000)["status"] == "PROCESSING"
    assert "success_time" not in (closed := shop.settled(f"A{number}"))
    assert closed["status"] == "CLOSED"
    _, notice = wechat_sink.await_notices(number, count=2)
    assert (notice.event, notice.plain["refund_status"]) == ("REFUND.CLOSED", "CLOSED")
    assert shop.client.find(number)["trade_state"] == "REFUND"
    assert shop.refund(number, f"A{number}", 3000)["status"] == "CLOSED", "the same is the same"
    sandbox.pass_time(seconds=60)
    shop.refund(number, f"B{number}", 3000)
    assert shop.settled(f"B{number}")["status"] == "SUCCESS"
    assert sandbox.account(number, rail="wechat")["refunded_fen"] == 3000
