"""Reads of appeals and of the identity checks that belong to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal with how its last identity check stands, at the database's `now`.

    `identity` is empty where none was needed: the account's was confirmed before.
    """

    now: datetime
    id: UUID
    account_id: UUID
    username: str
    no: str
    note: str
    state: str
    placed_by_id: UUID | None
    decided_by: str | None
    said: str
    wrong: list[str]
    at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    identity: str
    identity_name: str
    identity_at: datetime | None
    checks: int


_ROW = """
SELECT clock_now() AS now, p.id, p.account_id, a.username, p.no, p.note, p.state, p.placed_by_id,
       d.username AS decided_by, p.said, p.wrong, p.at, p.due_at, p.closed_at,
       coalesce(i.state, '') AS identity, coalesce(i.name_masked, '') AS identity_name,
       i.answered_at AS identity_at,
       (SELECT count(*) FROM anxin_risk_identitycheck n WHERE n.appeal_id = p.id)::int AS checks
  FROM anxin_risk_appeal p
  JOIN anxin_account_account a ON a.id = p.account_id
  LEFT JOIN anxin_account_account d ON d.id = p.decided_by_id
  LEFT JOIN LATERAL (
    SELECT state, name_masked, answered_at FROM anxin_risk_identitycheck c
     WHERE c.account_id = p.account_id AND (c.appeal_id = p.id OR c.state = 'confirmed')
     ORDER BY c.appeal_id = p.id DESC, c.id DESC LIMIT 1) i ON true
"""


def appeal(*, no: str) -> AppealRow | None:
    """Return the appeal of that number, for those who decide appeals."""
    rows = run(_ROW + " WHERE p.no = %(no)s::text", {"no": no})
    return AppealRow(*rows[0]) if rows else None


def latest_appeal(*, account_id: UUID) -> AppealRow | None:
    """Return the last appeal of an account."""
    sql = _ROW + " WHERE p.account_id = %(id)s::uuid ORDER BY p.id DESC LIMIT 1"
    rows = run(sql, {"id": account_id})
    return AppealRow(*rows[0]) if rows else None


def list_open_appeals() -> list[AppealRow]:
    """Return the appeals that wait for a person, those due first at the top."""
    rows = run(_ROW + " WHERE p.state = 'submitted' ORDER BY p.due_at LIMIT 100", {})
    return [AppealRow(*row) for row in rows]


def list_decided_appeals() -> list[AppealRow]:
    """Return the twenty appeals closed last."""
    rows = run(
        _ROW + " WHERE p.closed_at IS NOT NULL ORDER BY p.closed_at DESC, p.id DESC LIMIT 20", {}
    )
    return [AppealRow(*row) for row in rows]


def due_appeals(*, limit: int) -> list[str]:
    """Return the numbers of appeals whose deadline has passed by `clock_now()`."""
    rows = run(
        """SELECT no FROM anxin_risk_appeal
            WHERE due_at <= clock_now() ORDER BY due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


def has_identity(*, account_id: UUID) -> bool:
    """Say whether the account's real name was confirmed."""
    rows = run(
        """SELECT 1 FROM anxin_risk_identitycheck
            WHERE account_id = %(id)s::uuid AND state = 'confirmed' LIMIT 1""",
        {"id": account_id},
    )
    return bool(rows)


def named_otherwise(*, account_id: UUID, digest: bytes) -> bool:
    """Say whether the account was confirmed, or is being, as somebody with another ID number.

    Both for its credit and for a payout to a bank: an account is one person.
    """
    rows = run(
        """SELECT 1 FROM (
             SELECT number_digest FROM anxin_ledger_payee
              WHERE account_id = %(id)s::uuid AND state IN ('waiting', 'confirmed')
             UNION ALL
             SELECT number_digest FROM anxin_risk_identitycheck
              WHERE account_id = %(id)s::uuid AND state IN ('waiting', 'confirmed')) known
            WHERE number_digest <> %(digest)s::bytea LIMIT 1""",
        {"id": account_id, "digest": digest},
    )
    return bool(rows)


def is_checking(*, account_id: UUID) -> bool:
    """Say whether a name of the account is with the provider now."""
    rows = run(
        """SELECT 1 FROM anxin_risk_identitycheck
            WHERE account_id = %(id)s::uuid AND state = 'waiting' LIMIT 1""",
        {"id": account_id},
    )
    return bool(rows)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """How an identity check stands."""

    state: str
    name_masked: str
    at: datetime
    answered_at: datetime | None


def latest_check(*, account_id: UUID) -> CheckRow | None:
    """Return the last identity check of an account, a confirmed one before all others."""
    rows = run(
        """SELECT state, name_masked, at, answered_at FROM anxin_risk_identitycheck
            WHERE account_id = %(id)s::uuid
            ORDER BY state = 'confirmed' DESC, id DESC LIMIT 1""",
        {"id": account_id},
    )
    return CheckRow(*rows[0]) if rows else None


def count_checks(*, account_id: UUID) -> int:
    """Return how many names and numbers an account tried within a day."""
    [row] = run(
        """SELECT count(*)::int AS n FROM anxin_risk_identitycheck
            WHERE account_id = %(id)s::uuid AND at > clock_now() - interval '24 hours'""",
        {"id": account_id},
    )
    return int(row.n)


def list_accusers(*, account_id: UUID) -> frozenset[UUID]:
    """Return who restricted the account by hand or recorded what it is restricted for."""
    rows = run(
        """SELECT placed_by_id AS id FROM anxin_risk_restriction
            WHERE account_id = %(id)s::uuid AND lifted_at IS NULL AND placed_by_id IS NOT NULL
            UNION SELECT recorded_by_id FROM anxin_risk_abuse
            WHERE account_id = %(id)s::uuid AND recorded_by_id IS NOT NULL""",
        {"id": account_id},
    )
    return frozenset(row.id for row in rows)
