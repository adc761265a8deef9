"""The envelope of a call: who sends it, when, and whether it is what was signed."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.book import Tx
from sandbox.partner.keys import Account
from sandbox.partner.signing import WINDOW_S, sign_call

MOST_BYTES = 65_536


@dataclass(frozen=True)
class Call:
    """What came in, unread."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """A header, or nothing."""
        return self.headers.get(name, "")

    @property
    def nonce(self) -> str:
        """What makes this call this call."""
        return self.header("nonce")


@dataclass(frozen=True)
class Fault:
    """Why a call is not looked at. Not `signed`: nobody knows who asks."""

    status: int
    code: str
    signed: bool


def find_fault(
    *, tx: Tx, call: Call, account: Account, now_s: float, machine_s: float
) -> Fault | None:
    """Check an envelope and write its nonce down; a client may go by either of two clocks."""
    if call.header("key-id") != account.key_id:
        return Fault(401, "unknown_key", signed=False)
    if not hmac.compare_digest(_expected(call, account), call.header("signature")):
        return Fault(401, "bad_signature", signed=False)
    if not _is_timely(call.header("timestamp"), now_s, machine_s):
        return Fault(401, "stale", signed=True)
    if not 16 <= len(call.nonce) <= 64 or not _is_new(tx, call, machine_s):
        return Fault(401, "replayed", signed=True)
    return None


def read_body(*, body: bytes) -> dict[str, object] | None:
    """The object that a body holds, or nothing."""
    try:
        found = json.loads(body) if len(body) <= MOST_BYTES else None
        json.dumps(found, ensure_ascii=False).encode()  # half a character, escaped, is no text
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _expected(call: Call, account: Account) -> str:
    return sign_call(
        key=account.key,
        path=call.path,
        key_id=account.key_id,
        timestamp=call.header("timestamp"),
        nonce=call.nonce,
        body=call.body,
    )


def _is_timely(timestamp: str, *clocks_s: float) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return any(abs(int(timestamp) - now_s) <= WINDOW_S for now_s in clocks_s)


def _is_new(tx: Tx, call: Call, machine_s: float) -> bool:
    """Whether this nonce was not seen before; old ones are forgotten, since their time is over."""
    tx.execute("DELETE FROM partner_nonce WHERE at_s < ?", [machine_s - 4 * WINDOW_S])
    written = tx.execute(
        "INSERT OR IGNORE INTO partner_nonce (key_id, nonce, at_s) VALUES (?, ?, ?)",
        [call.header("key-id"), call.nonce, machine_s],
    )
    return written.rowcount == 1
