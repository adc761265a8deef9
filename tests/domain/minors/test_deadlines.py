"""Fifteen days, a clock that stands while papers are waited for, three years until erasure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from anxin.domain.minors.deadlines import (
    DECIDE_WITHIN,
    PAPERS_WITHIN,
    after_stop,
    is_to_be_answered,
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


def test_a_supervisor_has_it_three_days_before_the_end_and_hears_of_it_every_day() -> None:
    end = NOON + DECIDE_WITHIN
    warned = end - timedelta(days=3)
    assert next_look(decide_by=end, escalated=False, now=NOON) == warned
    for days in (3, 2):
        now = end - timedelta(days=days)
        assert next_look(decide_by=end, escalated=True, now=now) == now + timedelta(days=1)
    last = end - timedelta(days=1)
    assert next_look(decide_by=end, escalated=True, now=last) == end - timedelta(hours=6)


def test_what_is_looked_at_too_late_is_looked_at_now() -> None:
    end = NOON + DECIDE_WITHIN
    late = end + timedelta(days=1)
    assert next_look(decide_by=end, escalated=False, now=late) == late
    assert next_look(decide_by=end, escalated=True, now=late) == late


def test_the_system_answers_six_hours_before_the_end_not_earlier() -> None:
    end = NOON + DECIDE_WITHIN
    at = end - timedelta(hours=6)
    assert is_to_be_answered(decide_by=end, now=at)
    assert not is_to_be_answered(decide_by=end, now=at - timedelta(seconds=1))


def test_what_was_closed_is_erased_three_years_later() -> None:
    assert purge_on(closed_at=NOON) == NOON.replace(year=2029)
    leap = datetime(2028, 2, 29, tzinfo=UTC)
    assert purge_on(closed_at=leap) == datetime(2031, 3, 1, tzinfo=UTC)
