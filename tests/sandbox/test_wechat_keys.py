"""WeChat's keys and accounts: private, the same when run again, and fitting together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography import x509

from sandbox.alipay import keys as alipay
from sandbox.keyfiles import keep_key, read_public_key
from sandbox.wechat.keys import GatewayKeys, Merchant, prepare
from tests.sandbox.test_keys import contents
from tests.sandbox.wechat_shop import Account


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder with the keys of both sides."""
    prepare(data=tmp_path / "data", shop=tmp_path / "shop")
    return tmp_path


def test_keys_are_made_once(made: Path) -> None:
    first = contents(made)
    assert set(first) == {
        "data/wechat/gateway_private_key.pem",
        "data/wechat/merchant.json",
        "data/wechat/merchant_certificate.pem",
        "data/wechat/platform_certificate.pem",
        "data/wechat/platform_private_key.pem",
        "shop/apiclient_key.pem",
        "shop/apiv3_key.txt",
        "shop/wechat.json",
        "shop/wechatpay_public_key.pem",
    }
    prepare(data=made / "data", shop=made / "shop")
    assert contents(made) == first


def test_only_the_owner_reads_them(made: Path) -> None:
    assert {p.stat().st_mode & 0o777 for p in made.rglob("*") if p.is_file()} == {0o600}


def test_both_sides_know_the_same_account(made: Path) -> None:
    account = Account.read(made / "shop")
    merchant = Merchant.read(folder=made / "data" / "wechat")
    assert (account.mchid, account.appid) == (merchant.mchid, merchant.appid)
    assert (account.serial_no, account.apiv3_key) == (merchant.serial_no, merchant.apiv3_key)
    assert len(account.apiv3_key) == 32
    shop_key = keep_key(path=made / "shop" / "apiclient_key.pem")
    assert shop_key.public_key() == merchant.public_key


def test_the_shop_knows_wechat_by_key_and_by_certificate(made: Path) -> None:
    account = Account.read(made / "shop")
    keys = GatewayKeys.read(folder=made / "data" / "wechat")
    assert account.public_key_id.startswith("PUB_KEY_ID_")
    named = keys.named(serial=account.public_key_id)
    assert named and named.public_key() == read_public_key(pem=account.public_key)
    pem = (made / "data" / "wechat" / "platform_certificate.pem").read_bytes()
    certificate = x509.load_pem_x509_certificate(pem)
    platform = keys.named(serial=f"{certificate.serial_number:x}")
    assert platform and platform.public_key() == certificate.public_key()
    assert keys.named(serial="ABCD") is None


def test_alipays_keys_may_lie_in_the_same_folders(made: Path) -> None:
    first = contents(made)
    alipay.prepare(data=made / "data", shop=made / "shop")
    assert first.items() <= contents(made).items()
    assert json.loads((made / "shop" / "alipay.json").read_text())["app_id"] == alipay.APP_ID
