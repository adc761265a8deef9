"""Checks: by whom, once, in words; the colleague answers once; an objection has another judge."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.moving import Reviewer
from anxin.services.quality.checking import (
    NotChecked,
    answer_check,
    grade_check,
    judge_objection,
)
from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from anxin.storage.merchant.models import Member
from anxin.storage.quality.models import Check
from anxin.storage.quality.queries import list_own, list_to_look_at, score
from tests.factories.account import a_reviewer
from tests.factories.quality import a_check, drawn, graded, marks_for, won_on_appeal
from tests.factories.turns import refused_by

pytestmark = pytest.mark.django_db


def grade(row: Check, checker: Reviewer, **words: str) -> NotChecked | None:
    told = {"grade": "wrong", "note": "有条款可退", **words}
    return grade_check(no=row.no, checker=checker, marks=marks_for(row), **told)


def owner(row: Check) -> Reviewer:
    return Reviewer(row.reviewer_id, Account.objects.get(id=row.reviewer_id).role)


def objected() -> tuple[Check, Reviewer]:
    row, checker = a_check(), a_reviewer(role="senior")
    graded(row, checker=checker)
    assert answer_check(no=row.no, reviewer=owner(row), objects=True, said="买家改过申请") is None
    return row, checker


@pytest.mark.parametrize("role", ["agent", "finance", "operator", "auditor", "merchant", "buyer"])
def test_only_seniors_and_supervisors_check(role: str) -> None:
    row = a_check()
    assert grade(row, a_reviewer(role=role)) == NotChecked("not_a_checker")


def test_nobody_checks_what_they_decided() -> None:
    senior = a_reviewer(role="senior")
    row = a_check(senior)
    assert grade(row, senior) == NotChecked("own_decision")
    assert row.no not in {one.no for one in list_to_look_at(who=senior.account_id)}


def test_nobody_checks_a_decision_about_their_own_request() -> None:
    bought, case = refused_by()
    row = drawn(case)
    Account.objects.filter(id=bought.buyer).update(role="senior")
    assert grade(row, Reviewer(bought.buyer, "senior")) == NotChecked("own_case")
    assert row.no not in {one.no for one in list_to_look_at(who=bought.buyer)}


def test_nobody_of_the_shop_checks_a_decision_about_it() -> None:
    bought, case = refused_by()
    row, senior = drawn(case), a_reviewer(role="senior")
    Member.objects.create(merchant_id=bought.goods.shop.id, account_id=senior.account_id)
    assert grade(row, senior) == NotChecked("own_merchant")


def test_who_decided_elsewhere_in_the_case_checks_none_of_it() -> None:
    case = won_on_appeal(a_reviewer())
    drawn(case)
    first = Check.objects.filter(case=case).earliest("seq")
    case.refresh_from_db()
    arbiter = Reviewer(case.decided_by_id, "senior")  # type: ignore[arg-type]
    assert grade(first, arbiter) == NotChecked("took_part")


def test_a_grade_counts_once_and_changes_no_decision() -> None:
    row, first, second = a_check(), a_reviewer(role="senior"), a_reviewer(role="supervisor")
    before = Case.objects.values().get(id=row.case_id)
    assert grade(row, first) is None
    assert grade(row, second, grade="right") == NotChecked("graded_already")
    assert grade(row, first) == NotChecked("graded_already")
    row.refresh_from_db()
    assert (row.grade, row.checker_id, row.state) == ("wrong", first.account_id, "graded")
    assert {line["mark"] for line in row.lines} == {"ok"}
    assert Case.objects.values().get(id=row.case_id) == before


def test_what_is_not_right_needs_a_note_and_what_is_right_does_not() -> None:
    row, checker = a_check(), a_reviewer(role="senior")
    assert grade(row, checker, note=" ") == NotChecked("note_missing")
    assert grade(row, checker, grade="right", note="") is None


def test_every_line_of_the_checklist_is_marked() -> None:
    row, checker = a_check(), a_reviewer(role="senior")
    refused = grade_check(no=row.no, checker=checker, grade="right", marks=["ok"], note="")
    assert refused == NotChecked("marks_missing")


def test_a_reviewer_answers_once_and_only_for_themselves() -> None:
    row = graded(a_check())
    other = a_reviewer()
    agree = {"objects": False, "said": ""}
    assert answer_check(no=row.no, reviewer=other, **agree) == NotChecked("not_found")  # type: ignore[arg-type]
    assert answer_check(no=row.no, reviewer=owner(row), objects=False, said="") is None
    again = answer_check(no=row.no, reviewer=owner(row), objects=True, said="不同意")
    assert again == NotChecked("answered_already")


def test_an_objection_is_made_in_words() -> None:
    row = graded(a_check())
    wordless = answer_check(no=row.no, reviewer=owner(row), objects=True, said=" ")
    assert wordless == NotChecked("words_missing")


def test_an_objection_is_judged_by_another_than_who_graded_and_who_decided() -> None:
    row, checker = objected()
    said = {"holds": True, "said": "条款写明了"}
    assert judge_objection(no=row.no, judge=checker, **said) == NotChecked("own_grade")  # type: ignore[arg-type]
    mine = judge_objection(no=row.no, judge=owner(row), holds=False, said="我是对的")
    assert mine == NotChecked("not_a_checker")
    assert row.no not in {one.no for one in list_to_look_at(who=checker.account_id)}
    judge = a_reviewer(role="supervisor")
    assert row.no in {one.no for one in list_to_look_at(who=judge.account_id)}
    assert judge_objection(no=row.no, judge=judge, holds=True, said="条款写明了") is None
    again = judge_objection(no=row.no, judge=judge, holds=False, said="又想了想")
    assert again == NotChecked("judged_already")


def test_a_grade_that_is_taken_back_counts_no_more() -> None:
    row, _ = objected()
    assert score(reviewer_id=row.reviewer_id).checked == 1
    judge = a_reviewer(role="supervisor")
    assert judge_objection(no=row.no, judge=judge, holds=False, said="买家确实改过") is None
    assert score(reviewer_id=row.reviewer_id).checked == 0
    assert [one.no for one in list_own(reviewer_id=row.reviewer_id)] == [row.no]


def test_the_oldest_decision_is_on_top() -> None:
    rows = [a_check(), a_check()]
    rows.sort(key=lambda one: one.decided_at)
    listed = [one.no for one in list_to_look_at(who=a_reviewer(role="senior").account_id)]
    assert [no for no in listed if no in {one.no for one in rows}] == [one.no for one in rows]
