"""Turns amounts, times and secrets into the words a page shows.

Pure: the language, and where it matters the present moment, are handed in. Wall times are always
those of Asia/Shanghai; English names the zone because its readers may sit elsewhere.
"""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NEAR_DAYS = {
    "zh": {-1: "昨天", 0: "今天", 1: "明天"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}


class Remaining(NamedTuple):
    """What is left until a deadline, in the parts a countdown shows."""

    days: int
    hours: int
    minutes: int
    seconds: int


def yuan(amount_fen: int) -> str:
    """Write integer fen as yuan with two decimals and thousands separators.

    >>> yuan(9800), yuan(1280405), yuan(-50)
    ('¥98.00', '¥12,804.05', '−¥0.50')
    """
    sign = "−" if amount_fen < 0 else ""
    whole, part = divmod(abs(amount_fen), 100)
    return f"{sign}¥{whole:,}.{part:02d}"


def when(at: datetime, *, now: datetime, language: str) -> str:
    """Write an aware moment as a reader would say it, relative to the day of `now`.

    >>> now = datetime(2026, 11, 22, 5, 0, tzinfo=ZoneInfo("UTC"))
    >>> at = datetime(2026, 11, 22, 7, 20, tzinfo=ZoneInfo("UTC"))
    >>> when(at, now=now, language="zh-hans")
    '今天 15:20'
    >>> when(at - timedelta(days=3), now=now, language="en")
    '19 Nov, 15:20 (UTC+8)'
    """
    local, today = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    clock = f"{local:%H:%M}"
    chinese = language.startswith("zh")
    near = NEAR_DAYS["zh" if chinese else "en"].get((local.date() - today).days)
    same_year = local.year == today.year
    if chinese:
        day = f"{local.month}月{local.day}日"
        return f"{near or (day if same_year else f'{local.year}年{day}')} {clock}"
    if near:
        return f"{near} {clock} (UTC+8)"
    day = f"{local.day} {MONTHS[local.month - 1]}"
    return f"{day if same_year else f'{day} {local.year}'}, {clock} (UTC+8)"


def to_the_second(at: datetime) -> str:
    """Write a moment as records and tables have it.

    >>> to_the_second(datetime(2026, 11, 22, 7, 20, 5, tzinfo=ZoneInfo("UTC")))
    '2026-11-22 15:20:05'
    """
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def remaining(*, deadline: datetime, now: datetime) -> Remaining:
    """Split what is left until `deadline`; a deadline that has passed leaves nothing.

    >>> noon = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)
    >>> remaining(deadline=noon + timedelta(hours=25, seconds=9), now=noon)
    Remaining(days=1, hours=1, minutes=0, seconds=9)
    """
    left = max(0, int((deadline - now).total_seconds()))
    minutes, seconds = divmod(left, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return Remaining(days, hours, minutes, seconds)


def duration(seconds: int, *, language: str) -> str:
    """Write a length of time in its two largest units.

    >>> duration(252, language="zh-hans"), duration(252, language="en")
    ('4 分 12 秒', '4 min 12 s')
    >>> duration(7200, language="zh-hans"), duration(0, language="en")
    ('2 小时', '0 s')
    """
    units = ("天", "小时", "分", "秒") if language.startswith("zh") else ("d", "h", "min", "s")
    sizes = (86400, 3600, 60, 1)
    left = max(0, int(seconds))
    parts: list[tuple[int, str]] = []
    for size, unit in zip(sizes, units, strict=True):
        count, left = divmod(left, size)
        if count or parts:
            parts.append((count, unit))
    shown = [f"{count} {unit}" for count, unit in parts[:2] if count]
    return " ".join(shown) or f"0 {units[-1]}"


def mask(text: str) -> str:
    """Hide the middle of a secret, phone number or e-mail address, keeping its dashes.

    >>> mask("6F2K-77AB-9QTX"), mask("13812345678"), mask("lin@example.com"), mask("8841")
    ('6F2K-****-9QTX', '138****5678', 'l***@example.com', '****')
    """
    name, at_sign, host = text.partition("@")
    if at_sign:
        return f"{name[:1]}***@{host}"
    if len(text) < 8:
        return "*" * len(text)
    head, tail = (3, 4) if len(text) == 11 else (4, 4) if len(text) >= 12 else (2, 2)
    middle = "".join(mark if mark in "- " else "*" for mark in text[head:-tail])
    return text[:head] + middle + text[-tail:]
