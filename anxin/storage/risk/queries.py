"""Reads of assessments, restrictions and appeals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """What the facts of an account came to at a time."""

    id: UUID
    score: int
    flagged: bool
    credit: int
    reasons: list[dict[str, Any]]
    credit_items: list[dict[str, Any]]
    raises: list[dict[str, Any]]
    facts: dict[str, Any]
    cause: str
    at: datetime


_ASSESSMENTS = """
SELECT id, score, flagged, credit, reasons, credit_items, raises, facts, cause, at
  FROM anxin_risk_assessment WHERE account_id = %(id)s::uuid ORDER BY id DESC LIMIT %(most)s::int
"""


def latest_assessment(*, account_id: UUID) -> AssessmentRow | None:
    """Return the present assessment of an account, if it ever had one."""
    found = list_assessments(account_id=account_id, most=1)
    return found[0] if found else None


def list_assessments(*, account_id: UUID, most: int = 20) -> list[AssessmentRow]:
    """Return the latest assessments of an account, newest first."""
    return [AssessmentRow(*row) for row in run(_ASSESSMENTS, {"id": account_id, "most": most})]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An account as staff sees it, at the database's `now`."""

    now: datetime
    id: UUID
    username: str
    role: str
    credit: int
    flagged: bool
    created_at: datetime


_PERSON = """
SELECT clock_now() AS now, id, username, role, credit, flagged, created_at
  FROM anxin_account_account
"""


def person(*, account_id: UUID) -> PersonRow | None:
    """Return the account of that key."""
    rows = run(_PERSON + " WHERE id = %(id)s::uuid", {"id": account_id})
    return PersonRow(*rows[0]) if rows else None


def person_named(*, username: str) -> PersonRow | None:
    """Return the account of exactly that name."""
    rows = run(_PERSON + " WHERE username = %(name)s::text", {"name": username})
    return PersonRow(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class RestrictionRow:
    """A restriction with who placed and lifted it. `placed_by` is empty where the system did."""

    id: UUID
    account_id: UUID
    username: str
    source: str
    own: bool
    codes: list[str]
    said: str
    basis: str
    placed_by: str | None
    placed_by_id: UUID | None
    placed_at: datetime
    lifted_how: str
    lifted_by: str | None
    lifted_why: str
    lifted_at: datetime | None


_RESTRICTIONS = """
SELECT r.id, r.account_id, a.username, r.source, r.own, r.codes, r.said, r.basis,
       p.username AS placed_by, r.placed_by_id, r.placed_at, r.lifted_how,
       l.username AS lifted_by, r.lifted_why, r.lifted_at
  FROM anxin_risk_restriction r
  JOIN anxin_account_account a ON a.id = r.account_id
  LEFT JOIN anxin_account_account p ON p.id = r.placed_by_id
  LEFT JOIN anxin_account_account l ON l.id = r.lifted_by_id
"""


def list_restrictions(*, account_id: UUID) -> list[RestrictionRow]:
    """Return the latest twenty restrictions of an account, newest first."""
    sql = _RESTRICTIONS + " WHERE r.account_id = %(id)s::uuid ORDER BY r.id DESC LIMIT 20"
    return [RestrictionRow(*row) for row in run(sql, {"id": account_id})]


def open_restrictions(*, account_id: UUID) -> list[RestrictionRow]:
    """Return what restricts an account now."""
    sql = _RESTRICTIONS + " WHERE r.account_id = %(id)s::uuid AND r.lifted_at IS NULL ORDER BY r.id"
    return [RestrictionRow(*row) for row in run(sql, {"id": account_id})]


def list_restricted() -> list[RestrictionRow]:
    """Return the latest hundred restrictions that stand."""
    sql = _RESTRICTIONS + " WHERE r.lifted_at IS NULL ORDER BY r.id DESC LIMIT 100"
    return [RestrictionRow(*row) for row in run(sql, {})]


@dataclass(frozen=True, slots=True)
class AbuseRow:
    """Abuse that was established."""

    id: UUID
    kind: str
    basis: str
    recorded_by: str | None
    at: datetime


def list_abuse(*, account_id: UUID) -> list[AbuseRow]:
    """Return what was established against an account, newest first."""
    rows = run(
        """SELECT b.id, b.kind, b.basis, p.username AS recorded_by, b.at FROM anxin_risk_abuse b
             LEFT JOIN anxin_account_account p ON p.id = b.recorded_by_id
            WHERE b.account_id = %(id)s::uuid ORDER BY b.id DESC LIMIT 20""",
        {"id": account_id},
    )
    return [AbuseRow(*row) for row in rows]


def instant_used_fen(*, account_id: UUID) -> int:
    """Return the gross that was paid on the account's credit within 24 hours, as policies count."""
    [row] = run(
        """SELECT coalesce(sum(gross_fen), 0)::bigint AS fen FROM anxin_aftersale_case
            WHERE buyer_id = %(id)s::uuid AND outcome = 'instant'
              AND state IN ('approved', 'awaiting_return', 'refunding', 'refunded')
              AND submitted_at > clock_now() - interval '24 hours'""",
        {"id": account_id},
    )
    return int(row.fen)
