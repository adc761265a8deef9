"""A merchant's score: 0 to 100 from after-sales facts, each lost point with its reason.

Rates are per order and drawn toward the platform's mean as if `PRIOR_ORDERS` more orders had gone
as the platform's orders go. So three orders of which one went wrong say little; three hundred of
which a hundred went wrong say all. All arithmetic is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from anxin.domain.standing.facts import Facts, Tally

PRIOR_ORDERS = 30
"""How many ordinary orders a shop is credited with before its own count."""
PLATFORM_PRIOR_ORDERS = 200
"""The same for a young platform's mean, toward what is typical of the trade."""
NEW_BELOW_ORDERS = 20
"""Below so many orders in 90 days a shop is new: it has no score to be praised or punished by."""

FULL = 100
ANSWER_FREE_MINUTES, ANSWER_WORST_MINUTES = 120, 1_440
"""A median answer within two hours costs nothing, one of a day or more the whole weight."""

LEVELS = ("new", "excellent", "good", "fair", "weak", "poor")
_FLOORS = (("excellent", 90), ("good", 75), ("fair", 60), ("weak", 40), ("poor", 0))
POOR_BELOW = 40


@dataclass(frozen=True, slots=True)
class Factor:
    """One rate that costs points. `typical` of the trade; at `worst` the whole weight is lost."""

    code: str
    weight: int
    count: Callable[[Tally], int]
    typical: Fraction
    worst: Fraction


FACTORS = (
    Factor("fault_cases", 60, lambda t: t.fault_cases, Fraction(2, 100), Fraction(20, 100)),
    Factor("undelivered", 15, lambda t: t.undelivered, Fraction(1, 100), Fraction(15, 100)),
    Factor("lost", 10, lambda t: t.lost, Fraction(2, 1000), Fraction(4, 100)),
    Factor("silent", 5, lambda t: t.silent, Fraction(2, 1000), Fraction(5, 100)),
)
"""A shop of whose orders a fifth go wrong is poor by that alone. Weights and bounds are
judgements, to be measured again once there is a year of orders."""

ANSWER_WEIGHT, ADVANCE_WEIGHT = 5, 5
REASONS = (*(factor.code for factor in FACTORS), "answer_time", "advanced")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why points were lost: `bad` of `of` orders (for `answer_time` minutes of the bound, for
    `advanced` fen), which cost `lost_tenths` tenths of a point out of `weight`.
    """

    code: str
    bad: int
    of: int
    lost_tenths: int
    weight: int


@dataclass(frozen=True, slots=True)
class Score:
    """How a merchant stands. `level` is `new` where there is too little to judge by."""

    points: int
    level: str
    reasons: tuple[Reason, ...]


def score_of(*, facts: Facts, everybody: Tally) -> Score:
    """Return a merchant's score; `everybody` is what all merchants come to (facts.total).

    More of anything bad never raises it, more good orders never lower it.
    """
    lost = [(factor.code, _lost(factor, facts.weighed, everybody)) for factor in FACTORS]
    lost += [("answer_time", _lost_by_time(facts)), ("advanced", _lost_by_advance(facts))]
    points = int(FULL - sum(part for _, part in lost))
    reasons = tuple(_reason(code, part, facts) for code, part in lost if _is_own(code, facts))
    return Score(points, level_of(points=points, orders=facts.quarter.orders), reasons)


def level_of(*, points: int, orders: int) -> str:
    """Return the word for a score.

    >>> level_of(points=93, orders=500), level_of(points=39, orders=3)
    ('excellent', 'new')
    """
    if orders < NEW_BELOW_ORDERS:
        return "new"
    return next(level for level, floor in _FLOORS if points >= floor)


def shrunk_rate(*, bad: int, orders: int, mean: Fraction, prior: int) -> Fraction:
    """Return `bad` of `orders` drawn toward `mean` by `prior` orders; never above one.

    >>> shrunk_rate(bad=1, orders=3, mean=Fraction(1, 50), prior=30)
    Fraction(8, 165)
    """
    return min(Fraction(1), (bad + prior * mean) / (orders + prior))


def _lost(factor: Factor, own: Tally, everybody: Tally) -> Fraction:
    mean = shrunk_rate(
        bad=factor.count(everybody),
        orders=everybody.orders,
        mean=factor.typical,
        prior=PLATFORM_PRIOR_ORDERS,
    )
    rate = shrunk_rate(bad=factor.count(own), orders=own.orders, mean=mean, prior=PRIOR_ORDERS)
    return factor.weight * min(Fraction(1), rate / factor.worst)


def _lost_by_time(facts: Facts) -> Fraction:
    if facts.answer_minutes is None:
        return Fraction(0)
    over = max(0, facts.answer_minutes - ANSWER_FREE_MINUTES)
    return ANSWER_WEIGHT * min(
        Fraction(1), Fraction(over, ANSWER_WORST_MINUTES - ANSWER_FREE_MINUTES)
    )


def _lost_by_advance(facts: Facts) -> Fraction:
    return Fraction(ADVANCE_WEIGHT if facts.advanced_fen > 0 else 0)


def _is_own(code: str, facts: Facts) -> bool:
    """A reason is given for what the merchant did; what the mean alone costs is none of its."""
    if code == "answer_time":
        return (facts.answer_minutes or 0) > ANSWER_FREE_MINUTES
    if code == "advanced":
        return facts.advanced_fen > 0
    return _factor(code).count(facts.quarter) > 0


def _reason(code: str, lost: Fraction, facts: Facts) -> Reason:
    tenths = round(lost * 10)
    if code == "answer_time":
        return Reason(code, facts.answer_minutes or 0, ANSWER_FREE_MINUTES, tenths, ANSWER_WEIGHT)
    if code == "advanced":
        return Reason(code, facts.advanced_fen, 0, tenths, ADVANCE_WEIGHT)
    factor = _factor(code)
    return Reason(code, factor.count(facts.quarter), facts.quarter.orders, tenths, factor.weight)


def _factor(code: str) -> Factor:
    return next(factor for factor in FACTORS if factor.code == code)
