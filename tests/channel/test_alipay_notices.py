"""Which notices the adapter takes for Alipay's own word to this shop, and what it reads in them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from anxin.adapters.channel.alipay import AlipayChannel, AlipayMerchant
from anxin.domain.channel import ForgedNotice, Notice, Paid
from sandbox.alipay.keys import APP_ID, SELLER_ID
from sandbox.alipay.signing import with_signature
from sandbox.rsa import new_key, public_pem
from tests.channel.till import Till, read_fields

SAID = {
    "notify_type": "trade_status_sync",
    "app_id": APP_ID,
    "seller_id": SELLER_ID,
    "trade_no": "2026112222001000000000000001",
    "out_trade_no": "P1",
    "trade_status": "TRADE_SUCCESS",
    "total_amount": "98.00",
    "subject": '卡 {"a": 1} & 其他=',
    "gmt_payment": "2026-11-22 15:00:00",
}
PAID = Paid("P1", "2026112222001000000000000001", 9_800, SELLER_ID)


@pytest.fixture(scope="module")
def alipay_key() -> RSAPrivateKey:
    """The key that Alipay signs with."""
    return new_key()


@pytest.fixture(scope="module")
def channel(alipay_key: RSAPrivateKey) -> AlipayChannel:
    """The shop's channel, which knows that key's public half."""
    merchant = AlipayMerchant(
        app_id=APP_ID,
        seller_id=SELLER_ID,
        app_private_key=_pem(new_key()),
        alipay_public_key=public_pem(key=alipay_key),
        gateway="http://localhost/",
        notify_url="",
    )
    return AlipayChannel(merchant, mark_payer=str.encode)


def _pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def said(**changes: str | None) -> dict[str, str]:
    """What a notice says, with changes; `None` leaves a field out."""
    return {name: value for name, value in {**SAID, **changes}.items() if value is not None}


def test_a_genuine_notice_is_read(channel: AlipayChannel, alipay_key: RSAPrivateKey) -> None:
    notice = read_fields(channel, with_signature(key=alipay_key, params=said()))
    assert notice == Notice(PAID, "P1")


@pytest.mark.parametrize(
    ("told", "payer"),
    [
        ({}, b""),
        ({"buyer_logon_id": "buy***@sandbox.test"}, b""),
        ({"buyer_id": "2088100000000002"}, b"alipay:2088100000000002"),
        ({"buyer_user_id": "2088100000000002"}, b"alipay:2088100000000002"),
        ({"buyer_open_id": "074a1Cc"}, b"alipay:074a1Cc"),
        ({"buyer_open_id": "074a1Cc", "buyer_id": "2088100000000002"}, b"alipay:2088100000000002"),
    ],
    ids=str,
)
def test_who_paid_is_read_under_whichever_name_it_is_told(
    channel: AlipayChannel, alipay_key: RSAPrivateKey, told: dict[str, str], payer: bytes
) -> None:
    notice = read_fields(channel, with_signature(key=alipay_key, params=said(**told)))
    assert notice.paid == replace(PAID, payer=payer)


def test_a_payer_changed_after_signing_makes_it_a_forgery(
    channel: AlipayChannel, alipay_key: RSAPrivateKey
) -> None:
    fields = with_signature(key=alipay_key, params=said(buyer_id="2088100000000002"))
    with pytest.raises(ForgedNotice):
        read_fields(channel, fields | {"buyer_id": "2088100000000003"})


def test_the_sandboxs_own_notice_is_read(till: Till) -> None:
    bought = till.paid()
    no = bought.row.payment_set.get().no
    (fields,) = till.notices(no)
    notice = read_fields(till.channel, fields)
    assert notice.paid is not None
    assert (notice.paid.payment_no, notice.paid.amount_fen) == (no, 9_800)


@pytest.mark.parametrize(
    "changes",
    [
        {"total_amount": "0.01"},
        {"out_trade_no": "P2"},
        {"trade_status": "TRADE_FINISHED"},
        {"app_id": "2021000199999999"},
        {"extra": "field"},
        {"sign": "AAAA"},
        {"sign": "not base64 at all ½"},
        {"sign": ""},
        {"sign_type": "RSA"},
        {"sign_type": ""},
    ],
    ids=str,
)
def test_whatever_is_changed_after_signing_makes_it_a_forgery(
    channel: AlipayChannel, alipay_key: RSAPrivateKey, changes: dict[str, str]
) -> None:
    fields = with_signature(key=alipay_key, params=said()) | changes
    with pytest.raises(ForgedNotice):
        read_fields(channel, fields)


@pytest.mark.parametrize("missing", ("sign", "sign_type", "total_amount", "seller_id"))
def test_whatever_is_left_out_makes_it_a_forgery(
    channel: AlipayChannel, alipay_key: RSAPrivateKey, missing: str
) -> None:
    fields = with_signature(key=alipay_key, params=said())
    del fields[missing]
    with pytest.raises(ForgedNotice):
        read_fields(channel, fields)


def test_an_empty_notice_is_a_forgery(channel: AlipayChannel) -> None:
    with pytest.raises(ForgedNotice):
        read_fields(channel, {})


def test_a_stranger_s_signature_is_a_forgery(channel: AlipayChannel) -> None:
    with pytest.raises(ForgedNotice):
        read_fields(channel, with_signature(key=new_key(), params=said()))


@pytest.mark.parametrize(
    "changes", [{"app_id": "2021000199999999"}, {"seller_id": "2088"}, {"seller_id": None}], ids=str
)
def test_a_genuine_notice_to_another_shop_is_not_for_us(
    channel: AlipayChannel, alipay_key: RSAPrivateKey, changes: dict[str, str | None]
) -> None:
    fields = with_signature(key=alipay_key, params=said(**changes))
    with pytest.raises(ForgedNotice):
        read_fields(channel, fields)


@pytest.mark.parametrize("amount", ("98", "98.0", "-98.00", "9.8e1", "", "９８.00", None))
def test_a_sum_that_is_not_written_as_alipay_writes_sums_is_not_read(
    channel: AlipayChannel, alipay_key: RSAPrivateKey, amount: str | None
) -> None:
    fields = with_signature(key=alipay_key, params=said(total_amount=amount))
    with pytest.raises(ForgedNotice):
        read_fields(channel, fields)


@pytest.mark.parametrize(
    "changes",
    [
        {"refund_fee": "10.00", "gmt_refund": "2026-11-22 16:00:00.123", "out_biz_no": "R1"},
        {"refund_fee": "10.00"},
        {"gmt_refund": "2026-11-22 16:00:00.123"},
        {"trade_status": "TRADE_CLOSED", "refund_fee": "98.00", "gmt_refund": "2026-11-22 16:00"},
        {"trade_status": "TRADE_CLOSED", "gmt_payment": None},
        {"trade_status": "WAIT_BUYER_PAY", "gmt_payment": None},
        {"trade_status": "SOMETHING_NEW"},
    ],
    ids=str,
)
def test_refunds_closings_and_waits_pay_nothing(
    channel: AlipayChannel, alipay_key: RSAPrivateKey, changes: dict[str, str | None]
) -> None:
    fields = with_signature(key=alipay_key, params=said(**changes))
    assert read_fields(channel, fields) == Notice(None, "P1", fields.get("out_biz_no", ""))


def test_of_a_field_sent_twice_only_what_was_signed_is_read(
    channel: AlipayChannel, alipay_key: RSAPrivateKey
) -> None:
    signed = with_signature(key=alipay_key, params=said())
    with pytest.raises(ForgedNotice):
        channel.read_notice(headers={}, body=f"{urlencode(signed)}&total_amount=0.01".encode())
    body = f"total_amount=0.01&{urlencode(signed)}".encode()
    notice = channel.read_notice(headers={}, body=body)
    assert notice == Notice(PAID, "P1")


def test_a_shop_with_another_key_of_alipays_takes_nothing(till: Till) -> None:
    no = till.paid().row.payment_set.get().no
    (fields,) = till.notices(no)
    deaf = AlipayChannel(replace(till.merchant, alipay_public_key=public_pem(key=new_key())))
    with pytest.raises(ForgedNotice):
        read_fields(deaf, fields)
