"""Days of bills: a day on which nobody else trades, and its bill on the next morning."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from anxin.domain.reconciliation.days import BEIJING
from tests.sandbox.process import Sandbox

DAYS = itertools.count(30, 7)


def until_noon(days: int) -> timedelta:
    """How far noon of a day to come is."""
    now = datetime.now(BEIJING)
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    return noon + timedelta(days=days) - now


@contextmanager
def a_day_alone(sandbox: Sandbox) -> Iterator[date]:
    """Noon of a day of one's own at the sandbox; afterwards it is today again."""
    before, ahead = sandbox.offset_s, until_noon(next(DAYS))
    sandbox.pass_time(seconds=ahead.total_seconds() - before)
    yield (datetime.now(BEIJING) + ahead).date()
    sandbox.pass_time(seconds=before - sandbox.offset_s)


def next_morning(sandbox: Sandbox) -> None:
    """A day later, when the bill is there."""
    sandbox.pass_time(seconds=86_400)
