"""Who somebody really is: a Chinese ID number checked on its own, and what a provider answers.

The number is the citizen identification number of GB 11643-1999: six digits of a place (GB/T 2260),
eight of the birthday, three in sequence, and a check digit by ISO 7064 MOD 11-2.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from anxin.domain.channel import Refused, Unknown

LENGTH: Final = 18
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"
_PROVINCES: Final = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54"
    " 61 62 63 64 65 71 81 82 83".split()
)
_FIRST_YEAR: Final = 1900
NAME_CHARACTERS: Final = 40


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Name and number belong together."""


@dataclass(frozen=True, slots=True)
class NotConfirmed:
    """They do not (`mismatch`), or there is no such number on record (`no_record`)."""

    code: str


IdentityAnswer = Confirmed | NotConfirmed | Refused | Unknown


class IdentityProvider(Protocol):
    """Whoever can say whether a name and an ID number belong together (实名核验)."""

    def check(self, *, request_no: str, name: str, number: str) -> IdentityAnswer:
        """Ask. The same request number is the same question and gets the same answer."""
        ...


def normalised(number: str) -> str:
    """Return a number as it is written: no spaces, ASCII digits, a capital X.

    >>> normalised(" 1101051949１２31002x ")
    '11010519491231002X'
    """
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def problem_of_number(*, number: str, today: date) -> str | None:
    """Return why that cannot be an ID number: its `form`, `place`, `birthday` or `check_digit`.

    >>> problem_of_number(number="11010519491231002X", today=date(2026, 1, 1))
    >>> problem_of_number(number="110105194912310021", today=date(2026, 1, 1))
    'check_digit'
    """
    body, last = number[:-1], number[-1:]
    if len(number) != LENGTH or not (body.isascii() and body.isdigit()):
        return "form"
    if last not in _CHECK_DIGITS:
        return "form"
    if number[:2] not in _PROVINCES:
        return "place"
    if not _is_birthday(body[6:14], today):
        return "birthday"
    return None if last == check_digit(body) else "check_digit"


def check_digit(body: str) -> str:
    """Return the check digit of the first 17 digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return _CHECK_DIGITS[total % 11]


def _is_birthday(text: str, today: date) -> bool:
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return born.year >= _FIRST_YEAR and born <= today


def masked_name(name: str) -> str:
    """Return a name of which only the first character is left.

    >>> masked_name("某某某"), masked_name("某")
    ('某**', '*')
    """
    plain = name.strip()
    return "*" if len(plain) < 2 else plain[0] + "*" * (len(plain) - 1)
