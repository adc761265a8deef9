"""The working calendar of China."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.adapters.calendar.china import is_working_day


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 1, 1), False),  # New Year's Day
        (date(2026, 1, 4), True),  # a Sunday worked in its place
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2026, 3, 2), True),  # an ordinary Monday
        (date(2026, 3, 7), False),  # an ordinary Saturday
        (date(2099, 1, 1), None),  # not announced yet
    ],
)
def test_holidays_and_make_up_days_are_known(day: date, worked: bool | None) -> None:
    assert is_working_day(day) is worked
