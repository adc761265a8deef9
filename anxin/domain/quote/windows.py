"""Whether a window is still open, and when it closes."""

from __future__ import annotations

from datetime import datetime, timedelta

from anxin.domain.policy import Window
from anxin.domain.quote.question import Question

_DAY = timedelta(days=1)


def is_open(*, window: Window, question: Question) -> bool:
    """Says whether the question was asked in time; the last moment of so many hours is in time."""
    closes = closes_at(window=window, question=question)
    now = question.facts.now
    return now < closes if window.lengths[question.facts.kind].is_calendar else now <= closes


def closes_at(*, window: Window, question: Question) -> datetime:
    """Gives the end of a window for this order.

    Calendar days end with midnight after the n-th day following the day it counts from, at the
    offset of the moment it counts from (POLICY.md, clause 4). Raises `FactMissing`.
    """
    since = question.time(window.since[question.order.state])
    length = window.lengths[question.facts.kind]
    if not length.is_calendar:
        return since + length.span
    start_of_day = since.replace(hour=0, minute=0, second=0, microsecond=0)
    return start_of_day + length.span + _DAY
