"""RSA2: SHA256withRSA over sorted `name=value` pairs, in Base64.

Alipay, "自行实现签名" and "自行实现验签": values are signed as they are before URL-encoding; empty
ones are left out. A request signs everything but `sign`; a notice and the parameters of a
return_url leave out `sign_type` as well.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256


def signed_text(*, params: Mapping[str, str], without: Collection[str]) -> str:
    """The text that a signature is over.

    >>> signed_text(params={"b": "2", "a": "1/ä", "c": "", "sign": "…"}, without={"sign"})
    'a=1/ä&b=2'
    """
    kept = sorted((k, v) for k, v in params.items() if v and k not in without)
    return "&".join(f"{name}={value}" for name, value in kept)


def sign(*, key: RSAPrivateKey, text: str) -> str:
    """Sign a text."""
    return base64.b64encode(key.sign(text.encode(), PKCS1v15(), SHA256())).decode()


def is_signed(*, key: RSAPublicKey, text: str, signature: str) -> bool:
    """Whether a signature belongs to a text."""
    try:
        key.verify(base64.b64decode(signature, validate=True), text.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def with_signature(*, key: RSAPrivateKey, params: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a notice or return_url, signed."""
    text = signed_text(params=params, without=())
    return {**params, "sign_type": "RSA2", "sign": sign(key=key, text=text)}
