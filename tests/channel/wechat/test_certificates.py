"""Platform certificates: known by their serials, fetched for an answer, never for a notice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from anxin.adapters.channel.wechat import WechatChannel
from anxin.domain.channel import ForgedNotice, Paid, Processing, Unknown
from tests.channel.wechat.asking import ORDER, PAYMENT, REFUND
from tests.channel.wechat.platform import (
    MCHID,
    Platform,
    Said,
    Wire,
    certificate_of,
    certificate_pem,
    encrypted,
    new_key,
)

PAID = Paid("P1", "420", 9_800, MCHID)


class Certified:
    """A merchant with platform certificates, of which it holds none yet."""

    def __init__(self, wire: Wire) -> None:
        key = new_key()
        certificate = certificate_of(key)
        self.serial_no = f"{certificate.serial_number:X}"
        self.by = Platform(key, self.serial_no)
        self.pem = certificate_pem(certificate)
        self.wire = wire
        known = {"gateway": wire.origin, "public_key": "", "public_key_id": ""}
        self.merchant = self.by.merchant(**known)

    def list(self) -> dict[str, Any]:
        """What /v3/certificates answers."""
        listed = {
            "serial_no": self.serial_no,
            "effective_time": "2026-01-01T00:00:00+08:00",
            "expire_time": "2031-01-01T00:00:00+08:00",
            "encrypt_certificate": encrypted(self.pem, about="certificate"),
        }
        return {"data": [listed]}

    def asked(self) -> int:
        """How often the certificates were asked for."""
        return [heard.path for heard in self.wire.heard].count("/v3/certificates")


@pytest.fixture
def certified(wire: Wire) -> Certified:
    """Such a merchant at the wire."""
    return Certified(wire)


def test_a_merchant_with_certificates_is_made_without_a_call(certified: Certified) -> None:
    WechatChannel(certified.merchant)
    assert certified.wire.heard == []


def test_certificates_are_fetched_when_an_answer_names_one_that_is_not_here(
    certified: Certified, wire: Wire
) -> None:
    channel = WechatChannel(certified.merchant)
    wire.answers["/v3/certificates"] = Said(200, certified.list())
    wire.answer = Said(200, REFUND, certified.by)
    for _ in range(3):
        assert channel.find_refund(order=ORDER) == Processing("503")
    assert certified.asked() == 1
    headers, body = certified.by.notice("REFUND.SUCCESS", REFUND | {"mchid": MCHID})
    assert channel.read_notice(headers=headers, body=body).refund_no == "R1"


@pytest.mark.parametrize(
    "listed",
    [
        Said(500, {"code": "SYSTEM_ERROR"}),
        Said(200, {}),
        Said(200, {"data": []}),
        Said(200, {"data": [7]}),
        Said(200, "no JSON"),
        Said(200, {"data": [{"serial_no": "1", "encrypt_certificate": {"ciphertext": "AA"}}]}),
    ],
    ids=lambda said: f"{said.status} {said.fields}",
)
def test_a_list_of_certificates_that_cannot_be_read_leaves_the_answer_unknown_and_is_not_repeated(
    certified: Certified, wire: Wire, listed: Said
) -> None:
    channel = WechatChannel(certified.merchant)
    wire.answers["/v3/certificates"] = listed
    wire.answer = Said(200, REFUND, certified.by)
    for _ in range(3):
        assert isinstance(channel.find_refund(order=ORDER), Unknown)
    assert certified.asked() == 1


def test_the_certificates_that_are_here_outlive_a_list_that_cannot_be_read(
    certified: Certified, wire: Wire
) -> None:
    channel = WechatChannel(replace(certified.merchant, certificates=(certified.pem,)))
    wire.answers["/v3/certificates"] = Said(500, {"code": "SYSTEM_ERROR"})
    wire.answer = Said(200, REFUND, Platform(new_key(), "AB12"))
    assert isinstance(channel.find_refund(order=ORDER), Unknown)
    wire.answer = Said(200, REFUND, certified.by)
    assert channel.find_refund(order=ORDER) == Processing("503")
    assert certified.asked() == 1


def test_certificates_encrypted_with_another_key_are_not_taken(
    certified: Certified, wire: Wire
) -> None:
    channel = WechatChannel(replace(certified.merchant, apiv3_key="f" * 32))
    wire.answers["/v3/certificates"] = Said(200, certified.list())
    wire.answer = Said(200, REFUND, certified.by)
    assert isinstance(channel.find_refund(order=ORDER), Unknown)


def test_a_merchant_with_platform_certificates_knows_them_by_their_serials(
    platform: Platform, wire: Wire
) -> None:
    old, new, over = new_key(), new_key(), new_key()
    certificates = [certificate_of(old, days=9), certificate_of(new), certificate_of(over, days=-1)]
    pems = tuple(map(certificate_pem, certificates))
    known = {"public_key": "", "public_key_id": "", "certificates": pems}
    channel = WechatChannel(platform.merchant(gateway=wire.origin, **known))
    for key, certificate in zip((old, new), certificates, strict=False):
        by = Platform(key, f"{certificate.serial_number:X}")
        headers, body = by.notice("TRANSACTION.SUCCESS", PAYMENT)
        assert channel.read_notice(headers=headers, body=body).paid == PAID
    for by in (Platform(over, f"{certificates[2].serial_number:X}"), platform):
        headers, body = by.notice("TRANSACTION.SUCCESS", PAYMENT)
        with pytest.raises(ForgedNotice, match="not here"):
            channel.read_notice(headers=headers, body=body)
    assert wire.heard == []


def test_while_a_merchant_moves_to_the_public_key_both_are_taken(platform: Platform) -> None:
    old = new_key()
    certificate = certificate_of(old)
    merchant = replace(platform.merchant(), certificates=(certificate_pem(certificate),))
    channel = WechatChannel(merchant)
    for by in (platform, Platform(old, f"{certificate.serial_number:x}")):
        headers, body = by.notice("TRANSACTION.SUCCESS", PAYMENT)
        assert channel.read_notice(headers=headers, body=body).paid == PAID
