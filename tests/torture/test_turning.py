"""The model's table of turns finds what it is there to find."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from torture.model.turning import Clock, check_clock, check_due, check_time, check_turn

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
REVIEW = Clock(
    state="platform_review", now=NOW, due_at=NOW + HOUR, decide_by=NOW + HOUR,
    limit_at=NOW + 300 * HOUR, stopped_at=None, verdict="", verdict_at=None, edits=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("act", "before", "after", "refused"),
    [
        ("nudge", "platform_review", "refunded", None),
        ("agree", "platform_review", "refunded", None),
        ("agree", "merchant_turn", "merchant_turn", "moved"),
        ("object", "merchant_turn", "platform_review", "moved"),
        ("appeal", "rejected", "refunded", None),
        ("undo", "platform_review", "rejected", None),
    ],
)
def test_an_act_that_did_something_else_is_found(
    act: str, before: str, after: str, refused: str | None
) -> None:
    with pytest.raises(AssertionError):
        check_turn(act=act, before=before, after=after, refused=refused)


def test_what_nobody_decided_and_no_limit_ended_is_not_paid_by_time() -> None:
    late = REVIEW._replace(due_at=NOW - HOUR)
    with pytest.raises(AssertionError, match="paid without a decision"):
        check_time(before=late, after="refunded")
    check_time(before=late._replace(limit_at=NOW), after="refunded")
    decided = late._replace(verdict="approve", verdict_at=NOW)
    check_time(before=decided, after="refunding")
    with pytest.raises(AssertionError, match="before its time"):
        check_time(before=REVIEW._replace(state="merchant_turn"), after="platform_review")


def test_a_clock_that_comes_nearer_is_found() -> None:
    nearer = REVIEW._replace(limit_at=NOW)
    with pytest.raises(AssertionError, match="came nearer"):
        check_clock(before=REVIEW, after=nearer)
    later = REVIEW._replace(limit_at=NOW + 301 * HOUR)
    with pytest.raises(AssertionError, match="nobody took"):
        check_clock(before=REVIEW, after=later)
    check_clock(before=REVIEW._replace(stopped_at=NOW), after=later)


def test_a_review_that_is_due_before_it_was_promised_is_found() -> None:
    with pytest.raises(AssertionError, match="before it was promised"):
        check_due(clock=REVIEW._replace(due_at=NOW))
