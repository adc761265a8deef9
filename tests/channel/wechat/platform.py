"""WeChat Pay's side in miniature: its keys, its notices, and a wire that answers as it is told.

For what no well-behaved gateway would send. Everything else is tried at the sandbox.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from anxin.adapters.channel.wechat import WechatMerchant

MCHID, APPID = "1900000001", "wx0000000000000001"
APIV3_KEY = "0123456789abcdef0123456789abcdef"
KEY_ID = "PUB_KEY_ID_0119000000012026110100000001"
SIGNED = "WECHATPAY2-SHA256-RSA2048"


def new_key() -> RSAPrivateKey:
    """A key of the length that WeChat Pay uses."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key: RSAPrivateKey) -> str:
    """A private key as a file holds it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: RSAPrivateKey) -> str:
    """Its public half."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def certificate_of(key: RSAPrivateKey, *, days: int = 365) -> x509.Certificate:
    """A platform certificate of a key that ends so many days from now."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com Root CA")])
    ends = datetime.now(UTC) + timedelta(days=days)
    unsigned = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=1825))
        .not_valid_after(ends)
    )
    return unsigned.sign(key, SHA256())


def certificate_pem(certificate: x509.Certificate) -> str:
    """A certificate as a file holds it."""
    return certificate.public_bytes(Encoding.PEM).decode()


def encrypted(fields: object, *, key: str = APIV3_KEY, about: str = "") -> dict[str, str]:
    """A resource as notices carry it (AEAD_AES_256_GCM)."""
    nonce = secrets.token_hex(6)
    text = fields if isinstance(fields, str) else json.dumps(fields)
    cipher = AESGCM(key.encode()).encrypt(nonce.encode(), text.encode(), about.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(cipher).decode(),
        "associated_data": about,
        "nonce": nonce,
    }


@cache
def merchant_pem() -> str:
    """The merchant's own key, the same for all."""
    return private_pem(new_key())


@dataclass
class Platform:
    """Who signs: a key, and the serial it is known by."""

    key: RSAPrivateKey = field(default_factory=new_key)
    serial_no: str = KEY_ID

    def headers(self, body: bytes, *, age_s: float = 0) -> dict[str, str]:
        """The headers that sign a body."""
        timestamp, nonce = str(int(time.time() - age_s)), secrets.token_hex(16)
        text = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
        return {
            "Wechatpay-Timestamp": timestamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": self.serial_no,
            "Wechatpay-Signature": base64.b64encode(
                self.key.sign(text, PKCS1v15(), SHA256())
            ).decode(),
            "Wechatpay-Signature-Type": SIGNED,
        }

    def notice(
        self, kind: str, fields: object, *, age_s: float = 0, key: str = APIV3_KEY, **changes: Any
    ) -> tuple[dict[str, str], bytes]:
        """The headers and body of a notice."""
        about = kind.partition(".")[0].lower()
        said = {
            "id": secrets.token_hex(16),
            "create_time": "2026-11-22T15:00:00+08:00",
            "resource_type": "encrypt-resource",
            "event_type": kind,
            "resource": encrypted(fields, key=key, about=about) | {"original_type": about},
        }
        body = json.dumps(said | changes).encode()
        return self.headers(body, age_s=age_s), body

    def merchant(self, *, gateway: str = "http://127.0.0.1:9", **changes: Any) -> WechatMerchant:
        """A merchant that knows this platform by its public key."""
        known: dict[str, Any] = {
            "mchid": MCHID,
            "appid": APPID,
            "serial_no": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
            "private_key": merchant_pem(),
            "apiv3_key": APIV3_KEY,
            "public_key": public_pem(self.key),
            "public_key_id": self.serial_no,
            "gateway": gateway,
            "notify_url": "http://localhost:8000/notify/wechat/",
        }
        return WechatMerchant(**known | changes)


@dataclass(frozen=True)
class Said:
    """One answer of the wire, held for so long; signed by `by`, or by nobody."""

    status: int = 200
    fields: object = None
    by: Platform | None = None
    age_s: float = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    held_s: float = 0


@dataclass(frozen=True)
class Heard:
    """One call that came in."""

    method: str
    path: str
    fields: Any
    headers: Mapping[str, str]


class Wire(ThreadingHTTPServer):
    """Answers each path as it is told and takes every call down."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self.forget()
        # A short round, since the end of a round is when it can be ended.
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def forget(self) -> None:
        """Nothing was heard, nothing was told."""
        self.heard: list[Heard] = []
        self.answer = Said(500)
        self.answers: dict[str, Said] = {}


@contextmanager
def open_wire() -> Iterator[Wire]:
    """A wire for as long as it is needed."""
    wire = Wire()
    try:
        yield wire
    finally:
        wire.shutdown()
        wire.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Wire

    def do_GET(self) -> None:
        """A question."""
        self._answer(None)

    def do_POST(self) -> None:
        """A request with a body."""
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, fields: object) -> None:
        self.server.heard.append(Heard(self.command, self.path, fields, dict(self.headers)))
        said = self.server.answers.get(self.path, self.server.answer)
        body = said.fields if isinstance(said.fields, str) else json.dumps(said.fields)
        raw = b"" if said.fields is None else body.encode()
        signed = said.by.headers(raw, age_s=said.age_s) if said.by else {}
        time.sleep(said.held_s)
        self.send_response(said.status)
        for name, value in {"Content-Type": "application/json", **signed, **said.headers}.items():
            self.send_header(name, value)
        if said.status != 204:
            self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
