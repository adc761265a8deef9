"""Folding: texts that a reader of pictures may take for each other become the same."""

from __future__ import annotations

import unicodedata

_ALIKE = str.maketrans("OQIL|ZSB", "00111258")


def fold(*, text: str) -> str:
    """Return a text as it is compared: upper case, no punctuation, letters that look like digits
    as digits.

    >>> fold(text="1ou0-MJOQ")
    '10U0MJ00'
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain.translate(_ALIKE) if c.isalnum())
