"""An `IdentityProvider` that speaks signed JSON.

Name and number travel sealed under a key that only provider and shop have, bound to the number of
the request: what either side, or anybody between them, writes to a log says nothing about anybody.
"""

from __future__ import annotations

import base64
import json
import os
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anxin.adapters.partner.client import (
    TIMEOUT_SECONDS,
    NoAnswer,
    PartnerAccount,
    PartnerClient,
)
from anxin.domain.channel import Refused, Unknown
from anxin.domain.identity import Confirmed, IdentityAnswer, NotConfirmed

NONCE_BYTES: Final = 12
NOT_CONFIRMED: Final = frozenset({"mismatch", "no_record"})
LATER: Final = frozenset({"busy"})
"""Refusals that may pass: it is asked again under the same number."""


class SignedIdentity:
    """One provider."""

    def __init__(self, account: PartnerAccount, *, timeout_s: float = TIMEOUT_SECONDS) -> None:
        self._key = account.card_key
        self._client = PartnerClient(account, timeout_s=timeout_s)

    def check(self, *, request_no: str, name: str, number: str) -> IdentityAnswer:
        """Ask whether name and number belong together (/identity/check)."""
        asked = {"request_no": request_no, "sealed": self._seal(request_no, name, number)}
        try:
            return _told(self._client.ask("/identity/check", asked), request_no)
        except NoAnswer as error:
            return Unknown(str(error))

    def _seal(self, request_no: str, name: str, number: str) -> str:
        plain = json.dumps({"name": name, "number": number}, ensure_ascii=False).encode()
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._key).encrypt(nonce, plain, request_no.encode())
        return base64.b64encode(nonce + sealed).decode()


def _told(reply: dict[str, Any], request_no: str) -> IdentityAnswer:
    code = reply["code"]
    if code != "ok":
        return Refused(code, final=code not in LATER)
    if reply.get("request_no") != request_no:
        raise NoAnswer("another request's answer")
    result = reply.get("result")
    if result == "match":
        return Confirmed()
    if result in NOT_CONFIRMED:
        return NotConfirmed(str(result))
    raise NoAnswer("a result of another language")
