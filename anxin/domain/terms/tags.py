"""The short tags of a product: what its policy promises, at a glance, and what it does not."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from anxin.domain.policy import Length, Policy
from anxin.domain.terms.timeline import Step, timeline

GOOD: Final = "good"
PLAIN: Final = "plain"
STRICT: Final = "strict"

_WHILE: Final = {"unviewed_units": "unviewed", "unused_units": "unused"}


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: a code, its tone (`good`, `plain`, `strict`) and what its text is filled with."""

    code: str
    tone: str
    length: Length | None = None
    rate: Fraction = Fraction(0)


def tags(
    *, policy: Policy, kind: str, special: str | None, cooling_off_minutes: int
) -> tuple[Tag, ...]:
    """Gives the tags of a product, the most important first; wording has their texts."""
    steps = timeline(
        policy=policy, kind=kind, special=special, cooling_off_minutes=cooling_off_minutes
    )
    return (
        *_special_tags(special),
        *_cancel_tags(steps),
        *_return_tags(steps=steps, kind=kind),
        *_fault_tags(steps),
    )


def _special_tags(special: str | None) -> tuple[Tag, ...]:
    return (Tag(code=special, tone=PLAIN),) if special else ()


def _cancel_tags(steps: tuple[Step, ...]) -> tuple[Tag, ...]:
    cancel = _refundable(steps, "cooling_off")
    if not cancel:
        return (Tag(code="no_cooling_off", tone=STRICT),)
    return tuple(Tag(code="cancel_within", tone=GOOD, length=step.length) for step in cancel)


def _return_tags(*, steps: tuple[Step, ...], kind: str) -> tuple[Tag, ...]:
    """One tag per no-reason window, with what it costs; or that there is none."""
    granted = _refundable(steps, "no_reason")
    if not granted:
        return (Tag(code="no_return", tone=STRICT),)
    found: list[Tag] = []
    for step in granted:
        is_card = kind == "card_secret"
        suffix = f"_{_WHILE[step.amount]}" if is_card and step.amount in _WHILE else ""
        found.append(Tag(code=f"return_within{suffix}", tone=GOOD, length=step.length))
        found.append(_fee_tag(step))
    return tuple(found)


def _fee_tag(step: Step) -> Tag:
    if step.fee_rate:
        return Tag(code="return_fee", tone=PLAIN, rate=step.fee_rate)
    return Tag(code="return_free", tone=GOOD)


def _fault_tags(steps: tuple[Step, ...]) -> tuple[Tag, ...]:
    return tuple(
        Tag(code=f"{situation}_within", tone=GOOD, length=step.length)
        for situation in ("fault", "not_received")
        for step in _refundable(steps, situation)
    )


def _refundable(steps: tuple[Step, ...], situation: str) -> tuple[Step, ...]:
    return tuple(step for step in steps if step.situation == situation and step.is_refundable)
