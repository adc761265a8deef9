"""What a practice case is, and when an answer to it is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from anxin.domain.quote import Answer
from anxin.domain.words import REFUSALS

ANSWERS: Final = ("approve", "partial", "reject", "ask", "raise")
"""What a reviewer can do with a case: give it whole, give a sum, refuse on a ground, ask the buyer
for evidence, or leave it to a senior."""

FACTS: Final = (
    "kind", "paid", "said", "times", "views", "issuer", "delivery", "evidence", "merchant",
    "credit", "twin",
)  # fmt: skip
"""What a fact is about, in the order of the case page."""

Words = tuple[str, str]
"""Chinese, English."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a case. `about` is one of `FACTS`."""

    about: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The right answer: with a code for a refusal, with a range of fen for a sum."""

    answer: str
    code: str = ""
    low_fen: int = 0
    high_fen: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answers."""

    answer: str
    code: str = ""
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice case. `clause` or `line` (of the reason's checklist, in Chinese) is its ground.

    `scenario`: the same case in the words of policies, where policies know it; a test holds the
    shipped policy against it.
    """

    key: str
    title: Words
    reason: str | None
    facts: tuple[Fact, ...]
    expected: Expected
    why: Words
    clause: str = ""
    line: str = ""
    scenario: Mapping[str, Any] | None = None


def is_right(*, expected: Expected, given: Given) -> bool:
    """Say whether an answer is the right one; the sum may be anywhere in the range.

    >>> is_right(expected=Expected("reject", "was_viewed"), given=Given("reject", "too_late"))
    False
    """
    if given.answer != expected.answer:
        return False
    if given.answer == "reject":
        return given.code == expected.code
    return given.answer != "partial" or expected.low_fen <= given.fen <= expected.high_fen


def expected_problem(*, expected: Expected) -> str | None:
    """Return what an answer lacks to be one that others can be held against.

    >>> expected_problem(expected=Expected("partial", low_fen=500, high_fen=100))
    'range_missing'
    """
    if expected.answer not in ANSWERS:
        return "answer_unknown"
    if expected.answer == "reject" and expected.code not in REFUSALS:
        return "code_missing"
    if expected.answer == "partial" and not 0 < expected.low_fen <= expected.high_fen:
        return "range_missing"
    return None


def answer_of_policy(*, answer: Answer, paid_fen: int) -> Expected:
    """Return what a reviewer does where they follow a policy's answer."""
    if answer.outcome == "need_evidence":
        return Expected("ask")
    if answer.outcome == "refuse":
        return Expected("reject", answer.code or "")
    if answer.tier == "senior":
        return Expected("raise")
    if answer.gross_fen < paid_fen:
        return Expected("partial", low_fen=answer.gross_fen, high_fen=answer.gross_fen)
    return Expected("approve")
