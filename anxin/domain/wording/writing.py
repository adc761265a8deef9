"""How amounts, moments, lengths and lists are written in either language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from anxin.domain.policy import Length

_UNITS: Final = {
    "minutes": ("分钟", "minute"),
    "hours": ("小时", "hour"),
    "days": ("天", "day"),
    "calendar_days": ("天", "day"),
}
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def money(fen: int) -> str:
    """Writes an amount, as ¥98.00 or ¥12,804.05."""
    whole, part = divmod(fen, 100)
    return f"¥{whole:,}.{part:02d}"


def percent(rate: Fraction) -> str:
    """Writes a rate, as 5% or 0.5%."""
    value = Decimal((rate * 100).numerator) / Decimal((rate * 100).denominator)
    return f"{value.normalize():f}%"


def moment(*, at: datetime, language: str) -> str:
    """Writes a moment at its own offset, without the year."""
    if language == "en":
        return f"{at.day} {_MONTHS[at.month - 1]}, {at:%H:%M}"
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def length(*, of: Length, language: str) -> str:
    """Writes a length, as 24小时 or 24 hours."""
    chinese, english = _UNITS[of.unit]
    if language == "en":
        return f"{of.count} {english}{'' if of.count == 1 else 's'}"
    return f"{of.count}{chinese}"


def either(*, names: Sequence[str], language: str) -> str:
    """Writes a list of which one is enough."""
    return (" or " if language == "en" else "、或").join(names)
