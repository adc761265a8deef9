"""An app that signs by certificate: it names its own and the roots, and is named Alipay's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from anxin.adapters.channel.alipay import AlipayChannel, AlipayMerchant
from anxin.domain.channel import Notice, Paid, Refunded, Unknown
from config.secrets import load_alipay
from sandbox.alipay.certificates import Certificates, prepare_certificates
from sandbox.keyfiles import keep_key
from sandbox.rsa import new_key
from tests.channel.bills import a_bill, order_of
from tests.channel.rails import AlipayRail
from tests.channel.till import HELD_S, PATIENCE_S
from tests.sandbox.process import Sandbox, ask
from tests.sandbox.shop import Sink, tap

CERTIFICATES = ("appCertPublicKey.crt", "alipayCertPublicKey_RSA2.crt", "alipayRootCert.crt")


@pytest.fixture
def rail(place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch) -> Iterator[AlipayRail]:
    """Alipay without a switch set."""
    monkeypatch.setenv("no_proxy", "*")
    place[0].clear()
    yield AlipayRail(sandbox=place[0], sink=place[1])
    place[0].clear()


@pytest.fixture
def shop(rail: AlipayRail, tmp_path: Path) -> Path:
    """The shop's folder as an operator fills it with what Alipay's console hands out."""
    folder = Path(shutil.copytree(rail.sandbox.shop, tmp_path / "shop"))
    (folder / "alipay_public_key.pem").unlink()
    for name in CERTIFICATES:
        shutil.copy(rail.sandbox.data / "alipay" / name, folder / name)
    (folder / CERTIFICATES[0]).rename(folder / "appCertPublicKey_2021000100000001.crt")
    return folder


@pytest.fixture
def merchant(rail: AlipayRail, shop: Path) -> AlipayMerchant:
    """The shop's identity by certificate."""
    gateway = f"{rail.sandbox.origin}/gateway.do"
    return AlipayMerchant(**load_alipay(shop, gateway=gateway, notify_url=rail.sink.url))


@pytest.fixture
def channel(merchant: AlipayMerchant) -> AlipayChannel:
    """The adapter."""
    return AlipayChannel(merchant)


def refused_code(channel: AlipayChannel) -> str:
    """What is said to a query that names something wrong."""
    found = channel.find_payment(payment_no="any")
    assert isinstance(found, Unknown)
    return found.why


def test_an_app_with_certificates_goes_the_whole_way(
    rail: AlipayRail, channel: AlipayChannel
) -> None:
    bill = a_bill()
    tap(rail.order(channel=channel, bill=bill))
    paid = channel.find_payment(payment_no=bill.payment_no)
    assert isinstance(paid, Paid)
    order = order_of(bill)
    assert isinstance(channel.refund(order=order), Refunded)
    assert isinstance(channel.find_refund(order=order), Refunded)
    told, about_refund = rail.told(payment_no=bill.payment_no, count=2)
    read = channel.read_notice(headers=told.headers, body=told.body)
    assert read == Notice(paid, bill.payment_no)
    read = channel.read_notice(headers=about_refund.headers, body=about_refund.body)
    assert read.refund_no == order.refund_no


def test_every_call_names_the_apps_certificate_and_the_rsa_roots(
    rail: AlipayRail, channel: AlipayChannel
) -> None:
    known = Certificates.read(folder=rail.sandbox.data / "alipay")
    assert known is not None
    said = parse_qs(urlsplit(channel.pay_address(bill=a_bill(), phone=True)).query)
    assert said["app_cert_sn"] == [known.app_sn]
    assert said["alipay_root_cert_sn"] == [known.root_sn]


@pytest.mark.parametrize(
    "spoil", (lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("\n\n", "\n"))
)
def test_a_root_file_is_read_whatever_lies_between_its_certificates(
    merchant: AlipayMerchant, spoil: object
) -> None:
    assert callable(spoil)
    spoilt = AlipayChannel(
        replace(merchant, root_certificates=f"roots:\n{spoil(merchant.root_certificates)}")
    )
    whole = AlipayChannel(merchant)._client.sdk.alipay_root_cert_sn
    assert spoilt._client.sdk.alipay_root_cert_sn == whole


def test_certificates_of_another_app_or_root_are_refused(
    merchant: AlipayMerchant, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    prepare_certificates(folder=folder, app_key=new_key(), gateway_key=new_key(), shop=None)
    other_app = (folder / "appCertPublicKey.crt").read_text()
    other_root = (folder / "alipayRootCert.crt").read_text()
    stranger = AlipayChannel(replace(merchant, app_certificate=other_app))
    assert "isv.app-cert-not-exist" in refused_code(stranger)
    uprooted = AlipayChannel(replace(merchant, root_certificates=other_root))
    assert "isv.invalid-alipay-root-cert-sn" in refused_code(uprooted)


def test_a_reply_signed_by_another_than_the_certificate_says_is_unknown(
    merchant: AlipayMerchant, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    keep_key(path=folder / "gateway_private_key.pem")
    prepare_certificates(folder=folder, app_key=new_key(), gateway_key=new_key(), shop=None)
    other = (folder / "alipayCertPublicKey_RSA2.crt").read_text()
    deaf = AlipayChannel(replace(merchant, alipay_certificate=other))
    assert "signature" in refused_code(deaf)


def test_nobody_is_waited_for_longer_than_agreed(
    rail: AlipayRail, merchant: AlipayMerchant
) -> None:
    rail.sandbox.switch("timeout_before_commit", on=rail.names.query, seconds=HELD_S, count=1)
    hasty = AlipayChannel(merchant, timeout_s=PATIENCE_S)
    assert "timed out" in refused_code(hasty)


def test_the_gateway_names_its_certificate_in_what_it_answers(
    rail: AlipayRail, channel: AlipayChannel
) -> None:
    known = Certificates.read(folder=rail.sandbox.data / "alipay")
    assert known is not None
    query = "alipay.trade.query", {"out_trade_no": "nobody"}
    assert ask(channel._client.address(*query)).json()["alipay_cert_sn"] == known.gateway_sn
    assert "alipay_cert_sn" not in ask(rail.channel()._client.address(*query)).json()


@pytest.mark.parametrize("missing", ("app_cert_sn", "alipay_root_cert_sn"))
def test_an_app_that_names_one_certificate_must_name_both(
    channel: AlipayChannel, missing: str
) -> None:
    sdk = channel._client.sdk
    whole = sdk.build_body("alipay.trade.query", {"out_trade_no": "nobody"})
    del whole[missing]
    answer = ask(f"{sdk._gateway}?{sdk.sign_data(whole)}").json()["alipay_trade_query_response"]
    assert answer["sub_code"] == f"isv.missing-{missing.replace('_', '-')}"


def test_a_folder_with_two_certificates_of_the_app_is_refused(shop: Path) -> None:
    shutil.copy(shop / "alipayRootCert.crt", shop / "appCertPublicKey_2.crt")
    with pytest.raises(ValueError, match="one appCertPublicKey"):
        load_alipay(shop, gateway="", notify_url="")
