"""What keeps an account still, as its holder may know it, and what was said against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class Hold:
    """One claim that keeps or kept the account still: nothing of who asks, or for whom.

    `claim_no` is for the next step only; no page of the holder's shows it.
    """

    claim_no: str
    now: datetime
    since: datetime
    until: datetime | None
    lifted_at: datetime | None
    said: str | None
    outcome: str
    answer: str
    objected_at: datetime | None

    @property
    def may_object(self) -> bool:
        """Whether nothing was said against it yet."""
        return self.lifted_at is None and self.said is None


HOLDS = """
SELECT c.no, clock_now() AS now, f.placed_at, CASE WHEN c.stopped_at IS NULL THEN c.decide_by END,
       f.lifted_at, b.said, coalesce(b.outcome, '') AS outcome, coalesce(b.answer, '') AS answer,
       b.at
  FROM anxin_minors_freeze f JOIN anxin_minors_claim c ON c.id = f.claim_id
  LEFT JOIN anxin_minors_objection b ON b.claim_id = c.id AND b.account_id = f.account_id
 WHERE f.account_id = %(account_id)s::uuid AND (f.lifted_at IS NULL OR b.answer <> ''
   AND NOT EXISTS (SELECT 1 FROM anxin_minors_freeze g WHERE g.claim_id = f.claim_id
                      AND g.account_id = f.account_id AND g.lifted_at IS NULL))
 ORDER BY f.lifted_at IS NOT NULL, f.placed_at DESC LIMIT 20
"""
HELD_BY = """
SELECT 1 FROM anxin_minors_freeze
 WHERE claim_id = %(claim_id)s::uuid AND account_id = %(account_id)s::uuid AND lifted_at IS NULL
"""
OPEN = """
SELECT 1 FROM anxin_minors_objection WHERE claim_id = %(claim_id)s::uuid AND outcome = '' LIMIT 1
"""
OF_CLAIM = """
SELECT b.said, b.outcome, b.answer, b.at, b.decided_at, a.username AS decided_by
  FROM anxin_minors_objection b LEFT JOIN anxin_account_account a ON a.id = b.decided_by_id
 WHERE b.claim_id = %(claim_id)s::uuid ORDER BY b.at DESC LIMIT 1
"""
DUE = """
SELECT c.no FROM anxin_minors_objection b JOIN anxin_minors_claim c ON c.id = b.claim_id
 WHERE b.due_at <= clock_now() AND b.outcome = '' AND EXISTS (
   SELECT 1 FROM anxin_minors_freeze f WHERE f.claim_id = b.claim_id
      AND f.account_id = b.account_id AND f.lifted_at IS NULL)
 ORDER BY b.due_at LIMIT %(limit)s::int
"""


def holds_of(*, account_id: UUID) -> list[Hold]:
    """Return what keeps an account still, and what was answered to its objections."""
    return [Hold(*row) for row in run(HOLDS, {"account_id": account_id})]


def is_held_by(*, claim_id: UUID, account_id: UUID) -> bool:
    """Say whether that claim keeps that account still."""
    return bool(run(HELD_BY, {"claim_id": claim_id, "account_id": account_id}))


def is_objection_open(*, claim_id: UUID) -> bool:
    """Say whether the holder objected to a claim and nobody has answered."""
    return bool(run(OPEN, {"claim_id": claim_id}))


def objection_of(*, claim_id: UUID) -> Any | None:
    """Return what the holder said against a claim, and what was answered."""
    rows = run(OF_CLAIM, {"claim_id": claim_id})
    return rows[0] if rows else None


def due_objections(*, limit: int) -> list[str]:
    """Return the claims that keep an account still whose objection nobody answered in time."""
    return [row.no for row in run(DUE, {"limit": limit})]
