"""No check waits for ever: what nobody looks at is told to supervisors, silence agrees."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.domain.quality import ANSWER_DAYS, CHECK_DAYS
from anxin.services.aftersale.moving import Reviewer
from anxin.services.quality.checking import NotChecked, answer_check, grade_check, judge_objection
from anxin.services.quality.due import end_check_wait
from anxin.storage.account.models import Account
from anxin.storage.quality.models import Check
from anxin.storage.quality.queries import count_pressed, due_checks, score
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass, sweep_after
from tests.factories.quality import a_check, graded, marks_for

pytestmark = pytest.mark.django_db


def seen(row: Check) -> Check:
    """The check as the database has it now."""
    row.refresh_from_db()
    return row


def pass_by(row: Check) -> None:
    """Let a check's deadline pass, and the sweep come."""
    Check.objects.filter(id=row.id).update(due_at="2020-01-01T00:00:00Z")
    sweep_after(seconds=1)


def meet(row: Check, *, works: bool) -> bool:
    """Do what a passed deadline says, on a working day or a rest day."""
    Check.objects.filter(id=row.id).update(due_at="2020-01-01T00:00:00Z")
    return end_check_wait(no=row.no, is_working_day=lambda _: works)


def owner(row: Check) -> Reviewer:
    return Reviewer(row.reviewer_id, Account.objects.get(id=row.reviewer_id).role)


def objected() -> Check:
    row = graded(a_check())
    assert answer_check(no=row.no, reviewer=owner(row), objects=True, said="买家改过申请") is None
    return seen(row)


def test_every_open_check_says_until_when_and_one_that_is_over_does_not() -> None:
    row = seen(a_check())
    assert row.due_at is not None and row.due_at - row.at == timedelta(days=CHECK_DAYS)
    graded(row)
    assert row.due_at - row.graded_at == timedelta(days=ANSWER_DAYS)  # type: ignore[operator]
    against = objected()
    assert against.due_at is not None and against.answered_at is not None
    assert against.due_at - against.answered_at == timedelta(days=CHECK_DAYS)
    judge = a_reviewer(role="supervisor")
    assert judge_objection(no=against.no, judge=judge, holds=True, said="条款写明了") is None
    assert seen(against).due_at is None


def test_what_nobody_looks_at_is_found_by_the_sweep_and_pressed_each_working_day() -> None:
    row = a_check()
    before = count_pressed()
    assert row.no not in due_checks(limit=100)
    assert [meet(row, works=True), meet(row, works=False), meet(row, works=True)] == [True] * 3
    assert (seen(row).state, row.pressed) == ("waiting", 2)
    assert count_pressed() == before + 1
    assert row.no not in due_checks(limit=100), "not again before tomorrow"
    assert grade_check(
        no=row.no, checker=a_reviewer(role="senior"), grade="right", marks=marks_for(row), note=""
    ) is None  # fmt: skip
    assert (seen(row).pressed, count_pressed()) == (0, before)


def test_an_objection_that_nobody_judges_is_pressed() -> None:
    row = objected()
    assert meet(row, works=True)
    assert (seen(row).state, row.pressed) == ("objected", 1)


def test_a_grade_that_is_not_answered_counts_as_agreed() -> None:
    row = graded(a_check())
    pass_by(row)
    assert (seen(row).state, row.due_at, row.answered_at) == ("silent", None, None)
    late = answer_check(no=row.no, reviewer=owner(row), objects=True, said="买家改过申请")
    assert late == NotChecked("taken_as_agreed")
    counted = score(reviewer_id=row.reviewer_id)
    assert (counted.checked, counted.to_answer) == (1, 0)


def test_a_deadline_that_has_not_passed_changes_nothing() -> None:
    row = graded(a_check())
    assert not end_check_wait(no=row.no, is_working_day=lambda _: True)
    let_pass(seconds=1)
    assert seen(row).state == "graded"
