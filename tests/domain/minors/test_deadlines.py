"""Fifteen days, a clock that stands while papers are waited for, three years until erasure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from anxin.domain.minors.deadlines import (
    DECIDE_WITHIN,
    PAPERS_WITHIN,
    after_stop,
    next_look,
    purge_on,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_claim_is_answered_within_fifteen_days() -> None:
    assert timedelta(days=15) == DECIDE_WITHIN


def test_the_deadline_moves_by_exactly_the_time_the_clock_stood() -> None:
    stopped = NOON + timedelta(days=4)
    asked = after_stop(decide_by=NOON + DECIDE_WITHIN, stopped_at=stopped, now=stopped)
    assert asked == NOON + DECIDE_WITHIN
    later = after_stop(decide_by=asked, stopped_at=stopped, now=stopped + PAPERS_WITHIN)
    assert later == NOON + DECIDE_WITHIN + PAPERS_WITHIN


def test_a_supervisor_has_it_three_days_before_the_end() -> None:
    end = NOON + DECIDE_WITHIN
    assert next_look(decide_by=end, escalated=False) == end - timedelta(days=3)
    assert next_look(decide_by=end, escalated=True) == end


def test_what_was_closed_is_erased_three_years_later() -> None:
    assert purge_on(closed_at=NOON) == NOON.replace(year=2029)
    leap = datetime(2028, 2, 29, tzinfo=UTC)
    assert purge_on(closed_at=leap) == datetime(2031, 3, 1, tzinfo=UTC)
