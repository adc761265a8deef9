"""What the adapter makes of answers that no gateway in good order gives, and of good ones."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from anxin.adapters.channel.wechat import WechatChannel, WechatMerchant
from anxin.domain.channel import (
    Abnormal,
    Closed,
    NotPaid,
    NotRefunded,
    Paid,
    Processing,
    Refunded,
    Refused,
    Unknown,
)
from tests.channel.wechat.asking import ASKS, CALLS, ORDER, PAYMENT, REFUND
from tests.channel.wechat.platform import (
    MCHID,
    Platform,
    Said,
    Wire,
)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "said",
    [
        Said(500, {"code": "SYSTEM_ERROR", "message": "系统异常"}),
        Said(502, {"code": "PARAM_ERROR"}),
        Said(503, "Service Unavailable", headers={"Content-Type": "text/plain"}),
        Said(401, {"code": "SIGN_ERROR"}),
        Said(400, {"code": "SOMETHING_NEW"}),
        Said(404, {"code": "SOMETHING_NEW"}),
        Said(404, "<html>not found</html>", headers={"Content-Type": "text/html"}),
        Said(400, "[]"),
        Said(400, "[" * 100_000),
        Said(400, {"code": ["PARAM_ERROR"]}),
        Said(200, {}),
        Said(200, REFUND | PAYMENT | {"code_url": "weixin://", "h5_url": "http://x"}),
        Said(204),
    ],
    ids=lambda said: f"{said.status} {str(said.fields)[:30]}",
)
def test_what_is_not_named_in_the_table_or_not_signed_is_unknown(
    channel: WechatChannel, wire: Wire, call: str, said: Said
) -> None:
    wire.answer = said
    assert isinstance(CALLS[call](channel), Unknown)
    assert len(wire.heard) == 1


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("how", ("stranger", "stale", "probe", "kind", "serial", "text", "array"))
def test_an_answer_that_is_not_proven_to_be_wechat_pays_is_unknown(
    channel: WechatChannel, platform: Platform, wire: Wire, call: str, how: str
) -> None:
    good = Said(200, REFUND | PAYMENT | {"code_url": "weixin://x", "h5_url": "http://x"}, platform)
    wire.answer = {
        "stranger": replace(good, by=Platform()),
        "stale": replace(good, age_s=301),
        "probe": replace(good, headers={"Wechatpay-Signature": "WECHATPAY/SIGNTEST/AAAA"}),
        "kind": replace(good, headers={"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"}),
        "serial": replace(good, by=replace(platform, serial_no="PUB_KEY_ID_9")),
        "text": replace(good, fields="not JSON"),
        "array": replace(good, fields="[1]"),
    }[how]
    assert isinstance(CALLS[call](channel), Unknown)


@pytest.mark.parametrize("call", CALLS)
def test_nobody_is_waited_for_longer_than_agreed(
    merchant: WechatMerchant, platform: Platform, wire: Wire, call: str
) -> None:
    wire.answer = Said(200, REFUND | PAYMENT, platform, held_s=2)
    begun_s = time.monotonic()
    assert isinstance(CALLS[call](WechatChannel(merchant, timeout_s=0.2)), Unknown)
    assert time.monotonic() - begun_s < 1.5
    assert len(wire.heard) == 1


@pytest.mark.parametrize("call", CALLS)
def test_a_gateway_that_is_not_there_is_unknown(merchant: WechatMerchant, call: str) -> None:
    nowhere = WechatChannel(replace(merchant, gateway="http://127.0.0.1:9"))
    assert isinstance(CALLS[call](nowhere), Unknown)


@pytest.mark.parametrize(
    ("status", "code", "final"),
    [
        (429, "FREQUENCY_LIMITED", False),
        (403, "NOT_ENOUGH", False),
        (400, "PARAM_ERROR", True),
        (400, "INVALID_REQUEST", True),
        (403, "NO_AUTH", True),
        (403, "USER_ACCOUNT_ABNORMAL", True),
        (404, "RESOURCE_NOT_EXISTS", True),
        (404, "MCH_NOT_EXISTS", True),
    ],
)
@pytest.mark.parametrize("call", ("refund", "recall_refund"))
def test_refusals_of_a_refund_say_whether_trying_again_helps(
    channel: WechatChannel, wire: Wire, call: str, status: int, code: str, final: bool
) -> None:
    wire.answer = Said(status, {"code": code, "message": "…"})
    assert CALLS[call](channel) == Refused(code, final=final)


@pytest.mark.parametrize("call", sorted(ASKS))
@pytest.mark.parametrize("code", ("FREQUENCY_LIMITED", "PARAM_ERROR", "NO_AUTH", "INVALID_REQUEST"))
def test_a_question_that_was_refused_is_asked_again(
    channel: WechatChannel, wire: Wire, call: str, code: str
) -> None:
    wire.answer = Said(400, {"code": code})
    assert CALLS[call](channel) == Unknown(f"400 {code}")


def test_what_wechat_pay_knows_nothing_of_was_not_made(channel: WechatChannel, wire: Wire) -> None:
    wire.answer = Said(404, {"code": "RESOURCE_NOT_EXISTS"})
    assert channel.find_refund(order=ORDER) == NotRefunded()
    wire.answer = Said(404, {"code": "ORDER_NOT_EXIST"})
    unopened = NotPaid("P1", closed=False)
    assert channel.find_payment(payment_no="P1") == unopened
    assert channel.close_payment(payment_no="P1") == unopened


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        ("SUCCESS", Refunded("503", "招商银行信用卡0403")),
        ("PROCESSING", Processing("503")),
        ("ABNORMAL", Abnormal("503")),
        ("CLOSED", Closed("503")),
    ],
)
@pytest.mark.parametrize("call", ("refund", "find_refund"))
def test_a_refund_stands_where_its_status_says(
    channel: WechatChannel, platform: Platform, wire: Wire, call: str, status: str, meant: object
) -> None:
    wire.answer = Said(200, REFUND | {"status": status}, platform)
    assert CALLS[call](channel) == meant


@pytest.mark.parametrize(
    "changes",
    [
        {"out_refund_no": "R2"},
        {"amount": {"total": 9_800, "refund": 1_001, "currency": "CNY"}},
        {"amount": {"refund": "1000"}},
        {"amount": None},
        {"refund_id": None},
        {"status": "SOMETHING_NEW"},
        {"status": None},
    ],
    ids=str,
)
@pytest.mark.parametrize("call", ("refund", "find_refund"))
def test_an_answer_about_another_refund_is_never_taken_for_ours(
    channel: WechatChannel, platform: Platform, wire: Wire, call: str, changes: dict[str, Any]
) -> None:
    wire.answer = Said(200, REFUND | {"status": "SUCCESS"} | changes, platform)
    assert isinstance(CALLS[call](channel), Unknown)


@pytest.mark.parametrize(
    ("state", "meant"),
    [
        ("SUCCESS", Paid("P1", "420", 9_800, MCHID)),
        ("REFUND", Paid("P1", "420", 9_800, MCHID)),
        ("NOTPAY", NotPaid("P1", closed=False)),
        ("USERPAYING", NotPaid("P1", closed=False)),
        ("PAYERROR", NotPaid("P1", closed=False)),
        ("CLOSED", NotPaid("P1", closed=True)),
        ("REVOKED", NotPaid("P1", closed=True)),
    ],
)
def test_a_payment_stands_where_its_state_says(
    channel: WechatChannel, platform: Platform, wire: Wire, state: str, meant: object
) -> None:
    wire.answer = Said(200, PAYMENT | {"trade_state": state}, platform)
    assert channel.find_payment(payment_no="P1") == meant


@pytest.mark.parametrize(
    "changes",
    [
        {"out_trade_no": "P2"},
        {"mchid": "1900000009"},
        {"amount": {"total": 98.0}},
        {"amount": {"total": 9_800, "currency": "HKD"}},
        {"transaction_id": ""},
        {"trade_state": "SOMETHING_NEW"},
    ],
    ids=str,
)
def test_an_answer_about_another_payment_pays_nothing(
    channel: WechatChannel, platform: Platform, wire: Wire, changes: dict[str, Any]
) -> None:
    wire.answer = Said(200, PAYMENT | changes, platform)
    assert isinstance(channel.find_payment(payment_no="P1"), Unknown)
