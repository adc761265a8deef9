"""Practice cases: facts as a reviewer reads them, the right answer, and what it rests on."""

from anxin.domain.practice.builtin import BUILT_IN, built_in
from anxin.domain.practice.model import (
    ANSWERS,
    FACTS,
    Expected,
    Fact,
    Given,
    Practice,
    answer_of_policy,
    expected_problem,
    is_right,
)
from anxin.domain.practice.snapshot import snapshot_of

__all__ = [
    "ANSWERS",
    "BUILT_IN",
    "FACTS",
    "Expected",
    "Fact",
    "Given",
    "Practice",
    "answer_of_policy",
    "built_in",
    "expected_problem",
    "is_right",
    "snapshot_of",
]
