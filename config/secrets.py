"""The secrets file: made by the launcher at its first run, or by an operator."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from pathlib import Path


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


def load_alipay(folder: str | None, *, gateway: str, notify_url: str) -> dict[str, str] | None:
    """Read the merchant's identity at Alipay; `None` where the site has none.

    The folder holds `alipay.json` (`app_id`, `seller_id`), `app_private_key.pem` (mode 0600) and
    `alipay_public_key.pem`.
    """
    if folder is None:
        return None
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


def load_partner(folder: str | None, *, kind: str, origin: str) -> dict[str, str] | None:
    """Read what the site knows of an issuer or supplier; `None` where the site has none.

    The folder holds `<kind>.json` with `key_id`, and as hexadecimal `key` and `card_key`; `name`
    is what products call it by, `sandbox` if it has none, and `origin` where it answers.
    """
    if folder is None:
        return None
    known = json.loads((Path(folder) / f"{kind}.json").read_text())
    return {
        "name": str(known.get("name", "sandbox")),
        "origin": str(known.get("origin", origin)).rstrip("/"),
        "key_id": str(known["key_id"]),
        "key": str(known["key"]),
        "card_key": str(known["card_key"]),
    }
