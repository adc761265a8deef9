"""SHA256withRSA in Base64: what Alipay calls RSA2 and WeChat Pay WECHATPAY2-SHA256-RSA2048."""

from __future__ import annotations

import base64
import binascii
import functools

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def new_key() -> rsa.RSAPrivateKey:
    """A key of the length that both ask for."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def stranger_key() -> rsa.RSAPrivateKey:
    """The key of somebody who is no gateway."""
    return new_key()


def public_pem(*, key: rsa.RSAPrivateKey) -> str:
    """The public half of a key, as the SDKs read it."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def sign(*, key: rsa.RSAPrivateKey, text: str | bytes) -> str:
    """Sign a text."""
    given = text.encode() if isinstance(text, str) else text
    return base64.b64encode(key.sign(given, PKCS1v15(), SHA256())).decode()


def is_signed(*, key: rsa.RSAPublicKey, text: str | bytes, signature: str) -> bool:
    """Whether a signature belongs to a text."""
    given = text.encode() if isinstance(text, str) else text
    try:
        key.verify(base64.b64decode(signature, validate=True), given, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
