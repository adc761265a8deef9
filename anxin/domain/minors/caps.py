"""What minors may be charged, by age, as the rules in force at that time say.

Source: 国家新闻出版署《关于防止未成年人沉迷网络游戏的通知》(2019-10-25, in force 2019-11-01), §3.
A version is added below when a rule changes; what was bought before stays under the earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Final

FULL_AGE: Final = 18
CHINA: Final = timezone(timedelta(hours=8))
"""Where days and months are counted."""

SENSITIVE_BELOW: Final = 14
"""Below it papers are sensitive personal information (个人信息保护法 Art. 28, 31)."""
BANDS: Final = ("under_8", "8_to_15", "16_to_17", "of_age")


@dataclass(frozen=True, slots=True)
class Cap:
    """The most for one purchase and for a calendar month, in fen; 0: nothing may be sold."""

    once_fen: int
    month_fen: int


@dataclass(frozen=True, slots=True)
class Rule:
    """Caps by band, in force from a day on. A band without a cap is not limited."""

    since: date
    source: str
    caps: dict[str, Cap]


RULES: Final = (
    Rule(
        since=date(2019, 11, 1),
        source="国新出发〔2019〕34号",
        caps={
            "under_8": Cap(0, 0),
            "8_to_15": Cap(5_000, 20_000),
            "16_to_17": Cap(10_000, 40_000),
        },
    ),
)
"""Oldest first."""


def age_on(*, born: date, day: date) -> int:
    """Return full years; who is born on 29 February is a year older on 1 March of other years.

    >>> age_on(born=date(2012, 2, 29), day=date(2026, 2, 28))
    13
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def band_of(*, born: date, day: date) -> str:
    """Return the band of somebody's age on a day.

    >>> band_of(born=date(2018, 5, 1), day=date(2026, 5, 1))
    '8_to_15'
    """
    age = age_on(born=born, day=day)
    if age < 8:
        return "under_8"
    if age < 16:
        return "8_to_15"
    return "16_to_17" if age < FULL_AGE else "of_age"


def cap_on(*, band: str, day: date) -> Cap | None:
    """Return the cap of a band on a day, `None` where no rule limits it."""
    known = [rule for rule in RULES if rule.since <= day]
    return known[-1].caps.get(band) if known else None


def breaks_cap(*, band: str, day: date, paid_fen: int, month_fen: int) -> bool:
    """Say whether a purchase was above what its band may be charged.

    `month_fen`: all of the account's purchases of that calendar month up to and with this one.
    """
    cap = cap_on(band=band, day=day)
    return cap is not None and (paid_fen > cap.once_fen or month_fen > cap.month_fen)
