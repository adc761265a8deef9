"""The secrets file: made by the launcher at its first run, or by an operator."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys of one site. `card_keys` maps a key's number to 32 bytes; the highest number seals."""

    django_secret_key: str
    card_keys: dict[int, bytes]
    blind_index_key: bytes


def load_secrets(path: str | None) -> Secrets:
    """Read the secrets file; without one, make keys that live and die with this process.

    Throw-away keys serve tools that only import the settings (type checks, message extraction).
    What a site seals with them is lost at its exit, so the launcher always names a file.
    """
    if path is None:
        return Secrets(secrets.token_urlsafe(50), {1: secrets.token_bytes(32)}, b"\0" * 32)
    data = json.loads(Path(path).read_text())
    return Secrets(
        django_secret_key=data["django_secret_key"],
        card_keys={int(n): base64.b64decode(key) for n, key in data["card_keys"].items()},
        blind_index_key=base64.b64decode(data["blind_index_key"]),
    )


def folders(named: str | None) -> list[Path]:
    """Read a setting that names folders, parted by colons; the first is for new payments.

    The others are of merchant identities used before: a payment stays with the one it was made
    under.
    """
    return [Path(name) for name in (named or "").split(os.pathsep) if name]


def load_alipay(folder: str | Path, *, gateway: str, notify_url: str) -> dict[str, Any]:
    """Read one merchant identity at Alipay.

    The folder holds `alipay.json` (`app_id`, `seller_id`), `app_private_key.pem` (mode 0600) and
    `alipay_public_key.pem`.
    """
    kept = Path(folder)
    account = json.loads((kept / "alipay.json").read_text())
    return {
        "app_id": str(account["app_id"]),
        "seller_id": str(account["seller_id"]),
        "app_private_key": (kept / "app_private_key.pem").read_text(),
        "alipay_public_key": (kept / "alipay_public_key.pem").read_text(),
        "gateway": gateway,
        "notify_url": notify_url,
    }


def load_wechat(folder: str | Path, *, gateway: str, notify_url: str) -> dict[str, Any]:
    """Read one merchant identity at WeChat Pay.

    The folder holds `wechat.json` (`mchid`, `appid`, `serial_no` of the merchant's certificate,
    `public_key_id`), `apiclient_key.pem` and `apiv3_key.txt` (mode 0600) and WeChat Pay's
    `wechatpay_public_key.pem`; where the merchant still has platform certificates instead or as
    well, `platform_certificates/*.pem`. Those that are not there are fetched when needed.
    """
    kept = Path(folder)
    account = json.loads((kept / "wechat.json").read_text())
    public_key = kept / "wechatpay_public_key.pem"
    has_key = public_key.exists()
    certificates = sorted((kept / "platform_certificates").glob("*.pem"))
    return {
        "mchid": str(account["mchid"]),
        "appid": str(account["appid"]),
        "serial_no": str(account["serial_no"]),
        "private_key": (kept / "apiclient_key.pem").read_text(),
        "apiv3_key": (kept / "apiv3_key.txt").read_text().strip(),
        "public_key": public_key.read_text() if has_key else "",
        "public_key_id": str(account["public_key_id"]) if has_key else "",
        "certificates": tuple(path.read_text() for path in certificates),
        "gateway": gateway.rstrip("/"),
        "notify_url": notify_url,
    }
