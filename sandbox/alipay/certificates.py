"""Certificates: what an app in certificate mode and the gateway name each other by.

    <data>/alipay/root_private_key.pem       Alipay's own authority (only its owner reads it)
    <data>/alipay/alipayRootCert.crt         its certificates: one of RSA, one of another kind
    <data>/alipay/alipayCertPublicKey_RSA2.crt   the gateway's, which its replies name
    <data>/alipay/appCertPublicKey.crt       the app's, which its requests name

Source: Alipay, "公钥证书签名": a serial is the MD5 of issuer and number; a root file's serial joins
those of its RSA certificates, the others are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sandbox.keyfiles import keep_key, keep_text

ROOT, GATEWAY, APP = "alipayRootCert.crt", "alipayCertPublicKey_RSA2.crt", "appCertPublicKey.crt"
RSA_ROOT, EC_ROOT = "Sandbox root R1", "Sandbox root E1"
YEARS_5 = timedelta(days=5 * 365)
ISSUER = ((NameOID.COMMON_NAME, "CN"), (NameOID.ORGANIZATIONAL_UNIT_NAME, "OU"),
          (NameOID.ORGANIZATION_NAME, "O"), (NameOID.COUNTRY_NAME, "C"))  # fmt: skip

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Certificates:
    """The serials of an app, its gateway and their root."""

    app_sn: str
    gateway_sn: str
    root_sn: str

    @classmethod
    def read(cls, *, folder: Path) -> Self | None:
        """Those of a folder as `prepare_certificates` fills it; nothing where there are none."""
        if not (folder / ROOT).exists():
            return None
        app, gateway = (
            cert_sn(certificate=x509.load_pem_x509_certificate((folder / name).read_bytes()))
            for name in (APP, GATEWAY)
        )
        roots = x509.load_pem_x509_certificates((folder / ROOT).read_bytes())
        return cls(app, gateway, root_sn(certificates=roots))

    def find_fault(self, *, params: Mapping[str, str]) -> str | None:
        """The sub_code of what is wrong with the serials that a call names."""
        for name, known, unknown in (
            ("app_cert_sn", self.app_sn, "isv.app-cert-not-exist"),
            ("alipay_root_cert_sn", self.root_sn, "isv.invalid-alipay-root-cert-sn"),
        ):
            if not params.get(name):
                return f"isv.missing-{name.replace('_', '-')}"
            if params[name] != known:
                return unknown
        return None


def names_certificates(*, params: Mapping[str, str]) -> bool:
    """Whether a call comes from an app in certificate mode."""
    return bool(params.get("app_cert_sn") or params.get("alipay_root_cert_sn"))


def prepare_certificates(
    *, folder: Path, app_key: Key, gateway_key: Key, shop: Path | None
) -> None:
    """Make what is not there yet; a shop in certificate mode is handed the three of them."""
    root_key = keep_key(path=folder / "root_private_key.pem")
    if not (folder / ROOT).exists():
        other = ec.generate_private_key(ec.SECP256R1())
        own = [_made(RSA_ROOT, root_key, RSA_ROOT, root_key), _made(EC_ROOT, other, EC_ROOT, other)]
        keep_text(path=folder / APP, text=_pem(_made("the shop", app_key, RSA_ROOT, root_key)))
        keep_text(
            path=folder / GATEWAY, text=_pem(_made("Alipay", gateway_key, RSA_ROOT, root_key))
        )
        keep_text(path=folder / ROOT, text="\n".join(map(_pem, own)))
    if shop:
        for name in (APP, GATEWAY, ROOT):
            keep_text(path=shop / name, text=(folder / name).read_text())


def cert_sn(*, certificate: x509.Certificate) -> str:
    """A certificate's serial as Alipay writes it."""
    issuer = {attribute.oid: str(attribute.value) for attribute in certificate.issuer}
    name = ",".join(f"{short}={issuer.get(oid)}" for oid, short in ISSUER)
    text = f"{name}{certificate.serial_number}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def root_sn(*, certificates: list[x509.Certificate]) -> str:
    """A root file's serial."""
    by_rsa = [c for c in certificates if isinstance(c.public_key(), rsa.RSAPublicKey)]
    return "_".join(cert_sn(certificate=certificate) for certificate in by_rsa)


def _made(name: str, key: Key, by: str, by_key: Key) -> x509.Certificate:
    since = datetime.now(UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(by))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + YEARS_5)
        .sign(by_key, SHA256())
    )


def _named(name: str) -> x509.Name:
    said = {"CN": name, "OU": "Certification Authority", "O": "Sandbox", "C": "CN"}
    return x509.Name([x509.NameAttribute(oid, said[short]) for oid, short in ISSUER])


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
