"""The secrets file: made by the launcher at its first run, or by an operator."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys of one site. `card_keys` and `minor_keys` map a key's number to 32 bytes; the highest
    seals. `minor_keys` seal what guardians of minors send, and nothing else."""

    django_secret_key: str
    card_keys: dict[int, bytes]
    blind_index_key: bytes
    minor_keys: dict[int, bytes]


def load_secrets(path: str | None) -> Secrets:
    """Read the secrets file; without one, make keys that live and die with this process.

    Throw-away keys serve tools that only import the settings (type checks, message extraction).
    What a site seals with them is lost at its exit, so the launcher always names a file.
    """
    if path is None:
        return Secrets(
            secrets.token_urlsafe(50),
            {1: secrets.token_bytes(32)},
            b"\0" * 32,
            {1: secrets.token_bytes(32)},
        )
    data = json.loads(Path(path).read_text())
    return Secrets(
        django_secret_key=data["django_secret_key"],
        card_keys=_ring(data["card_keys"]),
        blind_index_key=base64.b64decode(data["blind_index_key"]),
        minor_keys=_ring(data["minor_keys"]),
    )


def _ring(keys: dict[str, str]) -> dict[int, bytes]:
    return {int(number): base64.b64decode(key) for number, key in keys.items()}


Identity = dict[str, Any]
A_YEAR_DAYS = 365


def load_identities(
    named: str | None, *, by: str, load: Callable[[Path], Identity]
) -> list[Identity]:
    """Read the merchant identities whose folders a setting names, parted by colons.

    The first is for new payments; the others were used before, and a payment stays with the one
    it was begun under. `by` is the field that tells one from another: raises ValueError if two
    folders hold the same.
    """
    found = [load(Path(folder)) for folder in (named or "").split(os.pathsep) if folder]
    known = [identity[by] for identity in found]
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise ValueError(f"{by} {', '.join(twice)} is in two folders of {named}")
    return found


def load_alipay(folder: str | Path, *, gateway: str, notify_url: str) -> Identity:
    """Read one merchant identity at Alipay.

    The folder holds `alipay.json` (`app_id`, `seller_id`, and `refund_days` where the contract says
    another window for refunds than a year), `app_private_key.pem` (mode 0600) and,
    for an app that signs by key, `alipay_public_key.pem`; for one that signs by certificate, as
    Alipay names them, `appCertPublicKey*.crt`, `alipayCertPublicKey_RSA2.crt` and
    `alipayRootCert.crt`.
    """
    kept = Path(folder)
    account = json.loads((kept / "alipay.json").read_text())
    return {
        "app_id": str(account["app_id"]),
        "seller_id": str(account["seller_id"]),
        "app_private_key": (kept / "app_private_key.pem").read_text(),
        "refund_days": _refund_days(kept, account),
        **_of_alipay(kept),
        "gateway": gateway,
        "notify_url": notify_url,
    }


def _refund_days(kept: Path, account: dict[str, Any]) -> int:
    """For how long after its payment a trade can be refunded, by the contract of this identity."""
    days = account.get("refund_days", A_YEAR_DAYS)
    if type(days) is not int or not 0 < days <= A_YEAR_DAYS:
        raise ValueError(f"{kept / 'alipay.json'}: refund_days is a number from 1 to {A_YEAR_DAYS}")
    return days


def _of_alipay(kept: Path) -> dict[str, str]:
    """By what Alipay and the app know each other: certificates where there are any."""
    roots = kept / "alipayRootCert.crt"
    if not roots.exists():
        return {"alipay_public_key": (kept / "alipay_public_key.pem").read_text()}
    apps = sorted(kept.glob("appCertPublicKey*.crt"))
    if len(apps) != 1:
        raise ValueError(f"{kept} must hold one appCertPublicKey*.crt, not {len(apps)}")
    return {
        "app_certificate": apps[0].read_text(),
        "alipay_certificate": (kept / "alipayCertPublicKey_RSA2.crt").read_text(),
        "root_certificates": roots.read_text(),
    }


def load_wechat(folder: str | Path, *, gateway: str, notify_url: str) -> Identity:
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
    apiv3_key = (kept / "apiv3_key.txt").read_text().strip()
    if len(apiv3_key.encode()) != 32:
        raise ValueError(f"{kept / 'apiv3_key.txt'}: an APIv3 key has 32 characters")
    return {
        "mchid": str(account["mchid"]),
        "appid": str(account["appid"]),
        "serial_no": str(account["serial_no"]),
        "private_key": (kept / "apiclient_key.pem").read_text(),
        "apiv3_key": apiv3_key,
        "public_key": public_key.read_text() if has_key else "",
        "public_key_id": str(account["public_key_id"]) if has_key else "",
        "certificates": tuple(path.read_text() for path in certificates),
        "gateway": gateway.rstrip("/"),
        "notify_url": notify_url,
    }


OPTIONAL = frozenset({"identity"})
"""Partners that a site may do without: others are called by what is sold."""


def load_partner(folder: str | None, *, kind: str, origin: str) -> dict[str, str] | None:
    """Read what the site knows of a partner; `None` where the site has none.

    The folder holds `<kind>.json` with `key_id`, and as hexadecimal `key` and `card_key`; `name`
    is what products call it by, `sandbox` if it has none, and `origin` where it answers.
    """
    if folder is None or (kind in OPTIONAL and not (Path(folder) / f"{kind}.json").exists()):
        return None
    known = json.loads((Path(folder) / f"{kind}.json").read_text())
    return {
        "name": str(known.get("name", "sandbox")),
        "origin": str(known.get("origin", origin)).rstrip("/"),
        "key_id": str(known["key_id"]),
        "key": str(known["key"]),
        "card_key": str(known["card_key"]),
    }
