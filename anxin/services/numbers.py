"""Keys and numbers that must be known before the row is written."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DIGITS = 26


def new_no() -> str:
    """Return a number for people's eyes: 130 random bits in Crockford's base 32.

    Random rather than counted, so that nobody can guess a neighbour's or count our orders.
    """
    bits = secrets.randbits(5 * DIGITS)
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in range(DIGITS))


def new_key() -> UUID:
    """Return a UUIDv7 (RFC 9562 §5.7), for rows that refer to each other in one statement."""
    milliseconds = time.time_ns() // 1_000_000
    tail = secrets.randbits(74)
    high = milliseconds << 16 | 0x7000 | tail >> 62
    return UUID(int=high << 64 | 1 << 63 | tail & (1 << 62) - 1)
