"""The command that makes keys and accounts: private, quiet, and the same when run again."""

from __future__ import annotations

import json
from pathlib import Path

from sandbox.alipay.keys import Merchant, prepare
from tests.sandbox.process import Sandbox, ask


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_keys_are_made_once(tmp_path: Path) -> None:
    prepare(data=tmp_path / "data", shop=tmp_path / "shop")
    first = contents(tmp_path)
    assert set(first) == {
        "data/alipay/alipayCertPublicKey_RSA2.crt",
        "data/alipay/alipayRootCert.crt",
        "data/alipay/appCertPublicKey.crt",
        "data/alipay/gateway_private_key.pem",
        "data/alipay/gateway_public_key.pem",
        "data/alipay/merchant.json",
        "data/alipay/root_private_key.pem",
        "shop/alipay.json",
        "shop/alipay_public_key.pem",
        "shop/app_private_key.pem",
    }
    prepare(data=tmp_path / "data", shop=tmp_path / "shop")
    assert contents(tmp_path) == first


def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    prepare(data=tmp_path, shop=tmp_path)
    assert {p.stat().st_mode & 0o777 for p in tmp_path.rglob("*") if p.is_file()} == {0o600}


def test_both_sides_know_the_same_account(tmp_path: Path) -> None:
    prepare(data=tmp_path / "data", shop=tmp_path / "shop")
    merchant = Merchant.read(path=tmp_path / "data" / "alipay" / "merchant.json")
    shop = json.loads((tmp_path / "shop" / "alipay.json").read_text())
    assert shop == {"app_id": merchant.app_id, "seller_id": merchant.seller_id}


def test_a_sandbox_without_wechats_keys_has_alipay_only(tmp_path: Path) -> None:
    sandbox = Sandbox(folder=tmp_path, rails=["alipay"])
    try:
        book = ask(f"{sandbox.origin}/book").json()
        assert ("wechat" in book, book["alipay"]) == (False, {})
        assert ask(f"{sandbox.origin}/v3/certificates").status == 404
        assert ask(f"{sandbox.origin}/").status == 200
    finally:
        sandbox.stop()


def test_the_commands_say_nothing(sandbox: Sandbox) -> None:
    assert sandbox.said == ""
