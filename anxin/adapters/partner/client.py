"""Calls to a partner, signed with HMAC-SHA256, and answers that are believed only if signed too.

The texts that are signed stand in docs/issuer.md. An answer repeats the nonce of its call within
its signature, so that no other call's answer can be passed off as it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import requests

TIMEOUT_SECONDS: Final = 6
MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class PartnerAccount:
    """What we know of a partner: where it answers, and the keys we share with it.

    `card_key` names cards without saying their secrets, and opens secrets that are sent to us.
    """

    origin: str
    key_id: str
    key: bytes = field(repr=False)
    card_key: bytes = field(repr=False)


class NoAnswer(Exception):
    """No answer that can be believed: a time-out, a broken line, a bad or missing signature.

    What was asked for may have happened. Asking what became of it, or asking again under the same
    number, helps.
    """


class PartnerClient:
    """Speaks with one partner; no call is waited for longer than `timeout_s`."""

    def __init__(self, account: PartnerAccount, *, timeout_s: float = TIMEOUT_SECONDS) -> None:
        self._account = account
        self._timeout_s = timeout_s
        self._kept = threading.local()

    def ask(self, path: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Send a call and return the verified answer's fields. Raises `NoAnswer`."""
        body = json.dumps(fields, ensure_ascii=False).encode()
        nonce, timestamp = secrets.token_hex(16), str(int(time.time()))
        parts = ("call", path, self._account.key_id, timestamp, nonce)
        headers = {
            "Content-Type": "application/json",
            "Key-Id": self._account.key_id,
            "Timestamp": timestamp,
            "Nonce": nonce,
            "Signature": self._sign(parts, body),
        }
        try:
            answer = self._session().post(
                f"{self._account.origin}{path}",
                data=body,
                headers=headers,
                timeout=self._timeout_s,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # The class alone: an error's text may repeat what was sent.
            raise NoAnswer(type(error).__name__) from error
        return self._believed(path, nonce, answer)

    def _believed(self, path: str, nonce: str, answer: requests.Response) -> dict[str, Any]:
        timestamp = answer.headers.get("Timestamp", "")
        parts = ("answer", path, str(answer.status_code), timestamp, nonce)
        expected = self._sign(parts, answer.content)
        said = answer.headers.get("Signature", "")
        if len(answer.content) > MOST_BYTES or not hmac.compare_digest(
            expected.encode(), said.encode("latin-1", "replace")
        ):
            raise NoAnswer(f"status {answer.status_code} without the partner's signature")
        try:
            fields = json.loads(answer.content)
        except ValueError as error:
            raise NoAnswer("no JSON") from error
        if not isinstance(fields, dict) or not isinstance(fields.get("code"), str):
            raise NoAnswer("no object with a code")
        return fields

    def _sign(self, parts: tuple[str, ...], body: bytes) -> str:
        text = "\n".join((*parts, hashlib.sha256(body).hexdigest()))
        return hmac.new(self._account.key, text.encode(), hashlib.sha256).hexdigest()

    def _session(self) -> requests.Session:
        """One line per thread, kept open; no cookies or passwords from elsewhere come along."""
        session: requests.Session | None = getattr(self._kept, "session", None)
        if session is None:
            session = requests.Session()
            session.auth = _no_password
            self._kept.session = session
        return session


def _no_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep `requests` from looking into ~/.netrc."""
    return request


def time_of(text: object) -> datetime:
    """Read a time with its offset. Raises `NoAnswer` for anything else."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise NoAnswer("no time") from error
    if at.tzinfo is None:
        raise NoAnswer("a time without its offset")
    return at
