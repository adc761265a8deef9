"""From counts to a score with its reasons. Pure and monotone: more of anything never lowers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from anxin.domain.risk.facts import RiskFacts
from anxin.domain.risk.signals import (
    EASED,
    FLAG_AT,
    IDENTITY_EASES,
    LINKS,
    NOTE_EASES,
    NOTES_EASE_AT_MOST,
    SIGNALS,
    Signal,
)

HIGHEST: Final = 100


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that raises (or, negative, lowers) the score: its code, points and count."""

    code: str
    points: int
    count: int
    family: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A score from 0 to 100 with its reasons; `own`: it would be flagged without its links too."""

    score: int
    flagged: bool
    own: bool
    reasons: tuple[Reason, ...]

    def codes(self) -> tuple[str, ...]:
        """Return the codes of what raises the score."""
        return tuple(reason.code for reason in self.reasons if reason.points > 0)


def assess(*, facts: RiskFacts) -> Assessment:
    """Weigh the facts of an account.

    >>> assess(facts=RiskFacts(cancels=5, noted=1)).reasons
    (Reason(code='cancels', points=8, count=5), Reason(code='noted', points=-3, count=1))
    """
    found = [reason for signal in SIGNALS if (reason := _reason(signal, facts))]
    alone = [reason for reason in found if reason.family != LINKS]
    score, flagged, eased = _weighed(found, facts)
    _, own, _ = _weighed(alone, facts)
    return Assessment(score, flagged, own, (*found, *eased))


def _reason(signal: Signal, facts: RiskFacts) -> Reason | None:
    count = getattr(facts, signal.code)
    points = min(max(count - signal.allowed, 0) * signal.each, signal.most)
    return Reason(signal.code, points, count, signal.family) if points else None


def _weighed(found: Sequence[Reason], facts: RiskFacts) -> tuple[int, bool, list[Reason]]:
    """Return score, whether it flags, and what eased it; a fact is eased by nothing."""
    facts_weigh = sum(reason.points for reason in found if reason.family == "fact")
    soft = sum(reason.points for reason in found if reason.family != "fact")
    eased = _eased(found, facts, soft)
    score = min(facts_weigh + soft + sum(reason.points for reason in eased), HIGHEST)
    families = {reason.family for reason in found}
    return score, score >= FLAG_AT and (facts_weigh > 0 or len(families) > 1), eased


def _eased(found: Sequence[Reason], facts: RiskFacts, soft: int) -> list[Reason]:
    explained = sum(reason.points for reason in found if reason.code in EASED)
    notes = min(facts.noted * NOTE_EASES, int(explained * NOTES_EASE_AT_MOST))
    identity = min(IDENTITY_EASES, soft - notes) if facts.identified else 0
    lines = (Reason("noted", -notes, facts.noted), Reason("identified", -identity, 1))
    return [line for line in lines if line.points]
