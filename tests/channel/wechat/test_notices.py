"""Which notices the adapter takes for WeChat Pay's own word to this shop, and what it reads."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from anxin.adapters.channel.wechat import WechatChannel, WechatMerchant
from anxin.domain.channel import ForgedNotice, Notice, Paid
from tests.channel.wechat.platform import (
    APPID,
    MCHID,
    Platform,
    Said,
    Wire,
)

SERIAL_NO = "4200002026112200000000000001"
PAYMENT = {
    "mchid": MCHID,
    "appid": APPID,
    "out_trade_no": "P1",
    "transaction_id": SERIAL_NO,
    "trade_type": "NATIVE",
    "trade_state": "SUCCESS",
    "success_time": "2026-11-22T15:00:00+08:00",
    "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
    "amount": {"total": 9_800, "payer_total": 9_000, "currency": "CNY", "payer_currency": "CNY"},
}
REFUND = {
    "mchid": MCHID,
    "transaction_id": SERIAL_NO,
    "out_trade_no": "P1",
    "refund_id": "50000000382026112200000000001",
    "out_refund_no": "R1",
    "refund_status": "SUCCESS",
    "user_received_account": "支付用户零钱",
    "amount": {"total": 9_800, "refund": 9_800, "payer_total": 9_000, "payer_refund": 9_000},
}
PAID = Paid("P1", SERIAL_NO, 9_800, MCHID)
SUCCESS = "TRANSACTION.SUCCESS"


def said(**changes: Any) -> dict[str, Any]:
    """What a payment's notice says, with changes; `None` leaves a field out."""
    return {name: value for name, value in {**PAYMENT, **changes}.items() if value is not None}


def test_a_genuine_notice_is_read_and_counts_what_was_asked_for_coupons_or_not(
    channel: WechatChannel, platform: Platform
) -> None:
    headers, body = platform.notice(SUCCESS, said())
    assert channel.read_notice(headers=headers, body=body) == Notice(PAID, "P1")


@pytest.mark.parametrize(
    ("told", "payer"),
    [
        ({"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}, b"wechat:oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"),
        ({"openid": ""}, b""),
        ({"openid": 7}, b""),
        ({"openid": None}, b""),
        ({}, b""),
        ([], b""),
        ("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", b""),
        (None, b""),
    ],
    ids=str,
)
def test_who_paid_is_read_and_a_payer_that_is_none_makes_no_payment_doubtful(
    merchant: WechatMerchant, platform: Platform, told: Any, payer: bytes
) -> None:
    marking = WechatChannel(merchant, mark_payer=str.encode)
    headers, body = platform.notice(SUCCESS, said(payer=told))
    assert marking.read_notice(headers=headers, body=body).paid == replace(PAID, payer=payer)


@pytest.mark.parametrize(
    ("kind", "undone"),
    [("REFUND.SUCCESS", False), ("REFUND.ABNORMAL", True), ("REFUND.CLOSED", True)],
)
def test_a_refunds_notice_names_the_refund_to_ask_about_and_pays_nothing(
    channel: WechatChannel, platform: Platform, kind: str, undone: bool
) -> None:
    headers, body = platform.notice(kind, REFUND)
    assert channel.read_notice(headers=headers, body=body) == Notice(None, "P1", "R1", undone)


@pytest.mark.parametrize("case", (str.lower, str.upper, str.title), ids=("lower", "upper", "title"))
def test_headers_are_read_whatever_their_case(
    channel: WechatChannel, platform: Platform, case: Any
) -> None:
    headers, body = platform.notice(SUCCESS, said())
    spelt = {case(name): value for name, value in headers.items()}
    assert channel.read_notice(headers=spelt, body=body).paid == PAID


@pytest.mark.parametrize("age_s", (-299, 0, 299))
def test_a_notice_of_our_time_is_taken(
    channel: WechatChannel, platform: Platform, age_s: float
) -> None:
    headers, body = platform.notice(SUCCESS, said(), age_s=age_s)
    assert channel.read_notice(headers=headers, body=body).paid == PAID


@pytest.mark.parametrize("age_s", (-86_400, -302, 302, 86_400))
def test_a_notice_of_another_time_is_not_taken_though_its_signature_holds(
    channel: WechatChannel, platform: Platform, age_s: float
) -> None:
    headers, body = platform.notice(SUCCESS, said(), age_s=age_s)
    with pytest.raises(ForgedNotice, match="time"):
        channel.read_notice(headers=headers, body=body)


@pytest.mark.parametrize(
    "header",
    ("Timestamp", "Nonce", "Serial", "Signature", "Signature-Type"),
)
@pytest.mark.parametrize("value", (None, "", "x", "1", "９" * 10, "9" * 400, "\x00"), ids=repr)
def test_a_header_that_is_missing_or_nonsense_makes_it_a_forgery_and_calls_nobody(
    channel: WechatChannel, platform: Platform, wire: Wire, header: str, value: str | None
) -> None:
    headers, body = platform.notice(SUCCESS, said())
    headers.pop(f"Wechatpay-{header}")
    if value is not None:
        headers[f"Wechatpay-{header}"] = value
    with pytest.raises(ForgedNotice):
        channel.read_notice(headers=headers, body=body)
    assert wire.heard == []


def test_a_probe_with_a_wrong_signature_is_refused(
    channel: WechatChannel, platform: Platform
) -> None:
    headers, body = platform.notice(SUCCESS, said())
    headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + headers["Wechatpay-Signature"]
    with pytest.raises(ForgedNotice, match="probe"):
        channel.read_notice(headers=headers, body=body)


@pytest.mark.parametrize("serial_no", ("5157F09EFDC096DE15EBE81A47057A7232F1B8E1", "PUB_KEY_ID_0"))
def test_a_strangers_serial_is_refused_without_a_call(
    channel: WechatChannel, wire: Wire, serial_no: str
) -> None:
    headers, body = Platform(serial_no=serial_no).notice(SUCCESS, said())
    wire.answer = Said(200, {"data": []})
    with pytest.raises(ForgedNotice, match="key"):
        channel.read_notice(headers=headers, body=body)
    assert wire.heard == []


def test_a_strangers_key_under_our_platforms_serial_is_a_forgery(channel: WechatChannel) -> None:
    headers, body = Platform().notice(SUCCESS, said())
    with pytest.raises(ForgedNotice, match="signature"):
        channel.read_notice(headers=headers, body=body)


def test_whatever_is_changed_after_signing_makes_it_a_forgery(
    channel: WechatChannel, platform: Platform
) -> None:
    headers, body = platform.notice(SUCCESS, said())
    _, other = platform.notice(SUCCESS, said(amount={"total": 1, "currency": "CNY"}))
    for changed in (body + b" ", body.replace(b"SUCCESS", b"CLOSED"), other, b"", b"\xff"):
        with pytest.raises(ForgedNotice):
            channel.read_notice(headers=headers, body=changed)


def test_what_was_encrypted_for_somebody_else_is_not_for_us(
    channel: WechatChannel, platform: Platform
) -> None:
    headers, body = platform.notice(SUCCESS, said(), key="f" * 32)
    with pytest.raises(ForgedNotice, match="encrypted"):
        channel.read_notice(headers=headers, body=body)


@pytest.mark.parametrize(
    "changes",
    [{"mchid": "1900000009"}, {"mchid": None}, {"appid": "wx9"}, {"appid": None}],
    ids=str,
)
def test_a_genuine_notice_to_another_shop_is_not_for_us(
    channel: WechatChannel, platform: Platform, changes: dict[str, str | None]
) -> None:
    headers, body = platform.notice(SUCCESS, said(**changes))
    with pytest.raises(ForgedNotice, match="another merchant"):
        channel.read_notice(headers=headers, body=body)


def test_a_refunds_notice_to_another_merchant_is_not_for_us(
    channel: WechatChannel, platform: Platform
) -> None:
    headers, body = platform.notice("REFUND.SUCCESS", REFUND | {"mchid": "1900000009"})
    with pytest.raises(ForgedNotice):
        channel.read_notice(headers=headers, body=body)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"total": "9800", "currency": "CNY"}},
        {"amount": {"total": 98.0, "currency": "CNY"}},
        {"amount": {"total": 0, "currency": "CNY"}},
        {"amount": {"total": -1, "currency": "CNY"}},
        {"amount": {"total": True, "currency": "CNY"}},
        {"amount": {"total": 9_800, "currency": "USD"}},
        {"amount": None},
        {"amount": 9_800},
        {"transaction_id": None},
        {"out_trade_no": None},
    ],
    ids=str,
)
def test_a_payment_without_a_sum_in_fen_or_a_number_is_not_read(
    channel: WechatChannel, platform: Platform, changes: dict[str, Any]
) -> None:
    headers, body = platform.notice(SUCCESS, said(**changes))
    with pytest.raises(ForgedNotice):
        channel.read_notice(headers=headers, body=body)


