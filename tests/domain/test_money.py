"""Shares sum to the whole and respect their caps."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.money import allocate, round_half_up, yuan


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(Fraction(1, 2), 1), (Fraction(3, 2), 2), (Fraction(49, 100), 0), (Fraction(0), 0),
     (Fraction(66670, 200), 333), (Fraction(667, 2), 334)],
)  # fmt: skip
def test_a_half_is_rounded_up(value: Fraction, rounded: int) -> None:
    assert round_half_up(value=value) == rounded


@given(
    weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=6),
    share=st.fractions(0, 1),
    data=st.data(),
)
def test_shares_sum_to_the_whole_within_their_caps(
    weights: list[int], share: Fraction, data: st.DataObject
) -> None:
    caps = [data.draw(st.integers(0, weight)) for weight in weights]
    total = int(sum(caps) * share)
    shares = allocate(total=total, weights=weights, caps=caps)
    assert sum(shares) == total
    assert all(0 <= part <= cap for part, cap in zip(shares, caps, strict=True))


def test_what_does_not_fit_is_an_error() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        allocate(total=2, weights=[1], caps=[1])


def test_fen_are_written_as_yuan() -> None:
    assert [yuan(fen) for fen in (0, 5, 9800, 123_456, -1)] == [
        "0.00", "0.05", "98.00", "1234.56", "-0.01",
    ]  # fmt: skip
