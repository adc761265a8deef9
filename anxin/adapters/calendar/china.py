"""The Chinese working calendar: public holidays and make-up days, from `chinese_calendar`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import chinese_calendar


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool | None:
    """Says whether people work in China that day; `None` beyond the years published so far.

    The State Council announces a year's holidays in the November before; the package follows.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
