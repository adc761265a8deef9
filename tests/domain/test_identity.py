"""ID numbers: what GB 11643-1999 says of one is known before anybody is asked about it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.identity import check_digit, masked_name, normalised, problem_of_number

TODAY = date(2026, 11, 26)
EXAMPLES = ("11010519491231002X", "440524188001010014")
"""Both are printed in the standard itself."""


@pytest.mark.parametrize("number", EXAMPLES[:1])
def test_the_example_of_the_standard_is_right(number: str) -> None:
    assert problem_of_number(number=number, today=TODAY) is None


def test_the_other_example_has_its_check_digit_and_a_birthday_too_long_ago() -> None:
    assert check_digit(EXAMPLES[1][:-1]) == EXAMPLES[1][-1]
    assert problem_of_number(number=EXAMPLES[1], today=TODAY) == "birthday"


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", "form"),
        ("11010519491231002", "form"),
        ("11010519491231002XX", "form"),
        ("11010519491231002x", "form"),
        ("1101051949123100２X", "form"),
        ("11010519491231002-", "form"),
        ("00010519491231002X", "place"),
        ("99010519491231002X", "place"),
        ("11010519490231002X", "birthday"),
        ("11010520491231002X", "birthday"),
        ("110105194912310021", "check_digit"),
        ("11010519491231003X", "check_digit"),
    ],
)
def test_what_is_wrong_is_named(number: str, problem: str) -> None:
    assert problem_of_number(number=number, today=TODAY) == problem


@given(place=st.integers(0, 16), digit=st.integers(1, 9))
def test_any_one_digit_mistyped_is_noticed(place: int, digit: int) -> None:
    right = EXAMPLES[0]
    wrong = right[:place] + str((int(right[place]) + digit) % 10) + right[place + 1 :]
    assert problem_of_number(number=wrong, today=TODAY) is not None


@given(place=st.integers(0, 15))
def test_two_neighbours_exchanged_are_noticed(place: int) -> None:
    right = EXAMPLES[0]
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert wrong == right or problem_of_number(number=wrong, today=TODAY) is not None


def test_a_number_is_read_however_it_was_typed() -> None:
    assert normalised(" 110105 19491231 002x") == EXAMPLES[0]


@given(text=st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    problem_of_number(number=normalised(text), today=TODAY)


@pytest.mark.parametrize(("name", "shown"), [("测试", "测*"), ("测试员", "测**"), ("A", "*")])
def test_of_a_name_the_first_character_is_left(name: str, shown: str) -> None:
    assert masked_name(name) == shown
