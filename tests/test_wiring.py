"""Several merchant identities of one method: new payments through the newest, old ones stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import override_settings

from anxin import wiring
from anxin.domain.channel import ForgedNotice, Paid
from anxin.domain.outside import Outside
from sandbox.alipay.signing import with_signature
from sandbox.rsa import new_key, public_pem
from tests.channel.wechat.asking import PAYMENT
from tests.channel.wechat.platform import MCHID, Platform, private_pem

Headers = dict[str, str]
NEW, OLD = "2021000100000002", "2021000100000001"
FORMER_MCHID = "1900000009"
APP_KEY, ALIPAY_KEY = new_key(), new_key()
PLATFORM, FORMER_PLATFORM = Platform(), Platform(serial_no="PUB_KEY_ID_FORMER")


def alipay(app_id: str) -> dict[str, str]:
    """An identity at Alipay; one account may have several."""
    return {
        "app_id": app_id,
        "seller_id": "2088100000000001",
        "app_private_key": private_pem(APP_KEY),
        "alipay_public_key": public_pem(key=ALIPAY_KEY),
        "gateway": "http://127.0.0.1:9/gateway.do",
        "notify_url": "",
    }


WECHAT = [
    asdict(PLATFORM.merchant()),
    asdict(FORMER_PLATFORM.merchant(mchid=FORMER_MCHID, appid="wx9", apiv3_key="f" * 32)),
]


def wired(**settings: Any) -> Outside:
    """The outside world of a site with these settings."""
    with override_settings(**{"ALIPAY": [], "WECHAT": []} | settings):
        return wiring.outside.__wrapped__()


@pytest.fixture(scope="module")
def outside() -> Outside:
    """A site with two identities at each channel."""
    return wired(ALIPAY=[alipay(NEW), alipay(OLD)], WECHAT=WECHAT)


def of_alipay(app_id: str, **more: str) -> tuple[Headers, bytes]:
    """Alipay's notice to one of its apps."""
    said = {
        "app_id": app_id,
        "seller_id": "2088100000000001",
        "trade_no": "420",
        "out_trade_no": "P1",
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "98.00",
        **more,
    }
    return {}, urlencode(with_signature(key=ALIPAY_KEY, params=said)).encode()


def of_wechat(mchid: str, **more: Any) -> tuple[Headers, bytes]:
    """WeChat Pay's notice to one of its merchants."""
    if mchid == MCHID:
        return PLATFORM.notice("TRANSACTION.SUCCESS", PAYMENT | more)
    said = PAYMENT | {"mchid": mchid, "appid": "wx9"}
    return FORMER_PLATFORM.notice("TRANSACTION.SUCCESS", said, key="f" * 32)


def test_a_site_without_keys_has_no_channels() -> None:
    bare = wired()
    assert dict(bare.channels) == {}
    assert bare.channel_of(method="wechat", identity=MCHID) is None


def test_new_payments_go_through_the_first_identity(outside: Outside) -> None:
    assert {method: channel.identity for method, channel in outside.channels.items()} == {
        "alipay": NEW,
        "wechat": MCHID,
    }


@pytest.mark.parametrize(
    ("method", "identity"),
    [("alipay", NEW), ("alipay", OLD), ("wechat", MCHID), ("wechat", FORMER_MCHID)],
)
def test_a_payment_finds_the_identity_it_was_begun_under(
    outside: Outside, method: str, identity: str
) -> None:
    found = outside.channel_of(method=method, identity=identity)
    assert found is not None
    assert found.identity == identity


@pytest.mark.parametrize(
    ("method", "identity"),
    [("alipay", MCHID), ("wechat", OLD), ("wechat", ""), ("bank_card", OLD), ("wallet", "")],
)
def test_an_identity_that_is_not_here_is_never_another(
    outside: Outside, method: str, identity: str
) -> None:
    assert outside.channel_of(method=method, identity=identity) is None


def test_the_channel_for_new_payments_can_be_replaced_alone(outside: Outside) -> None:
    other = wired(ALIPAY=[alipay("2021000100000003")]).channels["alipay"]
    changed = replace(outside, channels={"alipay": other})
    assert changed.channel_of(method="alipay", identity=other.identity) is other
    assert changed.channel_of(method="alipay", identity=NEW) is None
    assert changed.channel_of(method="alipay", identity=OLD) is not None


@pytest.mark.parametrize(
    ("method", "notice", "identity", "account"),
    [
        ("alipay", of_alipay, NEW, "2088100000000001"),
        ("alipay", of_alipay, OLD, "2088100000000001"),
        ("wechat", of_wechat, MCHID, MCHID),
        ("wechat", of_wechat, FORMER_MCHID, FORMER_MCHID),
    ],
)
def test_a_notice_is_read_by_the_identity_that_it_names(
    outside: Outside,
    method: str,
    notice: Callable[[str], tuple[Headers, bytes]],
    identity: str,
    account: str,
) -> None:
    headers, body = notice(identity)
    read = outside.read_notice(method=method, headers=headers, body=body)
    assert read.paid == Paid("P1", "420", 9_800, account)


def test_whoever_paid_is_marked_alike_by_every_identity_and_by_each_channel_otherwise(
    outside: Outside,
) -> None:
    paid = [
        outside.read_notice(method="alipay", headers={}, body=of_alipay(app, buyer_id="2088")[1])
        for app in (NEW, OLD)
    ]
    headers, body = of_wechat(MCHID, payer={"openid": "2088"})
    paid.append(outside.read_notice(method="wechat", headers=headers, body=body))
    new, old, other = (notice.paid.payer for notice in paid if notice.paid)
    assert len(new) == 32
    assert new == old != other


@pytest.mark.parametrize("notice", (of_alipay("2021000100000009"), ({}, b""), of_wechat(MCHID)))
def test_a_notice_to_nobody_here_is_a_forgery_of_which_each_says_why(
    outside: Outside, notice: tuple[Headers, bytes]
) -> None:
    with pytest.raises(ForgedNotice, match=f"{NEW}: .*; {OLD}: "):
        outside.read_notice(method="alipay", headers=notice[0], body=notice[1])


def test_a_method_that_is_not_here_takes_no_notice(outside: Outside) -> None:
    headers, body = of_alipay(NEW)
    with pytest.raises(ForgedNotice):
        outside.read_notice(method="bank_card", headers=headers, body=body)
