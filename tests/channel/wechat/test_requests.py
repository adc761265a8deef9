"""What the adapter sends: all that WeChat Pay wants, and nothing that breaks a signature."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from anxin.adapters.channel.wechat import WechatChannel, WechatMerchant
from anxin.domain.channel import (
    Processing,
    Refused,
)
from anxin.services.numbers import new_no
from tests.channel.wechat.asking import BILL, CALLS, ORDER, REFUND
from tests.channel.wechat.platform import (
    APPID,
    MCHID,
    Platform,
    Said,
    Wire,
)


@pytest.mark.parametrize("payer_ip", ("", "127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "?"))
def test_without_the_buyers_address_there_is_a_code_but_no_page(
    channel: WechatChannel, wire: Wire, payer_ip: str
) -> None:
    bill = replace(BILL, payer_ip=payer_ip)
    assert channel.pay_address(bill=bill, phone=True) == Refused("code_only", final=True)
    assert wire.heard == []


def test_a_desk_has_a_code_but_no_page(channel: WechatChannel, wire: Wire) -> None:
    bill = replace(BILL, payer_ip="203.0.113.7")
    assert channel.pay_address(bill=bill, phone=False) == Refused("code_only", final=True)
    assert wire.heard == []


def test_the_page_for_a_phone_brings_the_buyer_back(
    channel: WechatChannel, platform: Platform, wire: Wire
) -> None:
    wire.answer = Said(200, {"h5_url": "https://wx.example/checkmweb?prepay_id=wx1"}, platform)
    address = CALLS["pay_address"](channel)
    back = "http%3A%2F%2Flocalhost%3A8000%2Fback%2F%3Fa%3D1%26b%3D2"
    assert address == f"https://wx.example/checkmweb?prepay_id=wx1&redirect_url={back}"
    assert wire.heard[0].path == "/v3/pay/transactions/h5"
    assert wire.heard[0].fields["scene_info"] == {
        "payer_client_ip": "203.0.113.7",
        "h5_info": {"type": "Wap"},
    }


def test_a_payment_is_ordered_with_all_that_wechat_pay_wants_and_no_more(
    channel: WechatChannel, platform: Platform, wire: Wire
) -> None:
    wire.answer = Said(200, {"code_url": "weixin://wxpay/bizpayurl?pr=abc"}, platform)
    assert channel.pay_code(bill=BILL) == "weixin://wxpay/bizpayurl?pr=abc"
    assert wire.heard[0].fields == {
        "appid": APPID,
        "mchid": MCHID,
        "description": "游戏点卡",
        "out_trade_no": "P1",
        "time_expire": "2026-11-22T15:15:00+08:00",
        "notify_url": "http://localhost:8000/notify/wechat/",
        "amount": {"total": 9_800, "currency": "CNY"},
    }
    assert wire.heard[0].headers["Wechatpay-Serial"] == platform.serial_no


@pytest.mark.parametrize("subject", ("卡" * 100, "卡😀" * 60, "a\nb\x00\x1fc", "\ud800", "  ", ""))
def test_texts_are_cut_between_characters_to_the_bytes_allowed(
    channel: WechatChannel, platform: Platform, wire: Wire, subject: str
) -> None:
    wire.answer = Said(200, {"code_url": "weixin://x"}, platform)
    assert channel.pay_code(bill=replace(BILL, subject=subject)) == "weixin://x"
    description = wire.heard[0].fields["description"]
    assert 0 < len(description.encode()) <= 127
    assert "�" not in description
    wire.answer = Said(200, REFUND, platform)
    assert channel.refund(order=replace(ORDER, reason=subject)) == Processing("503")
    assert len(wire.heard[1].fields.get("reason", "").encode()) <= 80


def test_a_refund_names_its_number_its_sum_and_what_was_paid(
    channel: WechatChannel, platform: Platform, wire: Wire
) -> None:
    wire.answer = Said(200, REFUND, platform)
    channel.refund(order=ORDER)
    assert wire.heard[0].fields == {
        "notify_url": "http://localhost:8000/notify/wechat/",
        "out_refund_no": "R1",
        "out_trade_no": "P1",
        "reason": "不想要了",
        "amount": {"refund": 1_000, "total": 9_800, "currency": "CNY"},
    }


def test_a_recall_sends_the_money_to_the_merchants_bank(
    channel: WechatChannel, platform: Platform, wire: Wire
) -> None:
    wire.answer = Said(200, REFUND, platform)
    assert channel.recall_refund(order=ORDER, serial_no="503") == Processing("503")
    assert wire.heard[0].path == "/v3/refund/domestic/refunds/503/apply-abnormal-refund"
    assert wire.heard[0].fields == {"out_refund_no": "R1", "type": "MERCHANT_BANK_CARD"}


def test_every_call_is_signed_over_what_is_sent(
    channel: WechatChannel, merchant: WechatMerchant, wire: Wire
) -> None:
    CALLS["find_payment"](channel)
    (heard,) = wire.heard
    assert heard.path == f"/v3/pay/transactions/out-trade-no/P1?mchid={MCHID}"
    signed = dict(re.findall(r'(\w+)="([^"]*)"', heard.headers["Authorization"]))
    assert (signed["mchid"], signed["serial_no"]) == (MCHID, merchant.serial_no)
    text = f"GET\n{heard.path}\n{signed['timestamp']}\n{signed['nonce_str']}\n\n".encode()
    key: Any = load_pem_private_key(merchant.private_key.encode(), password=None)
    key.public_key().verify(base64.b64decode(signed["signature"]), text, PKCS1v15(), SHA256())


def test_our_numbers_are_signed_as_they_are_sent() -> None:
    assert all(re.fullmatch(r"[0-9A-Za-z_-]{6,32}", new_no()) for _ in range(100))


def test_limits_are_wechat_pays(channel: WechatChannel) -> None:
    limits = channel.limits
    assert (limits.spacing_s, limits.most_refunds, limits.window.days) == (60, 50, 365)
    assert channel.identity == MCHID
