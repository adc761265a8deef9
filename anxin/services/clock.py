"""The site's time, which tests and demos may set ahead."""

from __future__ import annotations

from datetime import timedelta

from anxin.domain.outside import Outside
from anxin.storage.clock.models import Clock


class NotADemo(Exception):
    """Only a test or a demo may move its time."""


def set_clock_ahead(*, ahead: timedelta, outside: Outside) -> None:
    """Make `clock_now()` run ahead of the database's time. Raises `NotADemo` on a real site."""
    if not outside.demo:
        raise NotADemo
    Clock.objects.update_or_create(id=1, defaults={"ahead": ahead})
