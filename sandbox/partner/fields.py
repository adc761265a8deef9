"""Fields of a call's body, read strictly: what does not fit is named in the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

NUMBER = re.compile(r"[0-9A-Za-z_-]{8,64}")
MOST_ITEMS = 50


class WrongFieldError(ValueError):
    """A field is missing or not what it should be; the message says which."""


def text(fields: Mapping[str, object], name: str, *, most: int = 200) -> str:
    """A text of at least one character."""
    value = fields.get(name)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= most:
        raise WrongFieldError(f"{name}: a text of 1 to {most} characters")
    return value.strip()


def number(fields: Mapping[str, object], name: str) -> str:
    """A number of the caller's own: letters and digits, 8 to 64."""
    value = fields.get(name)
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise WrongFieldError(f"{name}: 8 to 64 letters and digits")
    return value


def fen(fields: Mapping[str, object], name: str) -> int:
    """A positive amount in fen."""
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 10**10:
        raise WrongFieldError(f"{name}: a positive amount in fen")
    return value


def items(fields: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    """A list of objects, at least one."""
    value = fields.get(name)
    if not isinstance(value, list) or not 0 < len(value) <= MOST_ITEMS:
        raise WrongFieldError(f"{name}: 1 to {MOST_ITEMS} objects")
    if not all(isinstance(item, dict) for item in value):
        raise WrongFieldError(f"{name}: 1 to {MOST_ITEMS} objects")
    return value
