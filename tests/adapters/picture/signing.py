"""Pictures with a claim of origin (C2PA), signed by somebody whom nobody vouches for."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from functools import cache

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MADE_BY_MACHINE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
TAKEN = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
_SIGNATURE = b"\xf6\x58\x40"
"""How the signature stands in its COSE_Sign1: no payload, then 64 bytes."""


def signed(content: bytes, *, mime: str, source: str = TAKEN, elsewhere: str = "") -> bytes:
    """A picture with a claim in it; with `elsewhere` only the address of one."""
    builder = c2pa.Builder(
        {
            "claim_generator_info": [{"name": "Painter", "version": "1"}],
            "assertions": [
                {
                    "label": "c2pa.actions",
                    "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": source}]},
                }
            ],
        }
    )
    if elsewhere:
        builder.set_no_embed()
        builder.set_remote_url(elsewhere)
    out = io.BytesIO()
    builder.sign(c2pa.Signer.from_info(_signer()), mime, io.BytesIO(content), out)
    return out.getvalue()


def with_another_signature(content: bytes) -> bytes:
    """A signed picture whose signature is not that of its claim."""
    return _flipped(content, content.index(_SIGNATURE) + len(_SIGNATURE))


def changed_after_signing(content: bytes) -> bytes:
    """A signed JPEG with other pixels than were signed."""
    return _flipped(content, len(content) - 20)


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@cache
def _signer() -> c2pa.C2paSignerInfo:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("Root", root_key, "Root", root_key)
    leaf = _certificate("Signer", key, "Root", root_key)
    return c2pa.C2paSignerInfo(
        alg=b"es256",
        sign_cert=b"".join(one.public_bytes(Encoding.PEM) for one in (leaf, root)),
        private_key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        ta_url=None,
    )


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    """A certificate as C2PA asks for: whoever signs may sign and nothing else."""
    is_root, now = key is issuer_key, datetime.now(UTC)
    usage = x509.KeyUsage(not is_root, False, False, False, False, is_root, is_root, False, False)
    public, above = key.public_key(), issuer_key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(is_root, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Nobody"),
        ]
    )
