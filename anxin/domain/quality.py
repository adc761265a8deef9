"""Sampled checks of people's decisions: which are drawn, who may check whom, what a grade says.

A check teaches; it changes no decision, and neither buyers nor merchants are shown it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import Final
from uuid import UUID

from anxin.domain.people import SENIOR_REVIEWERS

GRADES: Final = ("right", "words_unclear", "evidence_missed", "wrong_sum", "wrong")
MARKS: Final = ("ok", "missed", "not_applicable")
DECISIONS: Final = ("approved", "partly", "replaced", "rejected", "upheld")
DRAWN_AS: Final = ("least", "share", "overturned")

DECISION_EVENTS: Final = ("case_approved", "case_rejected", "case_upheld")
"""What the history calls a person's verdict. What the platform offered or accepted is a decision
too (`storage.quality.decisions`)."""

PART_TAKEN: Final = (
    *DECISION_EVENTS,
    "proposal_made",
    "proposal_accepted",
    "proposal_declined",
    "verdict_declined",
)
"""Whoever did or signed one of these in a case is no impartial checker of it, and no arbiter."""

GIVING_EVENTS: Final = ("case_approved", "proposal_accepted")
"""What gives the buyer something: of an arbiter, it overturns the refusal before."""

LEAST_OF_EACH: Final = 2
"""Of each reviewer and day: about forty a month, enough to tell a habit from an accident."""

SHARE_PER_CENT: Final = 5
"""Of the rest: who decides much is looked at more, and a checker still gets through the list."""

CATCH_UP_DAYS: Final = 7
"""A week without a worker is made up for; what is older nobody remembers well enough to learn."""

SCORE_DAYS: Final = 30
"""A score forgives: what was learned a month ago counts no more."""

CHECK_DAYS: Final = 5
"""How long a drawn decision, or an objection, waits for a checker until supervisors are told of it:
on the first working day from then, and on each one after it."""

ANSWER_DAYS: Final = 7
"""How long a grade waits for the answer of who decided; silence agrees."""

NOTE_CHARACTERS: Final = 500
_LOTS: Final = 100
_HEX: Final = 8


@dataclass(frozen=True, slots=True)
class Made:
    """A decision that somebody made on a day, before it is known whether it is drawn."""

    case_id: UUID
    seq: int
    reviewer_id: UUID
    day: date


def lot_of(*, case_id: UUID, day: date) -> int:
    """Return the number that a case draws on a day: nobody can choose it.

    Case keys are on no page, so nobody can reckon it beforehand either.

    >>> lot_of(case_id=UUID(int=1), day=date(2026, 3, 2)) < 2**32
    True
    """
    drawn = sha256(f"{case_id}:{day.isoformat()}".encode()).hexdigest()
    return int(drawn[:_HEX], 16)


def sample_of(*, decisions: Iterable[Made]) -> dict[tuple[UUID, int], str]:
    """Return which decisions are drawn and as what; `services.quality.drawing` does it in SQL."""
    drawn: dict[tuple[UUID, int], str] = {}
    in_order = sorted(decisions, key=lambda one: (one.reviewer_id, one.day, _turn(one)))
    for _, group in groupby(in_order, key=lambda one: (one.reviewer_id, one.day)):
        for place, one in enumerate(group):
            if place < LEAST_OF_EACH:
                drawn[one.case_id, one.seq] = "least"
            elif lot_of(case_id=one.case_id, day=one.day) % _LOTS < SHARE_PER_CENT:
                drawn[one.case_id, one.seq] = "share"
    return drawn


def _turn(one: Made) -> tuple[int, UUID, int]:
    return lot_of(case_id=one.case_id, day=one.day), one.case_id, one.seq


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom a check is about: who decided, whose case it is, who else decided in it, who graded.

    `reviewer`: nobody, where the system paid before any review. `members`: those of the shop that
    sold.
    """

    reviewer: UUID | None
    buyer: UUID
    deciders: frozenset[UUID] = frozenset()
    members: frozenset[UUID] = frozenset()
    checker: UUID | None = None


def barred_from(*, who: UUID, role: str, concerned: Concerned, judging: bool = False) -> str | None:
    """Return why somebody may not check a decision, or judge an objection to its grade.

    >>> one, other = UUID(int=1), UUID(int=2)
    >>> barred_from(who=one, role="senior", concerned=Concerned(one, other))
    'own_decision'
    """
    if role not in SENIOR_REVIEWERS:
        return "not_a_checker"
    if who == concerned.reviewer:
        return "own_decision"
    if who == concerned.buyer:
        return "own_case"
    if who in concerned.members:
        return "own_merchant"
    if who in concerned.deciders:
        return "took_part"
    return "own_grade" if judging and who == concerned.checker else None


def grade_problem(*, grade: str, marks: Sequence[str], lines: int, note: str) -> str | None:
    """Return what a grade still lacks: each line of the checklist marked, a note unless right.

    >>> grade_problem(grade="wrong", marks=("ok",), lines=1, note=" ")
    'note_missing'
    """
    if grade not in GRADES:
        return "grade_unknown"
    if len(marks) != lines or not set(marks) <= set(MARKS):
        return "marks_missing"
    return "note_missing" if grade != "right" and not note.strip() else None


def harms_buyer(*, decided: str, grade: str, state: str) -> bool:
    """Say whether a buyer was refused what the checker says was due, and the grade stands.

    >>> harms_buyer(decided="rejected", grade="wrong", state="graded")
    True
    """
    return (decided, grade) == ("rejected", "wrong") and state != "taken_back"


def share_of(*, part: int, whole: int) -> int | None:
    """Return a share in per cent, nothing of nothing.

    >>> share_of(part=1, whole=3), share_of(part=0, whole=0)
    (33, None)
    """
    return round(100 * part / whole) if whole else None


def lines_marked(
    *, lines: Sequence[tuple[str, str]], marks: Sequence[str]
) -> list[Mapping[str, str]]:
    """Return the checklist as it was read and marked, kept so though the list may change later."""
    return [
        {"zh": chinese, "en": english, "mark": mark}
        for (chinese, english), mark in zip(lines, marks, strict=True)
    ]
