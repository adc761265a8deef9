"""Buyer credit (信用分): 0 to 100, earned and lost by facts alone, so anybody can recompute it.

A new buyer has `START`. What earns it is slow and cannot be bought in a day; what loses it is
proven, and time heals it. A refund that was justified costs nothing, however many there are, and
neither does a return that the policy allows: both are rights. Pure arithmetic, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

START: Final = 60

PER_GOOD_DAY: Final = 2
MOST_BY_GOOD_DAYS: Final = 20
"""Each day on which an order was completed without dispute, ten of them: so twenty points take ten
days, not twenty cheap orders in an hour. It is what brings a new buyer to 80, the credit that
pays at once."""

DAYS_PER_AGE_POINT: Final = 30
MOST_BY_AGE: Final = 10
"""An account that is kept for a year is worth something to its owner; it is no merit by itself."""

BY_IDENTITY: Final = 5

PER_CONTRADICTED: Final = 5
MOST_BY_CONTRADICTED: Final = 20
CONTRADICTED_HEALS_DAYS: Final = 180
"""A request that the records contradict may be an error: it costs little and for half a year."""

PER_ABUSE: Final = 40
ABUSE_HEALS: Final = 10
ABUSE_HEALS_DAYS: Final = 90
"""Proven abuse costs instant refunds at once (60 − 40 = 20), and a quarter of it heals each
quarter of a year."""


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """What credit is made of. `…_days`: how many days ago each of them was.

    `good_days`: days with a completed order of ¥10 or more that was not given back on the buyer's
    side. `justified_refunds` is told and counts for nothing, which is the point of it.
    """

    good_days: int = 0
    age_days: int = 0
    identified: bool = False
    justified_refunds: int = 0
    contradicted_days: tuple[int, ...] = ()
    abuse_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CreditItem:
    """One line of the account: what it is for, its points, and the numbers in its sentence."""

    code: str
    points: int
    params: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Credit:
    """The credit with what it is made of, and what would raise it."""

    value: int
    items: tuple[CreditItem, ...]
    raises: tuple[CreditItem, ...]


def credit_of(*, facts: CreditFacts) -> Credit:
    """Return the credit of those facts.

    >>> credit_of(facts=CreditFacts(good_days=3, justified_refunds=9)).value
    66
    >>> credit_of(facts=CreditFacts(abuse_days=(100,))).value
    30
    """
    items = (
        CreditItem("start", START),
        CreditItem("good_days", _by_good_days(facts), {"n": facts.good_days}),
        CreditItem("age", _by_age(facts)),
        CreditItem("identified", BY_IDENTITY * facts.identified),
        CreditItem("justified", 0, {"n": facts.justified_refunds}),
        CreditItem("contradicted", -_contradicted(facts), {"n": len(facts.contradicted_days)}),
        CreditItem("abuse", -_abuse(facts), {"n": len(facts.abuse_days)}),
    )
    value = min(max(sum(item.points for item in items), 0), 100)
    told = tuple(item for item in items if item.points or item.params.get("n"))
    return Credit(value, told, _raises(facts))


def _by_good_days(facts: CreditFacts) -> int:
    return min(PER_GOOD_DAY * facts.good_days, MOST_BY_GOOD_DAYS)


def _by_age(facts: CreditFacts) -> int:
    return min(facts.age_days // DAYS_PER_AGE_POINT, MOST_BY_AGE)


def _contradicted(facts: CreditFacts) -> int:
    fresh = [days for days in facts.contradicted_days if days < CONTRADICTED_HEALS_DAYS]
    return min(PER_CONTRADICTED * len(fresh), MOST_BY_CONTRADICTED)


def _abuse(facts: CreditFacts) -> int:
    return sum(_left_of_abuse(days) for days in facts.abuse_days)


def _left_of_abuse(days: int) -> int:
    return max(PER_ABUSE - ABUSE_HEALS * (days // ABUSE_HEALS_DAYS), 0)


def _raises(facts: CreditFacts) -> tuple[CreditItem, ...]:
    """Return what would raise the credit, what is nearest at hand first."""
    ways = []
    missing = MOST_BY_GOOD_DAYS - _by_good_days(facts)
    if missing > 0:
        ways.append(CreditItem("good_days", PER_GOOD_DAY, {"left": missing}))
    if not facts.identified:
        ways.append(CreditItem("identified", BY_IDENTITY))
    if _by_age(facts) < MOST_BY_AGE:
        in_days = DAYS_PER_AGE_POINT - facts.age_days % DAYS_PER_AGE_POINT
        ways.append(CreditItem("age", 1, {"in_days": in_days}))
    ways += _healing(facts)
    return tuple(ways)


def _healing(facts: CreditFacts) -> list[CreditItem]:
    """When the next points come back by time alone."""
    soon = [
        (ABUSE_HEALS_DAYS - days % ABUSE_HEALS_DAYS, ABUSE_HEALS)
        for days in facts.abuse_days
        if _left_of_abuse(days)
    ]
    soon += [
        (CONTRADICTED_HEALS_DAYS - days, PER_CONTRADICTED)
        for days in facts.contradicted_days
        if days < CONTRADICTED_HEALS_DAYS
    ]
    if not soon:
        return []
    in_days, points = min(soon)
    return [CreditItem("heals", points, {"in_days": in_days})]
