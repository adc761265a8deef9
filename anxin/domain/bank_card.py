"""Numbers of bank cards, checked on their own before anybody is asked to pay to one.

ISO/IEC 7812-1: digits, the last of them a check digit by the Luhn formula.
"""

from __future__ import annotations

import unicodedata
from typing import Final

DIGITS: Final = range(12, 20)
TAIL: Final = 4
"""So many of the last digits tell its owner which card it is, and a stranger nothing."""


def normalised_card(text: str) -> str:
    """Return a number as it is kept: ASCII digits without the spaces that people write.

    >>> normalised_card(" 6222-0212 3456 ７８９４ ")
    '6222021234567894'
    """
    return "".join(unicodedata.normalize("NFKC", text).replace("-", "").split())


def problem_of_card(*, number: str) -> str | None:
    """Return why that cannot be a card's number: its `card_form` or its `card_check_digit`.

    >>> problem_of_card(number="4242424242424242"), problem_of_card(number="4242424242424243")
    (None, 'card_check_digit')
    >>> problem_of_card(number="424242")
    'card_form'
    """
    if len(number) not in DIGITS or not (number.isascii() and number.isdigit()):
        return "card_form"
    return None if _luhn_sum(number) % 10 == 0 else "card_check_digit"


def _luhn_sum(number: str) -> int:
    """Every second digit from the right counts double, and of a double its digits."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return sum(doubled) + sum(int(digit) for digit in number[-1::-2])
