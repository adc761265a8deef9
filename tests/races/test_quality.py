"""Checks that many act on at the same moment: drawn once, graded by one, sent by one.

Beside each stands the naive variant, which reads and then writes: it loses under the same crowd.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from time import sleep
from uuid import uuid4

import pytest
from django.db import connection

from anxin.domain.practice import Given
from anxin.services.aftersale.moving import Reviewer
from anxin.services.quality.checking import NotChecked, answer_check, grade_check
from anxin.services.quality.drawing import draw_checks
from anxin.services.quality.practising import answer_practice
from anxin.services.quality.resending import resend_for_buyer
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import OrderEvent
from anxin.storage.quality.models import Check, PracticeAnswer
from tests.factories.account import a_reviewer
from tests.factories.quality import a_check, a_day_later, graded, marks_for
from tests.factories.turns import refused_by
from tests.races.conftest import Crowd

ROUNDS, MANY = 3, 8


@pytest.fixture
def naive(committed: None) -> Iterator[None]:
    """Tables without the guards of ours."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_decision (no int)")
        cursor.execute("CREATE TABLE naive_check (no int, grade text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_decision, naive_check")


def test_many_jobs_at_once_draw_one_sample(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        reviewer = a_reviewer()
        cases = [refused_by(reviewer)[1] for _ in range(2)]
        a_day_later()
        answers = crowd.act(*[draw_checks] * MANY)
        assert not [one for one in answers if isinstance(one, Exception)], answers
        for case in cases:
            assert Check.objects.filter(case=case).count() == 1
        assert draw_checks() == 0


def draw_naively() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT no FROM naive_decision EXCEPT SELECT no FROM naive_check")
        for (no,) in cursor.fetchall():
            sleep(0.01)
            cursor.execute("INSERT INTO naive_check VALUES (%s, '')", [no])


def test_the_same_jobs_draw_twice_where_they_look_first(naive: None, crowd: Crowd) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO naive_decision SELECT generate_series(1, 5)")
        crowd.act(*[draw_naively] * MANY)
        cursor.execute("SELECT count(*) FROM naive_check")
        assert cursor.fetchone()[0] > 5


def test_of_two_checkers_at_once_one_counts_and_the_other_is_told(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        row = a_check()
        checkers = [a_reviewer(role="senior") for _ in range(MANY)]
        answers = crowd.act(
            *[
                partial(grade_check, no=row.no, checker=one, grade="wrong", marks=marks_for(row),
                        note=str(one.account_id))
                for one in checkers
            ]
        )  # fmt: skip
        assert answers.count(None) == 1, answers
        assert answers.count(NotChecked("graded_already")) == MANY - 1
        row.refresh_from_db()
        assert row.checker_id == checkers[answers.index(None)].account_id
        assert row.note == str(row.checker_id)


def grade_naively(grade: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT grade FROM naive_check WHERE no = 1")
        if cursor.fetchone()[0]:
            return False
        sleep(0.01)
        cursor.execute("UPDATE naive_check SET grade = %s WHERE no = 1", [grade])
        return True


def test_the_same_checkers_all_count_where_they_look_first(naive: None, crowd: Crowd) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO naive_check VALUES (1, '')")
    answers = crowd.act(*[partial(grade_naively, f"grade {n}") for n in range(MANY)])
    assert answers.count(True) > 1


def test_tapped_many_times_a_case_is_sent_to_arbitration_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        checker = a_reviewer(role="senior")
        row = graded(a_check(), checker=checker)
        send = partial(resend_for_buyer, no=row.no, checker=checker, said="重新裁决")
        answers = crowd.act(*[send] * MANY)
        assert answers.count(None) == 1, answers
        case = Case.objects.get(id=row.case_id)
        sent = OrderEvent.objects.filter(order_id=case.order_id, kind="appealed_for_buyer")
        assert (case.state, sent.count()) == ("appealed", 1)


def test_an_answer_counts_once_whichever_way_it_goes(crowd: Crowd) -> None:
    row = graded(a_check())
    me = Reviewer(row.reviewer_id, "agent")
    answers = crowd.act(
        *[partial(answer_check, no=row.no, reviewer=me, objects=True, said="不同意")] * 4,
        *[partial(answer_check, no=row.no, reviewer=me, objects=False, said="")] * 4,
    )
    assert answers.count(None) == 1, answers


def test_a_practice_form_tapped_many_times_is_one_answer(crowd: Crowd) -> None:
    me, form = a_reviewer(), uuid4()
    tap = partial(
        answer_practice, key="viewed-but-invalid", reviewer=me, form_key=form, given=Given("ask")
    )
    assert set(crowd.act(*[tap] * MANY)) == {None}
    assert PracticeAnswer.objects.filter(account_id=me.account_id).count() == 1
