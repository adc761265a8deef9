"""Keys and accounts: `python -m sandbox.alipay.keys --data FOLDER` makes what both sides need.

    <data>/alipay/gateway_private_key.pem   the gateway signs with it (only its owner reads it)
    <data>/alipay/merchant.json             what the gateway knows of its merchant
    <shop>/alipay.json                      app_id and seller_id, for the shop
    <shop>/app_private_key.pem              the shop signs with it (only its owner reads it)
    <shop>/alipay_public_key.pem            the shop checks the gateway's signatures with it

What is there already stays as it is.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

APP_ID = "2021000100000001"
SELLER_ID = "2088100000000001"
CLOCK_SKEW_S = 600


@dataclass(frozen=True)
class Merchant:
    """What the gateway knows of its merchant; `clock_skew_s` is how wrong its clock may be."""

    app_id: str
    seller_id: str
    app_public_key: rsa.RSAPublicKey
    clock_skew_s: float

    @classmethod
    def read(cls, *, path: Path) -> Self:
        """The merchant of a file as `prepare` writes it."""
        known = json.loads(path.read_text())
        key = load_pem_public_key(known["app_public_key"].encode())
        assert isinstance(key, rsa.RSAPublicKey)
        return cls(known["app_id"], known["seller_id"], key, float(known["clock_skew_s"]))


def prepare(*, data: Path, shop: Path) -> None:
    """Make the keys of gateway and shop, and tell each what it must know of the other."""
    gateway_key = keep_gateway_key(data=data)
    app_key = keep_key(path=shop / "app_private_key.pem")
    account = {"app_id": APP_ID, "seller_id": SELLER_ID}
    _keep(shop / "alipay.json", json.dumps(account, indent=1) + "\n")
    _keep(shop / "alipay_public_key.pem", public_pem(key=gateway_key))
    known = {**account, "app_public_key": public_pem(key=app_key), "clock_skew_s": CLOCK_SKEW_S}
    _keep(data / "alipay" / "merchant.json", json.dumps(known, indent=1) + "\n")


def keep_gateway_key(*, data: Path) -> rsa.RSAPrivateKey:
    """The gateway's own key, made at the first start, with its public half in a file beside it."""
    key = keep_key(path=data / "alipay" / "gateway_private_key.pem")
    _keep(data / "alipay" / "gateway_public_key.pem", public_pem(key=key))
    return key


def keep_key(*, path: Path) -> rsa.RSAPrivateKey:
    """The private key of a file, made at the first call."""
    if not path.exists():
        new = new_key()
        pem = new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _keep(path, pem.decode())
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def new_key() -> rsa.RSAPrivateKey:
    """A key of the length that RSA2 asks for."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(*, key: rsa.RSAPrivateKey) -> str:
    """The public half of a key, as both SDKs read it."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def _keep(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable to its owner only, unless it is there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    try:
        path.hardlink_to(unfinished)  # unlike a rename, never over what another process made
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="sandbox.alipay.keys", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the sandbox's folder")
    parser.add_argument("--shop", type=Path, help="the shop's folder; otherwise <data>/shop")
    given = parser.parse_args()
    prepare(data=given.data, shop=given.shop or given.data / "shop")


if __name__ == "__main__":
    main()
