"""Deadlines on the working calendar. The calendar itself is handed in: it is data of the world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final

WorkingDay = Callable[[date], bool | None]
"""Says whether people work that day; `None` where the calendar has no data yet."""

OPENS_AT: Final = time(9)
_LONGEST_REST: Final = 60
_FIRST_WEEKEND_DAY: Final = 5


def is_worked(*, day: date, is_working_day: WorkingDay) -> bool:
    """Says whether people work on `day`: by the calendar, else Monday to Friday."""
    known = is_working_day(day)
    return day.weekday() < _FIRST_WEEKEND_DAY if known is None else known


def due_after_working_days(*, start: datetime, days: int, is_working_day: WorkingDay) -> datetime:
    """Gives the same clock time `days` working days after `start`, at `start`'s offset.

    Asked on a rest day it counts from 09:00 of the next working day, so a Sunday's request with
    one day is due on Tuesday at 09:00 (POLICY.md, `decide_by`).
    """
    day, clock = start.date(), start.timetz()
    if not is_worked(day=day, is_working_day=is_working_day):
        day = _next_worked(day=day, is_working_day=is_working_day)
        clock = OPENS_AT.replace(tzinfo=start.tzinfo)
    for _ in range(days):
        day = _next_worked(day=day, is_working_day=is_working_day)
    return datetime.combine(day, clock)


def first_unknown(*, start: date, days: int, is_working_day: WorkingDay) -> date | None:
    """Gives the first of `days` days from `start` that the calendar has no data for, if any.

    Operators are warned: from then on it is Monday to Friday (POLICY.md, `decide_by`).
    """
    coming = (start + timedelta(days=n) for n in range(days))
    return next((day for day in coming if is_working_day(day) is None), None)


def _next_worked(*, day: date, is_working_day: WorkingDay) -> date:
    """The first worked day after `day`; a calendar without any for 60 days is not believed."""
    for distance in range(1, _LONGEST_REST + 1):
        later = day + timedelta(days=distance)
        if is_worked(day=later, is_working_day=is_working_day):
            return later
    return _next_worked(day=day, is_working_day=lambda _: None)
