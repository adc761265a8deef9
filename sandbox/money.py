"""Money: integer fen inside, yuan with two decimals on the wire."""

from __future__ import annotations

import re

YUAN = re.compile(r"(0|[1-9][0-9]{0,8})(?:\.([0-9]{1,2}))?")


def read_yuan(*, text: str) -> int | None:
    """The fen of an amount in yuan; nothing for signs, exponents or a third decimal.

    >>> read_yuan(text="35.80"), read_yuan(text="7"), read_yuan(text="0.1")
    (3580, 700, 10)
    >>> [read_yuan(text=text) for text in ("1.001", "-1", "1e2", "", "01")]
    [None, None, None, None, None]
    """
    match = YUAN.fullmatch(text)
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None


def yuan(*, fen: int) -> str:
    """
    >>> yuan(fen=3580), yuan(fen=5)
    ('35.80', '0.05')
    """
    return f"{fen // 100}.{fen % 100:02d}"


def share_fen(*, of_fen: int, rate_bp: int) -> int:
    """A rate in hundredths of a percent of an amount, half a fen rounded up.

    >>> share_fen(of_fen=3000, rate_bp=60), share_fen(of_fen=100, rate_bp=50)
    (18, 1)
    """
    return (of_fen * rate_bp + 5_000) // 10_000
