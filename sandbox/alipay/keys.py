"""Keys and accounts: `python -m sandbox.alipay.keys --data FOLDER` makes what both sides need.

    <data>/alipay/gateway_private_key.pem   the gateway signs with it (only its owner reads it)
    <data>/alipay/merchant.json             what the gateway knows of its merchant
    <shop>/alipay.json                      app_id and seller_id, for the shop
    <shop>/app_private_key.pem              the shop signs with it (only its owner reads it)
    <shop>/alipay_public_key.pem            the shop checks the gateway's signatures with it

With --certificates the shop is handed certificates as well (sandbox.alipay.certificates).
What is there already stays as it is.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.alipay.certificates import Certificates, prepare_certificates
from sandbox.keyfiles import keep_key, keep_text, read_public_key
from sandbox.rsa import public_pem

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
    certificates: Certificates | None = None

    @classmethod
    def read(cls, *, path: Path) -> Self:
        """The merchant of a file as `prepare` writes it."""
        known = json.loads(path.read_text())
        key = read_public_key(pem=known["app_public_key"])
        certificates = Certificates.read(folder=path.parent)
        skew_s = float(known["clock_skew_s"])
        return cls(known["app_id"], known["seller_id"], key, skew_s, certificates)


def prepare(*, data: Path, shop: Path, certificates: bool = False) -> None:
    """Make the keys of gateway and shop, and tell each what it must know of the other."""
    gateway_key = keep_gateway_key(data=data)
    app_key = keep_key(path=shop / "app_private_key.pem")
    account = {"app_id": APP_ID, "seller_id": SELLER_ID}
    keep_text(path=shop / "alipay.json", text=json.dumps(account, indent=1) + "\n")
    keep_text(path=shop / "alipay_public_key.pem", text=public_pem(key=gateway_key))
    known = {**account, "app_public_key": public_pem(key=app_key), "clock_skew_s": CLOCK_SKEW_S}
    keep_text(path=data / "alipay" / "merchant.json", text=json.dumps(known, indent=1) + "\n")
    prepare_certificates(
        folder=data / "alipay",
        app_key=app_key,
        gateway_key=gateway_key,
        shop=shop if certificates else None,
    )


def keep_gateway_key(*, data: Path) -> rsa.RSAPrivateKey:
    """The gateway's own key, made at the first start, with its public half in a file beside it."""
    key = keep_key(path=data / "alipay" / "gateway_private_key.pem")
    keep_text(path=data / "alipay" / "gateway_public_key.pem", text=public_pem(key=key))
    return key


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="sandbox.alipay.keys", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the sandbox's folder")
    parser.add_argument("--shop", type=Path, help="the shop's folder; otherwise <data>/shop")
    parser.add_argument("--certificates", action="store_true", help="for a shop that has them")
    given = parser.parse_args()
    shop = given.shop or given.data / "shop"
    prepare(data=given.data, shop=shop, certificates=given.certificates)


if __name__ == "__main__":
    main()
