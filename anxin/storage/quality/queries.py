"""Reads of drawn decisions: the checkers' list, one check, a reviewer's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.quality import SCORE_DAYS
from anxin.storage.aftersale.past import TOOK_PART
from anxin.storage.statement import run

SHOWN = 100


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check with what its pages show of case and people, at the database's `now`.

    `decision` is what was remembered with the decision: its words, its ground. `pressed`: on how
    many days supervisors were told that nobody has looked at it.
    `deciders`: who decided, signed, offered or accepted in the case, before or after.
    """

    now: datetime
    no: str
    case_no: str
    reason: str | None
    title: str
    title_en: str
    order_id: UUID
    seq: int
    buyer_id: UUID
    deciders: list[UUID]
    reviewer_id: UUID
    reviewer: str
    decided: str
    decided_at: datetime
    took_s: int
    drawn: str
    overturned: bool
    state: str
    grade: str
    lines: list[dict[str, str]]
    note: str
    checker_id: UUID | None
    checker: str | None
    graded_at: datetime | None
    said: str
    answered_at: datetime | None
    judge: str | None
    verdict_said: str
    judged_at: datetime | None
    resender: str | None
    resent_at: datetime | None
    decision: dict[str, Any]
    due_at: datetime | None
    pressed: int


_ROW = f"""
SELECT clock_now() AS now, k.no, c.no AS case_no, c.reason, o.title, p.title_en,
       c.order_id, k.seq, c.buyer_id,
       ARRAY({TOOK_PART}) AS deciders,
       k.reviewer_id, r.username AS reviewer, k.decided, k.decided_at, k.took_s, k.drawn,
       k.overturned, k.state, k.grade, k.lines, k.note, k.checker_id, h.username AS checker,
       k.graded_at, k.said, k.answered_at, j.username AS judge, k.verdict_said, k.judged_at,
       s.username AS resender, k.resent_at, e.data - 'facts' AS decision,
       k.due_at, k.pressed
  FROM anxin_quality_check k
  JOIN anxin_aftersale_case c ON c.id = k.case_id
  JOIN anxin_order_order o ON o.id = c.order_id
  JOIN anxin_catalog_product p ON p.id = o.product_id
  JOIN anxin_order_orderevent e ON e.order_id = c.order_id AND e.seq = k.seq
  JOIN anxin_account_account r ON r.id = k.reviewer_id
  LEFT JOIN anxin_account_account h ON h.id = k.checker_id
  LEFT JOIN anxin_account_account j ON j.id = k.judge_id
  LEFT JOIN anxin_account_account s ON s.id = k.resent_by_id
"""
_NOT_CONCERNED = f"""
 k.reviewer_id <> %(who)s::uuid AND c.buyer_id <> %(who)s::uuid
 AND %(who)s::uuid NOT IN ({TOOK_PART})
"""


def check(*, no: str) -> CheckRow | None:
    """Return the check of that number."""
    rows = run(_ROW + " WHERE k.no = %(no)s::text", {"no": no})
    return CheckRow(*rows[0]) if rows else None


def list_to_look_at(*, who: UUID) -> list[CheckRow]:
    """Return what somebody may grade, and objections they may judge first; oldest on top."""
    rows = run(
        _ROW
        + f""" WHERE k.state IN ('waiting', 'objected') AND {_NOT_CONCERNED}
                 AND (k.state = 'waiting' OR k.checker_id <> %(who)s::uuid)
               ORDER BY k.state, k.decided_at, k.no LIMIT %(n)s::int""",
        {"who": who, "n": SHOWN},
    )
    return [CheckRow(*row) for row in rows]


def list_graded_by(*, who: UUID) -> list[CheckRow]:
    """Return the latest checks that somebody has graded, newest first."""
    rows = run(
        _ROW + " WHERE k.checker_id = %(who)s::uuid ORDER BY k.graded_at DESC LIMIT 20",
        {"who": who},
    )
    return [CheckRow(*row) for row in rows]


def list_own(*, reviewer_id: UUID) -> list[CheckRow]:
    """Return the graded decisions of a reviewer, newest first."""
    rows = run(
        _ROW
        + """ WHERE k.reviewer_id = %(who)s::uuid AND k.graded_at IS NOT NULL
              ORDER BY k.graded_at DESC LIMIT %(n)s::int""",
        {"who": reviewer_id, "n": SHOWN},
    )
    return [CheckRow(*row) for row in rows]


def due_checks(*, limit: int) -> list[str]:
    """Return the numbers of checks whose deadline has passed by `clock_now()`."""
    rows = run(
        """SELECT no FROM anxin_quality_check WHERE due_at <= clock_now()
            ORDER BY due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


def count_pressed() -> int:
    """Return how many checks and objections nobody has looked at in time."""
    sql = "SELECT count(*) AS n FROM anxin_quality_check WHERE due_at IS NOT NULL AND pressed > 0"
    (row,) = run(sql, {})
    return int(row.n)


@dataclass(frozen=True, slots=True)
class Score:
    """What a reviewer's checks came to within the last days; what was taken back is left out."""

    checked: int
    found_right: int
    to_answer: int


def score(*, reviewer_id: UUID) -> Score:
    """Return a reviewer's score of the last thirty days."""
    (row,) = run(
        """SELECT count(*) FILTER (WHERE state <> 'taken_back')::int AS checked,
                  count(*) FILTER (WHERE state <> 'taken_back' AND grade = 'right')::int
                    AS found_right,
                  count(*) FILTER (WHERE state = 'graded')::int AS to_answer
             FROM anxin_quality_check
            WHERE reviewer_id = %(who)s::uuid
              AND graded_at >= clock_now() - make_interval(days => %(days)s::int)""",
        {"who": reviewer_id, "days": SCORE_DAYS},
    )
    return Score(*row)
