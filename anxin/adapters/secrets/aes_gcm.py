"""Secrets sealed with AES-256-GCM (NIST SP 800-38D) under a ring of numbered keys."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anxin.domain.outside import Sealed, SecretLost

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class AesGcmBox:
    """A `SecretBox`. The highest key seals; every key of the ring opens.

    `bound_to` is authenticated with the secret: a row's secret pasted into another row
    does not open there.
    """

    keys: Mapping[int, bytes]
    index_key: bytes

    def seal(self, *, plain: str, bound_to: bytes) -> Sealed:
        """Seal under the newest key with a fresh random nonce in front."""
        key_no = max(self.keys)
        nonce = os.urandom(NONCE_BYTES)
        data = AESGCM(self.keys[key_no]).encrypt(nonce, plain.encode(), bound_to)
        return Sealed(key_no, nonce + data)

    def open(self, *, sealed: Sealed, bound_to: bytes) -> str:
        """Return the secret. Raises `SecretLost` if key, row or data are not those of sealing."""
        key = self.keys.get(sealed.key_no)
        if key is None:
            raise SecretLost(f"key {sealed.key_no} is not on the ring")
        nonce, data = sealed.data[:NONCE_BYTES], sealed.data[NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, data, bound_to).decode()
        except InvalidTag as error:
            raise SecretLost("sealed for another row, or changed") from error

    def blind_index(self, *, plain: str, owner: bytes) -> bytes:
        """Return HMAC-SHA256 over owner and secret, so that re-imports are seen unopened."""
        return hmac.digest(self.index_key, owner + b"\0" + plain.encode(), "sha256")
