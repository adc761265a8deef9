"""The one place that chooses adapters: the outside world, handed out when it is asked for."""

from __future__ import annotations

from anxin.domain.calendar import WorkingDay


def working_calendar() -> WorkingDay:
    """Gives the Chinese working calendar."""
    from anxin.adapters.calendar.china import is_working_day

    return is_working_day
