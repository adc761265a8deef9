"""The risk hint before paying: where the policy is strict or the order is of high value."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.domain.policy import Length, Policy
from anxin.domain.terms.tags import STRICT, tags


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to know before paying; wording has the sentence."""

    code: str
    length: Length | None = None
    price_fen: int = 0


def risk_hints(
    *, policy: Policy, kind: str, special: str | None, cooling_off_minutes: int, price_fen: int
) -> tuple[Hint, ...]:
    """Gives what a buyer should know before paying `price_fen` in all; none where all is mild.

    Every strict tag is a hint and so is a high price. Where there is a hint, the time to report
    a fault is told as well.
    """
    found = tags(policy=policy, kind=kind, special=special, cooling_off_minutes=cooling_off_minutes)
    hints = [Hint(code=tag.code) for tag in found if tag.tone == STRICT]
    if price_fen >= policy.limits.high_value_fen:
        hints.append(Hint(code="high_value", price_fen=price_fen))
    if hints:
        hints += [
            Hint(code=f"report_within.{kind}", length=tag.length)
            for tag in found
            if tag.code == "fault_within" and tag.length
        ]
    return tuple(hints)


def needs_risk_hint(
    *, policy: Policy, kind: str, special: str | None, cooling_off_minutes: int, price_fen: int
) -> bool:
    """Says whether the buyer must acknowledge a hint before paying."""
    return bool(
        risk_hints(
            policy=policy,
            kind=kind,
            special=special,
            cooling_off_minutes=cooling_off_minutes,
            price_fen=price_fen,
        )
    )
