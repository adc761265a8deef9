"""What values look like: each finder returns the first value in a text, and where it stands.

Texts are in one form (NFKC). A reader drops and inserts spaces, so these are lenient about them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from anxin.domain.evidence.folding import squeeze


@dataclass(frozen=True, slots=True)
class Found:
    """A value in a text."""

    value: str
    start: int
    end: int


Finder = Callable[[str], Found | None]

_TOKEN: Final = r"[A-Za-z0-9](?:[A-Za-z0-9]|[-_](?=[A-Za-z0-9]))*"
_CUT: Final = r"(?!\s?(?:\.\.|…|·{2}|\*))"
"""A number that is shown only in part says too little to be compared."""

_SPACED: Final = r"[A-Z0-9]{3,6}(?:\s[A-Z0-9]{3,6}){2,7}"
_NUMBER: Final = re.compile(
    rf"(?<![*A-Za-z0-9])(?:{_SPACED}|{_TOKEN})(?![A-Za-z0-9]){_CUT}(?!\s\*)"
)
_ERROR: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:[0O]x[0-9A-Fa-fO]{4,8}|E(?:RR(?:OR)?)?\s?[-_ ]?\s?\d{3,8})(?![A-Za-z0-9])"
)
_LABELLED_ERROR: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:[0O][xX][0-9A-Fa-fO]{3,8}|[A-Z]{1,12}\s?[-_]?\s?\d{2,8}"
    r"|[A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)+|\d{2,8})(?![A-Za-z0-9.年/])"
)
_GROUPS: Final = re.compile(
    r"(?<![A-Za-z0-9-])[A-Z0-9]{4,6}(?:\s?-\s?[A-Z0-9]{2,6}){1,5}(?![A-Za-z0-9])"
)
_AMOUNT: Final = re.compile(
    r"(?<![\w.])(?:[-+−–]\s?)?(?P<sign>[¥￥Y]\s?|RMB\s?|CNY\s?)?(?:[-+−–]\s?)?"
    r"(?P<number>\d{1,3}(?:,\s?\d{3})+(?:\.\s?\d{1,2})?|\d{1,7}(?:\.\s?\d{1,2})?)"
    r"(?P<yuan>\s?元)?(?![\d%:/-]|\.\d|[A-Za-z]{2}|[年月日天张次个位件笔])"
)
_CLOCK: Final = (
    r"(?P<half>上午|下午|凌晨|早上|中午|晚上)?\s*(?P<hour>\d{1,2})\s*[:时]\s*(?P<minute>\d{2})"
    r"(?:\s*[:分]\s*(?P<second>\d{2})秒?|分)?\s*(?P<ampm>[AaPp]\.?[Mm])?(?![\d:])"
)
_BETWEEN: Final = r"[\s,T]*(?:(?:星期|周)[一二三四五六日天])?(?:at)?\s*"
_DAY: Final = (
    r"(?<!\d)(?P<year>20\d\d)\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?"
)
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMED: Final = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_TIMES: Final = tuple(
    re.compile(day + _BETWEEN + _CLOCK, re.IGNORECASE)
    for day in (
        _DAY,
        rf"(?<![a-z]){_NAMED}\s*(?P<day>\d{{1,2}})\s*,\s*(?P<year>20\d\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})\s*{_NAMED}\s*,?\s*(?P<year>20\d\d)",
    )
)
_YEARLESS: Final = re.compile(
    r"(?<![\d年])(?P<month>\d{1,2})月(?P<day>\d{1,2})日" + _BETWEEN + _CLOCK
)
ENDS_WITH_DAY: Final = re.compile(_DAY + r"\s*$")
STARTS_WITH_CLOCK: Final = re.compile(r"\s*" + _CLOCK)


def find_number(text: str) -> Found | None:
    """Find a number of letters and figures, at least six long with a figure in it."""
    for found in _NUMBER.finditer(text):
        value = squeeze(found[0])
        if len(value) >= 6 and any(map(str.isdigit, value)):
            return Found(value, *found.span())
    return None


def find_error(text: str) -> Found | None:
    """Find an error code that shows itself to be one: ERR_10027, E1023, 0x80070005."""
    return _code(_ERROR.search(text))


def find_labelled_error(text: str) -> Found | None:
    """Find an error code beside a label: a bare number will do."""
    return _code(_LABELLED_ERROR.search(text))


def find_groups(text: str) -> Found | None:
    """Find a card code that shows itself to be one: groups of capitals and figures with dashes."""
    for found in _GROUPS.finditer(text):
        value = squeeze(found[0])
        groups = value.split("-")
        mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
        if (mixed or len(groups) > 3) and len(set(map(len, groups[:-1]))) == 1:
            return Found(value, *found.span())
    return None


def find_amount(text: str) -> Found | None:
    """Find an amount of yuan, with or without a sign."""
    found = _AMOUNT.search(text)
    return Found(_decimal(found), *found.span()) if found else None


def find_sure_amount(text: str) -> Found | None:
    """Find an amount that says that it is yuan."""
    for found in _AMOUNT.finditer(text):
        if found["sign"] or found["yuan"]:
            return Found(_decimal(found), *found.span())
    return None


def _decimal(found: re.Match[str]) -> str:
    return squeeze(found["number"]).replace(",", "")


def find_time(text: str) -> Found | None:
    """Find a day with its year and a time of day."""
    matches = [found for pattern in _TIMES for found in pattern.finditer(text)]
    for found in sorted(matches, key=lambda each: each.start()):
        if value := _moment(found):
            return Found(value, *found.span())
    return None


def find_yearless(text: str, years: Mapping[tuple[int, int], int]) -> Found | None:
    """Find a time without a year whose year is known by month and day."""
    found = _YEARLESS.search(text)
    year = years.get((int(found["month"]), int(found["day"]))) if found else None
    if found is None or year is None:
        return None
    value = _moment(found, year)
    return Found(value, *found.span()) if value else None


def _moment(found: re.Match[str], year: int = 0) -> str | None:
    parts = found.groupdict()
    name = parts.get("name")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["month"])
    hour = _hour(int(parts["hour"]), parts["half"] or parts["ampm"] or "")
    second = parts["second"]
    try:
        at = datetime(
            year or int(parts["year"]), month, int(parts["day"]), hour, int(parts["minute"]),
            int(second or 0),
        )  # fmt: skip
    except ValueError:
        return None
    return f"{at:%Y-%m-%d %H:%M:%S}" if second else f"{at:%Y-%m-%d %H:%M}"


def _hour(hour: int, half: str) -> int:
    """The hour of the day: 下午2 is 14, 12 AM is 0."""
    later = half in ("下午", "晚上") or (half == "中午" and hour < 3) or half[:1] in ("p", "P")
    if later:
        return hour if hour >= 12 else hour + 12
    return 0 if hour == 12 and (half[:1] in ("a", "A") or half == "凌晨") else hour


def _code(found: re.Match[str] | None) -> Found | None:
    """An error code; in one in hexadecimal, what was read as O was a 0."""
    if found is None:
        return None
    value = squeeze(found[0])
    is_hexadecimal = value[1:2] in ("x", "X")
    return Found(value.replace("O", "0") if is_hexadecimal else value, *found.span())
