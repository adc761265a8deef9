"""RSA2: SHA256withRSA over sorted `name=value` pairs, in Base64.

Alipay, "自行实现签名" and "自行实现验签": values are signed as they are before URL-encoding; empty
ones are left out. A request signs everything but `sign`; a notice and the parameters of a
return_url leave out `sign_type` as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from sandbox.rsa import sign


def signed_text(*, params: Mapping[str, str], without: Collection[str]) -> str:
    """The text that a signature is over.

    >>> signed_text(params={"b": "2", "a": "1/ä", "c": "", "sign": "…"}, without={"sign"})
    'a=1/ä&b=2'
    """
    kept = sorted((k, v) for k, v in params.items() if v and k not in without)
    return "&".join(f"{name}={value}" for name, value in kept)


def with_signature(*, key: RSAPrivateKey, params: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a notice or return_url, signed."""
    text = signed_text(params=params, without=())
    return {**params, "sign_type": "RSA2", "sign": sign(key=key, text=text)}
