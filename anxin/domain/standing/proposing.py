"""What the system proposes by itself. It never decides: two people stand before any effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from anxin.domain.standing.score import POOR_BELOW

POOR_DAYS = 7
SHORT_DAYS = 14
FAILING_CASES = 3
FAILING_SHARE = Fraction(1, 10)
FAILING_WITHIN_DAYS = 3
SUSPENSION_DAYS = 7
QUIET_DAYS = 14
"""After a proposal by a rule has ended, the rule is silent so long about the same thing."""

RULES = ("score_low", "deposit_short", "cards_failing")


@dataclass(frozen=True, slots=True)
class Day:
    """One night's outcome. `points` is none for a new shop, which has no score to be judged by."""

    points: int | None
    short_fen: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule proposes: the rule is the basis too; `figures` are what it stands on."""

    rule: str
    kind: str
    days: int | None
    figures: dict[str, int]


def proposals_of(*, days: Sequence[Day]) -> list[Proposal]:
    """Return what is proposed for a shop whose last nights, newest first, were these."""
    found = []
    if _always(days, POOR_DAYS, lambda day: day.points is not None and day.points < POOR_BELOW):
        figures = {"points": days[0].points or 0, "below": POOR_BELOW, "days": POOR_DAYS}
        found.append(Proposal("score_low", "suspend", SUSPENSION_DAYS, figures))
    if _always(days, SHORT_DAYS, lambda day: day.short_fen > 0):
        figures = {"short_fen": days[0].short_fen, "days": SHORT_DAYS}
        found.append(Proposal("deposit_short", "suspend", SUSPENSION_DAYS, figures))
    return found


def is_failing(*, cases: int, orders: int) -> bool:
    """Say whether so many faults of a product within three days mean that its cards fail.

    >>> [is_failing(cases=cases, orders=orders) for cases, orders in ((3, 30), (2, 2), (3, 31))]
    [True, False, False]
    """
    return cases >= FAILING_CASES and cases >= FAILING_SHARE * orders


def failing(*, cases: int, orders: int) -> Proposal:
    """Return the proposal to stop selling a product whose cards fail."""
    figures = {"cases": cases, "orders": orders, "days": FAILING_WITHIN_DAYS}
    return Proposal("cards_failing", "delist", None, figures)


def _always(days: Sequence[Day], count: int, holds: Callable[[Day], bool]) -> bool:
    return len(days) >= count and all(holds(day) for day in days[:count])
