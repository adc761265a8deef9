"""The score: exact, monotone, and small samples say little."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.standing.facts import Facts, Tally, facts_from, record_of, total
from anxin.domain.standing.score import (
    ADVANCE_WEIGHT,
    ANSWER_WEIGHT,
    FACTORS,
    NEW_BELOW_ORDERS,
    level_of,
    score_of,
    shrunk_rate,
)

USUAL = Tally(orders=10_000, fault_cases=200, late=80, failed=20, lost=20, silent=20)
BAD = ("fault_cases", "lost", "silent", "late", "failed")

counts = st.integers(min_value=0, max_value=500)
tallies = st.builds(
    Tally, orders=counts, fault_cases=counts, lost=counts, silent=counts, late=counts, failed=counts
)


@st.composite
def shops(draw: st.DrawFn) -> Facts:
    """A shop of any past: what happened in 30 days is part of what happened in 90."""
    recent, before = draw(tallies), draw(tallies)
    return Facts(
        recent=recent,
        quarter=recent.plus(other=before),
        answer_minutes=draw(st.none() | st.integers(min_value=0, max_value=10_000)),
        advanced_fen=draw(st.integers(min_value=0, max_value=10_000)),
    )


def a_shop(*, orders: int = 0, **bad: int) -> Facts:
    """A shop whose orders are all older than 30 days."""
    return Facts(quarter=Tally(orders=orders, **bad))


def points(facts: Facts) -> int:
    """The score among usual shops."""
    return score_of(facts=facts, everybody=USUAL).points


def test_all_weights_make_a_hundred() -> None:
    assert sum(factor.weight for factor in FACTORS) + ANSWER_WEIGHT + ADVANCE_WEIGHT == 100


@pytest.mark.parametrize(
    ("orders", "faults", "least", "most", "level"),
    [
        (0, 0, 85, 95, "new"),
        (3, 0, 85, 95, "new"),
        (3, 1, 80, 90, "new"),
        (3, 3, 60, 70, "new"),
        (300, 3, 95, 98, "excellent"),
        (300, 30, 70, 75, "fair"),
        (300, 60, 40, 50, "weak"),
        (5_000, 0, 99, 100, "excellent"),
        (300, 100, 35, 39, "poor"),
    ],
)
def test_a_shop_stands_where_its_orders_put_it(
    orders: int, faults: int, least: int, most: int, level: str
) -> None:
    score = score_of(facts=a_shop(orders=orders, fault_cases=faults), everybody=USUAL)
    assert least <= score.points <= most, score
    assert score.level == level, score


def test_a_shop_that_does_everything_wrong_has_nothing_left() -> None:
    wrong = a_shop(orders=1_000, fault_cases=400, late=200, failed=100, lost=100, silent=100)
    slow = replace(wrong, answer_minutes=5_000, advanced_fen=1)
    score = score_of(facts=slow, everybody=USUAL)
    assert (score.points, score.level) == (0, "poor")
    assert {reason.code for reason in score.reasons} == {
        "fault_cases", "undelivered", "lost", "silent", "answer_time", "advanced",
    }  # fmt: skip


def test_one_bad_order_of_three_costs_less_than_a_hundred_of_three_hundred() -> None:
    assert points(a_shop(orders=3, fault_cases=1)) > points(a_shop(orders=300, fault_cases=100))


def test_a_small_shop_is_drawn_toward_what_is_usual_and_a_large_one_is_not() -> None:
    usual = Fraction(2, 100)
    for orders, nearer in ((3, True), (3_000, False)):
        rate = shrunk_rate(bad=orders // 3, orders=orders, mean=usual, prior=30)
        assert (rate - usual < Fraction(1, 3) - rate) == nearer


def test_a_new_shop_has_no_level_to_be_judged_by() -> None:
    for level in (0, 100):
        assert level_of(points=level, orders=NEW_BELOW_ORDERS - 1) == "new"
        assert level_of(points=level, orders=NEW_BELOW_ORDERS) != "new"


def test_the_last_thirty_days_count_twice() -> None:
    old = a_shop(orders=100, fault_cases=10)
    fresh = Facts(recent=Tally(fault_cases=10), quarter=old.quarter)
    assert points(fresh) < points(old)


@given(facts=shops(), everybody=tallies, name=st.sampled_from(BAD))
def test_more_of_anything_bad_never_raises_the_score(
    facts: Facts, everybody: Tally, name: str
) -> None:
    worse = replace(
        facts, quarter=replace(facts.quarter, **{name: getattr(facts.quarter, name) + 1})
    )
    before = score_of(facts=facts, everybody=everybody)
    assert score_of(facts=worse, everybody=everybody).points <= before.points


@given(facts=shops(), everybody=tallies)
def test_one_more_good_order_never_lowers_the_score(facts: Facts, everybody: Tally) -> None:
    better = replace(facts, quarter=replace(facts.quarter, orders=facts.quarter.orders + 1))
    before = score_of(facts=facts, everybody=everybody)
    assert score_of(facts=better, everybody=everybody).points >= before.points


@given(facts=shops())
def test_the_score_of_the_only_shop_falls_with_its_own_faults(facts: Facts) -> None:
    worse = replace(
        facts, quarter=replace(facts.quarter, fault_cases=facts.quarter.fault_cases + 9)
    )
    alone, fallen = (score_of(facts=one, everybody=total(of=[one])) for one in (facts, worse))
    assert fallen.points <= alone.points


@given(facts=shops(), everybody=tallies)
def test_a_score_is_between_nothing_and_a_hundred_and_its_reasons_are_its_own(
    facts: Facts, everybody: Tally
) -> None:
    score = score_of(facts=facts, everybody=everybody)
    assert 0 <= score.points <= 100
    assert sum(reason.lost_tenths for reason in score.reasons) <= 10 * (100 - score.points) + 6
    assert all(0 <= reason.lost_tenths <= 10 * reason.weight for reason in score.reasons)


def test_what_the_mean_alone_costs_is_no_reason_given_to_a_shop() -> None:
    assert score_of(facts=a_shop(orders=50), everybody=USUAL).reasons == ()


@given(facts=shops())
def test_facts_can_be_kept_and_read_again(facts: Facts) -> None:
    assert facts_from(record=record_of(facts=facts)) == facts
