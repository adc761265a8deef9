"""The days of bills: when one is there, and how long a difference may still explain itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from anxin.domain.states import Lifecycle

BEIJING = timezone(timedelta(hours=8))
READY = timedelta(days=1, hours=10)
"""Both channels advise not to fetch a day's bill before ten o'clock of the next."""

SUSPENSE = timedelta(days=3)
"""Until the end of T+2: a refund late in the evening stands in the next day's bill at one channel
and in the same day's at the other, and that next bill is there at ten o'clock of T+2."""

RETRY_AFTER = (300, 900, 1800, 3600)
"""Seconds until a bill that could not be had is asked for again; the last is repeated."""

CATCH_UP_DAYS = 90
"""How long after a day its bill is asked for: WeChat Pay keeps them for three months."""

DAY: Lifecycle = {
    "waiting": frozenset({"reconciled", "no_bill", "refused"}),
    "refused": frozenset({"reconciled", "no_bill"}),
    "no_bill": frozenset({"reconciled", "refused"}),
    "reconciled": frozenset(),
}
"""One day at one channel. A refused file may have been spoilt on its way and is fetched again."""


def day_of(at: datetime) -> date:
    """Return the day of a bill that a moment belongs to.

    >>> day_of(datetime.fromisoformat("2026-10-03T16:00:00+00:00"))
    datetime.date(2026, 10, 4)
    """
    return at.astimezone(BEIJING).date()


def day_begins_at(day: date) -> datetime:
    """Return midnight in Beijing."""
    return datetime.combine(day, time(), BEIJING)


def bill_ready_at(day: date) -> datetime:
    """Return when a day's bill can be fetched."""
    return day_begins_at(day) + READY


def suspense_ends_at(day: date) -> datetime:
    """Return until when something of ours may be missing from the bills without alarm."""
    return day_begins_at(day) + SUSPENSE
