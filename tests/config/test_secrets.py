"""Folders of keys are read whole, newest first, or refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from config.secrets import load_alipay, load_identities, load_wechat

GATEWAY = "https://api.example.test"


def by_name(folder: Path) -> dict[str, Any]:
    """An identity that is called like its folder."""
    return {"mchid": folder.name}


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        (None, []),
        ("", []),
        ("/keys/now", ["now"]),
        ("/keys/now:/keys/old:/keys/older", ["now", "old", "older"]),
        ("/keys/now:", ["now"]),
    ],
)
def test_the_first_folder_is_for_new_payments(named: str | None, meant: list[str]) -> None:
    found = load_identities(named, by="mchid", load=by_name)
    assert [identity["mchid"] for identity in found] == meant


def test_two_folders_of_one_identity_are_refused_and_named() -> None:
    with pytest.raises(ValueError, match="mchid now is in two folders of /keys/now:/old/now"):
        load_identities("/keys/now:/old/now", by="mchid", load=by_name)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A merchant's folder for WeChat Pay."""
    account = {"mchid": 1900000001, "appid": "wx1", "serial_no": "AB", "public_key_id": "PUB_KEY_1"}
    (tmp_path / "wechat.json").write_text(json.dumps(account))
    (tmp_path / "apiclient_key.pem").write_text("private")
    (tmp_path / "apiv3_key.txt").write_text("k" * 32 + "\n")
    (tmp_path / "wechatpay_public_key.pem").write_text("public")
    return tmp_path


def loaded(kept: Path) -> dict[str, Any]:
    """What is read of it."""
    return load_wechat(kept, gateway=f"{GATEWAY}/", notify_url="http://shop/notify/")


def test_a_merchant_with_the_public_key(kept: Path) -> None:
    assert loaded(kept) == {
        "mchid": "1900000001",
        "appid": "wx1",
        "serial_no": "AB",
        "private_key": "private",
        "apiv3_key": "k" * 32,
        "public_key": "public",
        "public_key_id": "PUB_KEY_1",
        "certificates": (),
        "gateway": GATEWAY,
        "notify_url": "http://shop/notify/",
    }


def test_a_merchant_with_platform_certificates_and_no_public_key(kept: Path) -> None:
    (kept / "wechatpay_public_key.pem").unlink()
    (kept / "platform_certificates").mkdir()
    for name in ("2.pem", "1.pem", "readme.txt"):
        (kept / "platform_certificates" / name).write_text(name)
    found = loaded(kept)
    assert (found["public_key"], found["public_key_id"]) == ("", "")
    assert found["certificates"] == ("1.pem", "2.pem")


@pytest.mark.parametrize("missing", ("wechat.json", "apiclient_key.pem", "apiv3_key.txt"))
def test_a_folder_that_is_not_whole_is_named(kept: Path, missing: str) -> None:
    (kept / missing).unlink()
    with pytest.raises(FileNotFoundError, match=missing):
        loaded(kept)


@pytest.mark.parametrize("key", ("", "k" * 31, "k" * 33, "密" * 32))
def test_a_key_that_can_decrypt_no_notice_is_refused(kept: Path, key: str) -> None:
    (kept / "apiv3_key.txt").write_text(key)
    with pytest.raises(ValueError, match="32 characters"):
        loaded(kept)


def test_a_missing_folder_of_alipays_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_alipay(tmp_path / "nowhere", gateway=GATEWAY, notify_url="")


def alipays(folder: Path, **contract: object) -> dict[str, Any]:
    """A merchant's folder for Alipay, whose contract says so."""
    account = {"app_id": "2021", "seller_id": "2088", **contract}
    (folder / "alipay.json").write_text(json.dumps(account))
    (folder / "app_private_key.pem").write_text("private")
    (folder / "alipay_public_key.pem").write_text("public")
    return load_alipay(folder, gateway=GATEWAY, notify_url="")


def test_each_identity_at_alipay_has_the_refund_window_of_its_contract(tmp_path: Path) -> None:
    assert alipays(tmp_path)["refund_days"] == 365
    assert alipays(tmp_path, refund_days=90)["refund_days"] == 90


@pytest.mark.parametrize("days", [0, -1, 366, "90", 90.0, True, None])
def test_a_refund_window_that_no_contract_says_is_refused(tmp_path: Path, days: object) -> None:
    with pytest.raises(ValueError, match="refund_days is a number from 1 to 365"):
        alipays(tmp_path, refund_days=days)
