"""When the periodic tasks fire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from croniter import croniter
from procrastinate.contrib.django import app

SECONDS = {"sweep_due": 1, "send_refunds": 2, "ask_payments": 2, "rescue_stalled_jobs": 2}


@pytest.mark.parametrize(("task", "minute"), [("measure_standing", 23), ("draw_checks", 13)])
def test_what_is_done_once_a_day_is_asked_for_every_hour_so_that_no_night_is_missed(
    task: str, minute: int
) -> None:
    registered = app.periodic_registry.periodic_tasks
    [cron] = [one.cron for (name, _), one in registered.items() if name == task]
    start = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    fires = croniter(cron, start)
    assert [fires.get_next(datetime) - start for _ in range(2)] == [
        timedelta(minutes=minute),
        timedelta(minutes=60 + minute),
    ]


@pytest.mark.parametrize(("task", "every"), SECONDS.items())
def test_a_task_fires_every_so_many_seconds_in_every_minute(task: str, every: int) -> None:
    registered = app.periodic_registry.periodic_tasks
    [cron] = [one.cron for (name, _), one in registered.items() if name == task]
    start = datetime(2026, 3, 2, 10, 0, 58, tzinfo=UTC)
    fires = croniter(cron, start)
    moments = [fires.get_next(datetime) for _ in range(60)]
    assert moments == [start + timedelta(seconds=every * n) for n in range(1, 61)]
