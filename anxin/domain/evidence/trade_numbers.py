"""What the numbers of payments say by their structure: whose they are, and of which day.

Alipay's `trade_no` is 28 digits that start with the day; WeChat Pay's `transaction_id` is 28 digits
that start with 4200 and hold the day from the eleventh to the eighteenth. Neither is documented as
a promise, so a number of another form is no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

LENGTH: Final = 28
_FIRST, _LAST = date(2010, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class TradeNumber:
    """What a number says: `alipay` or `wechat`, and the day in Beijing."""

    provider: str
    day: date


def trade_number(text: str) -> TradeNumber | None:
    """Return what a number of a payment says, or nothing where it has no known structure.

    >>> trade_number("2026112622001412345678901234")
    TradeNumber(provider='alipay', day=datetime.date(2026, 11, 26))
    """
    if len(text) != LENGTH or not (text.isascii() and text.isdigit()):
        return None
    if text.startswith("4200") and (day := _day(text[10:18])):
        return TradeNumber("wechat", day)
    if day := _day(text[:8]):
        return TradeNumber("alipay", day)
    return None


def _day(digits: str) -> date | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if _FIRST <= day <= _LAST else None
