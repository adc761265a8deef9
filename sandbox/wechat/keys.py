"""Keys and accounts: `python -m sandbox.wechat.keys --data FOLDER` makes what both sides need.

    <data>/wechat/gateway_private_key.pem       WeChat Pay signs with it in public key mode
    <data>/wechat/platform_private_key.pem      and with this one in certificate mode;
    <data>/wechat/platform_certificate.pem      its certificate, as /v3/certificates tells it
    <data>/wechat/merchant_certificate.pem      the merchant's certificate, which names its key
    <data>/wechat/merchant.json                 what the gateway knows of its merchant
    <shop>/wechat.json                          mchid, appid, serial_no, public_key_id
    <shop>/apiclient_key.pem                    the shop signs with it
    <shop>/apiv3_key.txt                        the secret that notices are encrypted with
    <shop>/wechatpay_public_key.pem             the shop checks WeChat Pay's signatures with it

Only their owner reads them. What is there already stays as it is.
"""

from __future__ import annotations

import json
import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from sandbox.keyfiles import keep_key, keep_text, run_command
from sandbox.rsa import public_pem

MCHID = "1900000001"
APPID = "wx2026112600000001"
PUBLIC_KEY_ID = "PUB_KEY_ID_0119000000012026112600000000000001"
CLOCK_SKEW_S = 300
FEE_RATE_BP = 60
CERTIFICATE_DAYS = 5 * 365
LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Merchant:
    """What the gateway knows of its merchant.

    `clock_skew_s` is how wrong its clock may be; `fee_rate_bp` its fee in hundredths of a percent.
    """

    mchid: str
    appid: str
    apiv3_key: str
    certificate: x509.Certificate
    clock_skew_s: float
    fee_rate_bp: int

    @property
    def serial_no(self) -> str:
        """The certificate's number, as requests name it."""
        return serial_text(certificate=self.certificate)

    @property
    def public_key(self) -> rsa.RSAPublicKey:
        """What the merchant's requests are checked with."""
        key = self.certificate.public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        return key

    @classmethod
    def read(cls, *, folder: Path) -> Self:
        """The merchant of a folder as `prepare` fills it."""
        known = json.loads((folder / "merchant.json").read_text())
        certificate = (folder / "merchant_certificate.pem").read_bytes()
        return cls(**known, certificate=x509.load_pem_x509_certificate(certificate))


@dataclass(frozen=True)
class GatewayKeys:
    """What WeChat Pay signs with: one key for each mode, and how replies name it."""

    public_key_id: str
    key: rsa.RSAPrivateKey
    platform_key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def platform_serial_no(self) -> str:
        """The number of the platform's certificate."""
        return serial_text(certificate=self.certificate)

    def named(self, *, serial: str) -> rsa.RSAPrivateKey | None:
        """The key of a name in Wechatpay-Serial."""
        known = {self.public_key_id: self.key, self.platform_serial_no: self.platform_key}
        return known.get(serial) or known.get(serial.upper())

    @classmethod
    def read(cls, *, folder: Path) -> Self:
        """The keys of a folder as `prepare` fills it."""
        pem = (folder / "platform_certificate.pem").read_bytes()
        return cls(
            PUBLIC_KEY_ID,
            keep_key(path=folder / "gateway_private_key.pem"),
            keep_key(path=folder / "platform_private_key.pem"),
            x509.load_pem_x509_certificate(pem),
        )


def prepare(*, data: Path, shop: Path) -> None:
    """Make the keys of gateway and shop, and tell each what it must know of the other."""
    folder = data / "wechat"
    key = keep_key(path=folder / "gateway_private_key.pem")
    platform_key = keep_key(path=folder / "platform_private_key.pem")
    shop_key = keep_key(path=shop / "apiclient_key.pem")
    _keep_certificate(folder / "platform_certificate.pem", platform_key, "Tenpay.com sandbox")
    certificate = _keep_certificate(folder / "merchant_certificate.pem", shop_key, MCHID)
    new_secret = "".join(secrets.choice(LETTERS) for _ in range(32))
    secret = keep_text(path=shop / "apiv3_key.txt", text=new_secret)
    keep_text(path=shop / "wechatpay_public_key.pem", text=public_pem(key=key))
    account = {"mchid": MCHID, "appid": APPID}
    named = {"serial_no": serial_text(certificate=certificate), "public_key_id": PUBLIC_KEY_ID}
    keep_text(path=shop / "wechat.json", text=json.dumps(account | named, indent=1) + "\n")
    rules = {"clock_skew_s": CLOCK_SKEW_S, "fee_rate_bp": FEE_RATE_BP}
    known = {**account, "apiv3_key": secret.strip(), **rules}
    keep_text(path=folder / "merchant.json", text=json.dumps(known, indent=1) + "\n")


def serial_text(*, certificate: x509.Certificate) -> str:
    """A certificate's number in upper-case hexadecimal."""
    return f"{certificate.serial_number:X}"


def _keep_certificate(path: Path, key: rsa.RSAPrivateKey, name: str) -> x509.Certificate:
    """A certificate of five years for a key, signed by itself: nobody here asks who vouches."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    since = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=CERTIFICATE_DAYS))
        .sign(key, SHA256())
    )
    pem = keep_text(path=path, text=made.public_bytes(Encoding.PEM).decode())
    return x509.load_pem_x509_certificate(pem.encode())


if __name__ == "__main__":
    run_command(name="sandbox.wechat.keys", about=__doc__, prepare=prepare)