@pytest.mark.parametrize("fields", ("[]", "null", '"text"', "{", "1"))
def test_what_carries_no_object_is_not_read(
    channel: WechatChannel, platform: Platform, fields: str
) -> None:
    headers, body = platform.notice(SUCCESS, fields)
    with pytest.raises(ForgedNotice):
        channel.read_notice(headers=headers, body=body)


@pytest.mark.parametrize(
    "changes",
    [
        {"resource": None},
        {"resource": []},
        {"resource": {"algorithm": "AEAD_SM4_GCM"}},
        {"resource": {"algorithm": "AEAD_AES_256_GCM", "nonce": "short", "ciphertext": "AAAA"}},
        {"resource": {"algorithm": "AEAD_AES_256_GCM", "nonce": "0" * 12, "ciphertext": "½"}},
        {"resource_type": "plain"},
    ],
    ids=str,
)
def test_a_signed_notice_of_another_make_is_refused_without_an_error(
    channel: WechatChannel, platform: Platform, changes: dict[str, Any]
) -> None:
    headers, body = platform.notice(SUCCESS, said(), **changes)
    with pytest.raises(ForgedNotice):
        channel.read_notice(headers=headers, body=body)


@pytest.mark.parametrize("body", (b"[]", b"null", b"7", b"{", b"\xff\xfe"))
def test_a_signed_body_that_is_no_object_is_refused_without_an_error(
    channel: WechatChannel, platform: Platform, body: bytes
) -> None:
    with pytest.raises(ForgedNotice):
        channel.read_notice(headers=platform.headers(body), body=body)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (SUCCESS, {"trade_state": "NOTPAY"}),
        (SUCCESS, {"trade_state": "REFUND"}),
        ("TRANSACTION.SOMETHING_NEW", {}),
        ("COMPLAINT.CREATE", {}),
    ],
)
def test_a_genuine_notice_of_anything_else_pays_nothing(
    channel: WechatChannel, platform: Platform, kind: str, changes: dict[str, Any]
) -> None:
    headers, body = platform.notice(kind, said(**changes))
    assert channel.read_notice(headers=headers, body=body) == Notice(None, "P1")


def test_notices_are_answered_as_wechat_pay_waits_for_it(channel: WechatChannel) -> None:
    status, content_type, body = channel.answer_notice(taken=True)
    assert (status, content_type) == (200, "application/json")
    status, content_type, body = channel.answer_notice(taken=False)
    assert (400 <= status < 500, content_type) == (True, "application/json")
    assert json.loads(body)["code"] == "FAIL"
