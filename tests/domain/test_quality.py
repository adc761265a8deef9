"""The sample, the grades and who may check: decided by numbers and people that are handed in."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from anxin.domain.quality import (
    GRADES,
    LEAST_OF_EACH,
    SHARE_PER_CENT,
    Concerned,
    Made,
    barred_from,
    grade_problem,
    harms_buyer,
    lot_of,
    sample_of,
)
from anxin.domain.states import QUALITY_CHECK

DAY = date(2026, 3, 2)
REVIEWER, BUYER, OTHER, CHECKER = (UUID(int=n) for n in range(1, 5))
CONCERNED = Concerned(REVIEWER, BUYER, frozenset({REVIEWER, OTHER}), checker=CHECKER)


def made(count: int, *, reviewer: UUID = REVIEWER, day: date = DAY) -> list[Made]:
    return [Made(UUID(int=1_000 + n), 2, reviewer, day) for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_who_decides_little_is_checked_all_the_same(count: int) -> None:
    drawn = sample_of(decisions=made(count))
    assert len(drawn) >= min(count, LEAST_OF_EACH)


def test_of_many_about_the_share_is_drawn() -> None:
    drawn = sample_of(decisions=made(4_000))
    assert 0.8 * SHARE_PER_CENT < 100 * len(drawn) / 4_000 < 1.2 * SHARE_PER_CENT


def test_the_order_in_which_decisions_come_changes_nothing() -> None:
    decisions = made(60)
    assert sample_of(decisions=decisions) == sample_of(decisions=reversed(decisions))


def test_another_day_draws_other_cases() -> None:
    later = DAY + timedelta(days=1)
    assert lot_of(case_id=BUYER, day=DAY) != lot_of(case_id=BUYER, day=later)
    one, other = sample_of(decisions=made(60)), sample_of(decisions=made(60, day=later))
    assert one.keys() != other.keys()


def test_one_reviewer_takes_no_place_from_another() -> None:
    drawn = sample_of(decisions=[*made(9), *made(9, reviewer=OTHER)])
    assert list(drawn.values()).count("least") == LEAST_OF_EACH
    apart = [*made(9), *(Made(UUID(int=n), 2, OTHER, DAY) for n in range(9))]
    least = [kind for kind in sample_of(decisions=apart).values() if kind == "least"]
    assert len(least) == 2 * LEAST_OF_EACH


@pytest.mark.parametrize(
    ("who", "role", "judging", "why"),
    [
        (UUID(int=9), "agent", False, "not_a_checker"),
        (UUID(int=9), "auditor", False, "not_a_checker"),
        (REVIEWER, "supervisor", False, "own_decision"),
        (BUYER, "senior", False, "own_case"),
        (OTHER, "senior", False, "took_part"),
        (CHECKER, "senior", True, "own_grade"),
        (CHECKER, "senior", False, None),
        (UUID(int=9), "senior", True, None),
        (UUID(int=9), "supervisor", False, None),
    ],
)
def test_who_may_check(who: UUID, role: str, judging: bool, why: str | None) -> None:
    found = barred_from(who=who, role=role, concerned=CONCERNED, judging=judging)
    assert found == why


@pytest.mark.parametrize(
    ("grade", "marks", "note", "problem"),
    [
        ("right", ("ok", "not_applicable"), "", None),
        ("splendid", ("ok", "ok"), "", "grade_unknown"),
        ("right", ("ok",), "", "marks_missing"),
        ("right", ("ok", "fine"), "", "marks_missing"),
        *((grade, ("ok", "missed"), " ", "note_missing") for grade in GRADES[1:]),
        *((grade, ("ok", "missed"), "看第三条", None) for grade in GRADES),
    ],
)
def test_what_a_grade_needs(
    grade: str, marks: tuple[str, ...], note: str, problem: str | None
) -> None:
    assert grade_problem(grade=grade, marks=marks, lines=2, note=note) == problem


@pytest.mark.parametrize("state", sorted(set(QUALITY_CHECK) - {"taken_back"}))
def test_only_a_wrong_refusal_harms_the_buyer(state: str) -> None:
    assert harms_buyer(decided="rejected", grade="wrong", state=state)
    assert not harms_buyer(decided="rejected", grade="wrong", state="taken_back")
    assert not harms_buyer(decided="approved", grade="wrong", state=state)
    assert not harms_buyer(decided="upheld", grade="wrong", state=state)
    assert not harms_buyer(decided="rejected", grade="words_unclear", state=state)
