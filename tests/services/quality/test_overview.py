"""The overview: shares of what each reviewer decided, and how long it took them."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.review import approve_case
from anxin.services.quality.checking import NotChecked, grade_check
from anxin.storage.quality.overview import ReviewerRow, list_reviewers
from anxin.storage.quality.queries import list_to_look_at
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass
from tests.factories.quality import a_check, drawn, graded, marks_for, won_on_appeal
from tests.factories.turns import in_review, refused_by

pytestmark = pytest.mark.django_db


def row_of(who: object) -> ReviewerRow:
    [row] = [one for one in list_reviewers() if one.id == who]
    return row


def test_a_refusal_that_was_turned_round_counts_as_one_of_the_refusals() -> None:
    reviewer = a_reviewer()
    refused_by(reviewer)
    won_on_appeal(reviewer)
    row = row_of(reviewer.account_id)
    assert (row.decided, row.rejected, row.overturned) == (2, 2, 1)


def test_the_median_is_the_time_that_cases_were_with_the_platform() -> None:
    reviewer = a_reviewer()
    _, case = in_review(price_fen=60_000)
    let_pass(minutes=20)
    assert approve_case(no=case.no, reviewer=reviewer, note="") is None
    median_s = row_of(reviewer.account_id).median_s
    assert median_s is not None and 1_195 <= median_s <= 1_260
    assert 1_195 <= drawn(case).took_s <= 1_260


def test_what_is_older_than_thirty_days_counts_no_more() -> None:
    row = graded(a_check())
    assert row_of(row.reviewer_id).checked == 1
    let_pass(days=40)
    found = row_of(row.reviewer_id)
    assert (found.decided, found.checked) == (0, 0)


def test_who_signed_second_checks_none_of_it() -> None:
    first, second = a_reviewer(role="senior"), a_reviewer(role="senior")
    _, case = in_review(price_fen=600_000)
    signed = approve_case(no=case.no, reviewer=first, note="", signed_by=second.account_id)
    assert signed is None
    row = drawn(case)
    refused = grade_check(no=row.no, checker=second, grade="right", marks=marks_for(row), note="")
    assert refused == NotChecked("took_part")
    assert row.no not in {one.no for one in list_to_look_at(who=second.account_id)}
