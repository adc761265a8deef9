"""Reads of practice: the cases there are, and what somebody has answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.domain.practice import BUILT_IN, Expected, Fact, Practice, built_in
from anxin.storage.statement import run

_ROW = """
SELECT no, title, reason, facts, answer, code, low_fen, high_fen, why
  FROM anxin_quality_practicecase WHERE retired_at IS NULL
"""


def practice(*, key: str) -> Practice | None:
    """Return a practice case by its key, built in or taken; none that was retired."""
    found = built_in(key=key)
    if found:
        return found
    rows = run(_ROW + " AND no = %(key)s::text", {"key": key})
    return _taken(rows[0]) if rows else None


def list_practice() -> list[Practice]:
    """Return all practice cases: those that come with the site, then those taken, newest first."""
    rows = run(_ROW + " ORDER BY at DESC LIMIT 200", {})
    return [*BUILT_IN, *(_taken(row) for row in rows)]


def is_taken(*, key: str) -> bool:
    """Say whether a practice case was taken from a real one, and so can be retired."""
    return built_in(key=key) is None


def _taken(row: tuple[object, ...]) -> Practice:
    no, title, reason, facts, answer, code, low_fen, high_fen, why = row
    return Practice(
        key=str(no),
        title=(str(title), str(title)),
        reason=reason if isinstance(reason, str) else None,
        facts=tuple(Fact(**fact) for fact in facts),  # type: ignore[attr-defined]
        expected=Expected(str(answer), str(code), int(str(low_fen)), int(str(high_fen))),
        why=(str(why), str(why)),
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody's tries at a case came to: how many, and whether the first was right."""

    key: str
    tries: int
    first_right: bool


def list_tried(*, account_id: UUID) -> dict[str, Tried]:
    """Return what somebody has practised, by the case's key."""
    rows = run(
        """SELECT key, count(*)::int AS tries, (array_agg(is_right ORDER BY id))[1] AS first_right
             FROM anxin_quality_practiceanswer WHERE account_id = %(who)s::uuid GROUP BY key""",
        {"who": account_id},
    )
    return {row.key: Tried(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer that was given."""

    answer: str
    code: str
    fen: int
    is_right: bool
    at: datetime


def answer_of(*, account_id: UUID, form_key: UUID, key: str) -> AnswerRow | None:
    """Return the answer that somebody gave with one form."""
    rows = run(
        """SELECT answer, code, fen, is_right, at FROM anxin_quality_practiceanswer
            WHERE account_id = %(who)s::uuid AND form_key = %(form)s::uuid
              AND key = %(key)s::text""",
        {"who": account_id, "form": form_key, "key": key},
    )
    return AnswerRow(*rows[0]) if rows else None
