"""What the database refuses of checks and practice, whatever the code path."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.domain.practice import Given
from anxin.services.quality.practising import answer_practice
from tests.factories.account import a_reviewer
from tests.factories.quality import a_check, graded, taken_practice
from tests.storage.test_bounds import refused

pytestmark = pytest.mark.django_db

UPDATE = "UPDATE anxin_quality_check SET"


@pytest.mark.parametrize("column", ["checker_id", "judge_id"])
def test_nobody_signs_the_check_of_their_own_decision(column: str) -> None:
    row = graded(a_check())
    said = refused(f"{UPDATE} {column} = reviewer_id WHERE no = %s", row.no)
    assert "quality_checked_by_another" in said or "quality_objection_judged" in said


def test_a_decision_is_drawn_once() -> None:
    row = a_check()
    said = refused(
        "INSERT INTO anxin_quality_check (no, case_id, seq, reviewer_id, day, decided,"
        " decided_at, took_s, drawn, due_at)"
        " SELECT 'twin', case_id, seq, reviewer_id, day, decided, decided_at, took_s, drawn, due_at"
        " FROM anxin_quality_check WHERE no = %s",
        row.no,
    )
    assert "quality_decision_once" in said


@pytest.mark.parametrize(
    ("change", "bound"),
    [
        ("note = ''", "quality_told_why"),
        ("state = 'waiting'", "quality_graded_by_somebody"),
        ("state = 'objected'", "quality_answered_once_graded"),
        ("state = 'objected', answered_at = now()", "quality_objected_in_words"),
        ("state = 'confirmed', answered_at = now(), said = 'x'", "quality_objection_judged"),
        ("state = 'silent', answered_at = now(), due_at = NULL", "quality_answered_once_graded"),
        ("due_at = NULL", "quality_waits_with_a_deadline"),
        ("grade = 'splendid'", "quality_check_grade"),
        ("resent_at = now()", "quality_resent_a_wrong_refusal"),
        (
            "grade = 'wrong_sum', resent_at = now(), resent_by_id = checker_id",
            "quality_resent_a_wrong_refusal",
        ),
    ],
)
def test_a_check_keeps_its_shape(change: str, bound: str) -> None:
    row = graded(a_check())
    assert bound in refused(f"{UPDATE} {change} WHERE no = %s", row.no)


def test_checks_and_practice_are_never_deleted_and_answers_never_changed() -> None:
    row, lesson, me = a_check(), taken_practice(), a_reviewer()
    given = Given("approve")
    answer_practice(key=lesson.no, reviewer=me, form_key=uuid4(), given=given)
    assert refused("DELETE FROM anxin_quality_check WHERE no = %s", row.no)
    assert refused("DELETE FROM anxin_quality_practicecase WHERE no = %s", lesson.no)
    assert refused("DELETE FROM anxin_quality_practiceanswer WHERE key = %s", lesson.no)
    change = "UPDATE anxin_quality_practiceanswer SET is_right = true WHERE key = %s"
    assert refused(change, lesson.no)


def test_a_range_and_a_ground_belong_to_their_answers() -> None:
    row = taken_practice()
    where = "WHERE no = %s"
    table = "UPDATE anxin_quality_practicecase SET"
    assert "practice_range" in refused(f"{table} low_fen = 5 {where}", row.no)
    assert "practice_refuses" in refused(f"{table} code = '' {where}", row.no)
