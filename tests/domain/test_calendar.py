"""Working days: the calendar where it has data, Monday to Friday where it has none."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from anxin.adapters.calendar.china import is_working_day
from anxin.domain.calendar import due_after_working_days, first_unknown, is_worked

CHINA = timezone(timedelta(hours=8))


def test_holidays_rest_and_make_up_days_work() -> None:
    assert is_working_day(date(2026, 10, 1)) is False
    assert is_working_day(date(2026, 2, 14)) is True
    assert is_working_day(date(2099, 1, 1)) is None


def test_beyond_the_calendar_it_is_monday_to_friday() -> None:
    assert is_worked(day=date(2099, 1, 2), is_working_day=is_working_day)
    assert not is_worked(day=date(2099, 1, 3), is_working_day=is_working_day)


def test_operators_are_told_the_first_day_that_it_has_no_data_for() -> None:
    known = date(2026, 12, 30)
    assert first_unknown(start=known, days=2, is_working_day=is_working_day) is None
    assert first_unknown(start=known, days=9, is_working_day=is_working_day) == date(2027, 1, 1)


def test_a_calendar_without_any_working_day_is_not_believed() -> None:
    due = due_after_working_days(
        start=datetime(2026, 3, 2, 10, tzinfo=CHINA), days=1, is_working_day=lambda _: False
    )
    assert due > datetime(2026, 3, 2, 10, tzinfo=CHINA)


def test_no_working_days_at_all_are_due_at_once_or_when_work_begins() -> None:
    monday, sunday = datetime(2026, 3, 2, 10, tzinfo=CHINA), datetime(2026, 3, 1, 10, tzinfo=CHINA)
    due = [
        due_after_working_days(start=start, days=0, is_working_day=is_working_day)
        for start in (monday, sunday)
    ]
    assert due == [monday, datetime(2026, 3, 2, 9, tzinfo=CHINA)]
