"""A refund that the user's bank does not take goes another way, or to the merchant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.process import Sandbox
from tests.sandbox.wechat_shop import LocalWeChat, WeChatShop, WeChatSink, post, read

CARD = {"bank_type": "ICBC_DEBIT", "bank_account": "6222020200000001234", "real_name": "张三"}


@pytest.fixture(params=[False, True], ids=["public key", "certificate"])
def shop(request: pytest.FixtureRequest, sandbox: Sandbox, wechat_sink: WeChatSink) -> WeChatShop:
    """A shop in either mode, so that card numbers are encrypted in both."""
    sandbox.pass_time(seconds=2)
    return WeChatShop(sandbox=sandbox, sink=wechat_sink, by_certificate=request.param)


def stuck(shop: WeChatShop) -> tuple[str, dict[str, Any]]:
    """An order's number, and its refund that became abnormal."""
    shop.sandbox.switch("refund_abnormal", on="wechat.refund", count=1)
    number = shop.paid_order()
    shop.refund(number, f"A{number}", 1000)
    return number, shop.settled(f"A{number}")


def apply(client: LocalWeChat, refund: dict[str, Any], **more: Any) -> tuple[int, dict[str, Any]]:
    """Apply for another way."""
    given = {"type": "USER_BANK_CARD", **CARD, **more}
    return read(client.abnormal_refund(refund["refund_id"], refund["out_refund_no"], **given))


def test_the_money_reaches_another_card_of_the_users(
    shop: WeChatShop, sandbox: Sandbox, wechat_sink: WeChatSink
) -> None:
    number, refund = stuck(shop)
    assert refund["status"] == "ABNORMAL" and "success_time" not in refund
    assert sandbox.account(number, rail="wechat")["refunded_fen"] == 0
    status, said = apply(shop.client, refund)
    assert (status, said["status"], said["channel"]) == (200, "PROCESSING", "OTHER_BANKCARD")
    assert shop.settled(f"A{number}")["user_received_account"] == "ICBC_DEBIT尾号1234"
    notices = wechat_sink.await_notices(number, count=3)
    told = [notice.event for notice in notices]
    assert told == ["TRANSACTION.SUCCESS", "REFUND.ABNORMAL", "REFUND.SUCCESS"]
    assert sandbox.account(number, rail="wechat")["refunded_fen"] == 1000


def test_the_money_comes_to_the_merchants_own_account(shop: WeChatShop) -> None:
    number, refund = stuck(shop)
    amiss = {"type": "MERCHANT_BANK_CARD", "bank_account": None, "real_name": None}
    status, _ = apply(shop.client, refund, **amiss)
    assert status == 200
    assert shop.settled(f"A{number}")["user_received_account"] == "商户结算银行账户"


def test_the_other_card_may_fail_as_well(shop: WeChatShop, sandbox: Sandbox) -> None:
    number, refund = stuck(shop)
    sandbox.switch("refund_abnormal", on="wechat.abnormal_refund", out_trade_no=number, count=1)
    assert apply(shop.client, refund)[0] == 200
    assert shop.settled(f"A{number}")["status"] == "ABNORMAL"
    assert apply(shop.client, refund)[0] == 200
    assert shop.settled(f"A{number}")["status"] == "SUCCESS"


@pytest.mark.parametrize(
    "more",
    [
        {"bank_type": "ICBC_CREDIT"},
        {"bank_type": None},
        {"bank_account": "12"},
        {"real_name": None},
    ],
)
def test_a_card_that_cannot_be_paid_out_to_is_refused(
    shop: WeChatShop, more: dict[str, Any]
) -> None:
    number, refund = stuck(shop)
    status, said = apply(shop.client, refund, **more)
    assert (status, said["code"]) == (400, "PARAM_ERROR")
    assert shop.client.find_refund(f"A{number}")["status"] == "ABNORMAL"


def test_only_an_abnormal_refund_goes_another_way(shop: WeChatShop) -> None:
    number = shop.paid_order()
    shop.refund(number, f"A{number}", 1000)
    status, said = apply(shop.client, shop.settled(f"A{number}"))
    assert (status, said["code"]) == (400, "INVALID_REQUEST")
    status, said = apply(shop.client, {"refund_id": "5030", "out_refund_no": "NONE"})
    assert (status, said["code"]) == (404, "RESOURCE_NOT_EXISTS")


def test_what_is_not_encrypted_under_the_named_key_is_refused(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    _, refund = stuck(shop)
    target = f"/v3/refund/domestic/refunds/{refund['refund_id']}/apply-abnormal-refund"
    asked = {"out_refund_no": refund["out_refund_no"], "type": "USER_BANK_CARD", **CARD}
    key_id = shop.client.account.public_key_id
    plain = post(sandbox, target, asked, headers={"Wechatpay-Serial": key_id})
    assert (plain.status, plain.json()["detail"]["field"]) == (400, "/bank_account")
    unnamed = post(sandbox, target, asked)
    assert "缺少" in unnamed.json()["message"]
    other = post(sandbox, target, asked, headers={"Wechatpay-Serial": "ABCD"})
    assert other.json()["message"] == "平台证书序列号Wechatpay-Serial错误"


def test_a_refund_that_arrived_is_sent_back_half_a_day_later(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    sandbox.switch("refund_sent_back", on="wechat.refund", count=1)
    number = shop.paid_order()
    shop.refund(number, f"B{number}", 1000)
    assert shop.settled(f"B{number}")["status"] == "SUCCESS"
    assert sandbox.account(number, rail="wechat")["refunded_fen"] == 1000
    sandbox.pass_time(seconds=12 * 3600 - 60)
    assert shop.settled(f"B{number}")["status"] == "SUCCESS"
    sandbox.pass_time(seconds=120)
    assert shop.settled(f"B{number}")["status"] == "ABNORMAL"
    assert sandbox.account(number, rail="wechat")["refunded_fen"] == 0
