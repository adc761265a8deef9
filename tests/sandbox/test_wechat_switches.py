"""Every switch of a call does to WeChat Pay what it says, and the book shows what happened."""

from __future__ import annotations

import time

import pytest
import requests

from tests.sandbox.process import Sandbox
from tests.sandbox.wechat_shop import LocalWeChat, WeChatShop

REFUND = "wechat.refund"


@pytest.fixture
def shop(wechat_shop: WeChatShop) -> WeChatShop:
    """The shop."""
    return wechat_shop


@pytest.fixture
def hasty(shop: WeChatShop, sandbox: Sandbox) -> LocalWeChat:
    """Its client with little patience."""
    return LocalWeChat(sandbox=sandbox, timeout_s=0.5)


def asked(shop: WeChatShop, number: str) -> tuple[int, str]:
    """The status and the code of the one refund that these tests ask for."""
    url = shop.sink.at(number)
    status, said = shop.client.give_back(number, f"A{number}", 1000, notify_url=url)
    return status, said.get("code", "")


def refunds(sandbox: Sandbox, number: str) -> list[str]:
    """The refunds of an order that were accepted."""
    return list(sandbox.account(number, rail="wechat")["refunds"])


@pytest.mark.parametrize(
    ("kind", "accepted"), [("timeout_before_commit", False), ("timeout_after_commit", True)]
)
def test_a_time_out_may_or_may_not_have_refunded(
    shop: WeChatShop, hasty: LocalWeChat, sandbox: Sandbox, kind: str, accepted: bool
) -> None:
    number = shop.paid_order()
    sandbox.switch(kind, on=REFUND, out_trade_no=number, count=1, seconds=1)
    with pytest.raises(requests.Timeout):
        hasty.give_back(number, f"A{number}", 1000, notify_url=shop.sink.at(number))
    assert (shop.client.find_refund(f"A{number}")["http"] == 200) == accepted
    assert asked(shop, number) == (200, "")
    assert refunds(sandbox, number) == [f"A{number}"]


def test_a_held_call_is_let_go_after_a_while(shop: WeChatShop, sandbox: Sandbox) -> None:
    number = shop.paid_order()
    sandbox.switch("timeout_after_commit", on="wechat.query", out_trade_no=number, seconds=0.3)
    started = time.monotonic()
    assert shop.client.query(out_trade_no=number)[0] == 504
    assert 0.3 <= time.monotonic() - started < 3


def test_500_after_commit(shop: WeChatShop, sandbox: Sandbox) -> None:
    number = shop.paid_order()
    sandbox.switch("error_500_after_commit", on=REFUND, out_trade_no=number, count=1)
    amount = {"refund": 1000, "total": 3000, "currency": "CNY"}
    where = {"out_trade_no": number, "notify_url": shop.sink.at(number)}
    assert shop.client.refund(f"A{number}", amount, **where)[0] == 500
    assert refunds(sandbox, number) == [f"A{number}"]
    assert asked(shop, number) == (200, "")


@pytest.mark.parametrize("commit", [True, False])
def test_a_system_error_may_or_may_not_have_refunded(
    shop: WeChatShop, sandbox: Sandbox, commit: bool
) -> None:
    number = shop.paid_order()
    sandbox.switch("system_error", on=REFUND, out_trade_no=number, count=1, commit=commit)
    assert asked(shop, number) == (500, "SYSTEM_ERROR")
    assert bool(refunds(sandbox, number)) == commit
    assert asked(shop, number) == (200, "")


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("seller_balance_not_enough", 403, "NOT_ENOUGH"),
        ("frequency_limited", 429, "FREQUENCY_LIMITED"),
    ],
)
def test_nothing_is_refunded_until_the_switch_is_taken_away(
    shop: WeChatShop, sandbox: Sandbox, kind: str, status: int, code: str
) -> None:
    number = shop.paid_order()
    switch = sandbox.switch(kind, on=REFUND, out_trade_no=number)
    assert [asked(shop, number) for _ in range(2)] == [(status, code)] * 2
    assert refunds(sandbox, number) == []
    sandbox.remove(switch)
    assert asked(shop, number) == (200, "")


def test_only_a_refund_needs_the_sellers_money(shop: WeChatShop, sandbox: Sandbox) -> None:
    number = shop.paid_order()
    sandbox.switch("seller_balance_not_enough", out_trade_no=number)
    assert shop.client.find(number)["http"] == 200


@pytest.mark.parametrize("kind", ["bad_signature", "no_signature", "signtest", "wrong_serial"])
def test_the_sdk_refuses_a_badly_signed_reply_to_a_refund_that_happened(
    shop: WeChatShop, sandbox: Sandbox, kind: str
) -> None:
    number = shop.paid_order()
    sandbox.switch(kind, on=REFUND, out_trade_no=number, count=1)
    with pytest.raises(Exception, match=r"signature|algorithm|invalid literal"):
        asked(shop, number)
    assert refunds(sandbox, number) == [f"A{number}"]
    assert asked(shop, number) == (200, "")


def test_a_stale_reply_bears_a_true_signature_and_an_old_time(
    shop: WeChatShop, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK takes it: whoever uses it must look at the time himself."""
    number = shop.paid_order()
    sandbox.switch("stale_timestamp", on="wechat.query", out_trade_no=number, count=1)
    seen: list[int] = []
    real = shop.client._core._verify_signature

    def look(headers: dict[str, str], body: str) -> bool:
        seen.append(int(headers["Wechatpay-Timestamp"]))
        return bool(real(headers, body))

    monkeypatch.setattr(shop.client._core, "_verify_signature", look)
    assert shop.client.find(number)["http"] == 200
    assert time.time() - min(seen) > 3000, "the paid notice may have been looked at as well"


def test_a_switch_finds_its_order_by_whatever_number_is_said(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    asked(shop, number)
    transaction_id = shop.client.find(number)["transaction_id"]
    sandbox.switch("system_error", out_trade_no=number, count=2)
    assert shop.client.query(transaction_id=transaction_id)[0] == 500
    assert shop.client.query_refund(f"A{number}")[0] == 500
    assert shop.client.query_refund(f"A{number}")[0] == 200


def test_a_switch_of_one_rail_is_not_used_up_by_the_other(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    switch = sandbox.switch("system_error", on="alipay.*", count=1)
    assert shop.client.find(shop.paid_order())["http"] == 200
    sandbox.remove(switch)


def test_the_calls_and_what_spoilt_them_are_written_down(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    sandbox.switch("system_error", on=REFUND, out_trade_no=number, count=1, commit=True)
    asked(shop, number)
    asked(shop, number)
    calls = [
        (call["out_request_no"], call["code"], call["sub_code"], call["switch"])
        for call in sandbox.calls(number)
        if call["method"] == REFUND
    ]
    assert calls == [
        (f"A{number}", "200", "", ""),
        (f"A{number}", "500", "SYSTEM_ERROR", "system_error"),
    ]
