"""Who pays: whoever the pay page names, with the same ids at each gateway every time.

There are as many people as names. A gateway knows a person by an id of its own making, so that
nothing at one tells who it is at the other.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence

from sandbox.book import Tx

FIRST = "1"
"""Who pays where the form names nobody, and whom a trade that nobody has paid yet waits for."""
MOST_CHARACTERS = 20
LOGON_ID = "buy***@sandbox.test"


def named(*, form: Mapping[str, Sequence[str]]) -> str:
    """The name that a pay page's form gives.

    >>> named(form={"payer": [" 2 "]}), named(form={"payer": [" "]}), named(form={})
    ('2', '1', '1')
    """
    given = form.get("payer") or [FIRST]
    return given[-1].strip()[:MOST_CHARACTERS] or FIRST


def note_payer(*, tx: Tx, trade_no: str, name: str) -> None:
    """Write down who pays a trade; `trade_no` is the gateway's own number."""
    tx.execute("INSERT INTO payer (trade_no, name) VALUES (?, ?)", [trade_no, name])


def payer_of(*, tx: Tx, trade_no: str) -> str:
    """Who paid a trade."""
    row = tx.execute("SELECT name FROM payer WHERE trade_no = ?", [trade_no]).fetchone()
    return str(row["name"]) if row else FIRST


def alipay_user(*, name: str) -> tuple[str, str]:
    """A person's user id and open id at Alipay: sixteen digits from 2088 on, and 43 signs."""
    digest = _digest("alipay", name)
    return f"2088{int.from_bytes(digest) % 10**12:012d}", _signs(digest)


def wechat_user(*, name: str) -> str:
    """A person's openid at WeChat Pay: 28 signs, the first an o."""
    return f"o{_signs(_digest('wechat', name))[:27]}"


def _digest(gateway: str, name: str) -> bytes:
    return hashlib.sha256(f"{gateway}\n{name}".encode()).digest()


def _signs(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
