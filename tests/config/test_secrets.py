"""Folders of keys are read whole, newest first, or refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from config.secrets import folders, load_alipay, load_wechat

GATEWAY = "https://api.example.test"


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        (None, []),
        ("", []),
        ("/keys/now", ["/keys/now"]),
        ("/keys/now:/keys/old:/keys/older", ["/keys/now", "/keys/old", "/keys/older"]),
        ("/keys/now:", ["/keys/now"]),
    ],
)
def test_the_first_folder_is_for_new_payments(named: str | None, meant: list[str]) -> None:
    assert folders(named) == [Path(name) for name in meant]


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


def test_a_missing_folder_of_alipays_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_alipay(tmp_path / "nowhere", gateway=GATEWAY, notify_url="")
