"""Makes texts comparable that a reader or a person may have mistaken for each other.

Of 162 fields on 48 pages that were read, 6 were wrong, each by O for 0 in a card code; none was
wrong once both sides were folded (docs/evidence.md).
"""

from __future__ import annotations

import unicodedata
from typing import Final

_ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"})
_CROCKFORD: Final = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_TO_CROCKFORD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "l": "1", "o": "0"})
_TO_DIGITS: Final = str.maketrans("OoIlLZzSsB", "0011122558")
ORDER_NO_LENGTH: Final = 26


def fold(text: str) -> str:
    """Return letters and figures alone, in one form and one case, what looks alike made equal.

    >>> fold("1OU0-mjoq") == fold("10UO MJ0Q")
    True
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    return "".join(each for each in plain if each.isalnum()).translate(_ALIKE)


def level(text: str) -> str:
    """Return a text in one form (NFKC: full width made half), its letters' case kept."""
    return unicodedata.normalize("NFKC", text)


def squeeze(text: str) -> str:
    """Return a text without any space."""
    return "".join(text.split())


def as_our_number(text: str) -> str | None:
    """Return what is read as one of our numbers (26 of Crockford's base 32), if it can be one.

    The alphabet has neither O nor I nor L, so these were 0 and 1.

    >>> as_our_number("7KX0O1234567890ABCDEFGHJIl")
    '7KX001234567890ABCDEFGHJ11'
    """
    mended = text.translate(_TO_CROCKFORD).upper()
    if len(mended) != ORDER_NO_LENGTH or not _CROCKFORD.issuperset(mended):
        return None
    has_both = any(map(str.isdigit, mended)) and any(map(str.isalpha, mended))
    return mended if has_both else None


def as_digits(text: str, *, length: int, mistakes: int = 3) -> str | None:
    """Return what is read as so many digits, at most so many of them mistaken for letters."""
    if len(text) != length or sum(not each.isdigit() for each in text) > mistakes:
        return None
    mended = text.translate(_TO_DIGITS)
    return mended if mended.isdigit() and mended.isascii() else None
