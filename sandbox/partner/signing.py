"""HMAC-SHA256 over a call and over its answer.

Both texts say what they are, so that neither can be sent back as the other. An answer repeats the
nonce of its call and so belongs to no other call; that is what makes it fresh.
"""

from __future__ import annotations

import hashlib
import hmac

WINDOW_S = 300
"""How far a call's time may be from the partner's."""


def sign_call(
    *, key: bytes, path: str, key_id: str, timestamp: str, nonce: str, body: bytes
) -> str:
    """Sign a call. All calls are POST."""
    return _sign(key, ("call", path, key_id, timestamp, nonce), body)


def sign_answer(
    *, key: bytes, path: str, status: int, timestamp: str, nonce: str, body: bytes
) -> str:
    """Sign the answer to the call of that nonce."""
    return _sign(key, ("answer", path, str(status), timestamp, nonce), body)


def _sign(key: bytes, parts: tuple[str, ...], body: bytes) -> str:
    lines = (*parts, hashlib.sha256(body).hexdigest())
    return hmac.new(key, "\n".join(lines).encode(), hashlib.sha256).hexdigest()
