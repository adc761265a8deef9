"""What a reader mistakes for each other becomes equal; what differs otherwise does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.evidence.folding import as_digits, as_our_number, fold

ALIKE = [
    ("1OU0-MJOQ", "1ou0mj0q"), ("ERR_10027", "ERR10027"), ("ＡＢ１２", "AB12"), ("Il1|", "111"),
    ("Z2 S5 B8", "225588"), ("0x8007", "OX8OO7"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_looks_alike_folds_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_letters_that_look_like_no_figure_stay() -> None:
    assert fold("AB12") != fold("AD12")
    assert fold("1OU0-MJOQ") == "10U0MJ0Q"


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_spaces_case_and_width_do_not_matter(text: str) -> None:
    assert fold(f" {text} -") == fold(text)
    assert fold(fold(text).lower()) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7KXO1234567890ABCDEFGHJKMI", "7KX01234567890ABCDEFGHJKM1"),
        ("7kx01234567890abcdefghjkm1", "7KX01234567890ABCDEFGHJKM1"),
        ("7KX0U234567890ABCDEFGHJKM1", None),
        ("7KX01234567890ABCDEFGHJKM", None),
        ("01234567890123456789012345", None),
        ("ABCDEFGHJKMNPQRSTVWXYZABCD", None),
    ],
)
def test_our_numbers_are_mended_by_their_alphabet(text: str, expected: str | None) -> None:
    assert as_our_number(text) == expected


def test_digits_are_mended_only_where_few_are_wrong() -> None:
    assert as_digits("42O0I2", length=6) == "420012"
    assert as_digits("OOOOI2", length=6) is None
    assert as_digits("4200X2", length=6) is None
    assert as_digits("42001", length=6) is None
