"""What was said and offered in a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as its case's pages show it; `by_id` made it, whose role is `role` by now."""

    no: str
    side: str
    to: str
    kind: str
    units: int
    gross_fen: int
    said: str
    state: str
    at: datetime
    answered_at: datetime | None
    by_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One line of a thread with the name of its author."""

    id: UUID
    side: str
    author_id: UUID
    author: str
    audience: str
    said: str
    at: datetime


def list_proposals(*, case_id: UUID) -> list[ProposalRow]:
    """Return the proposals of a case, oldest first."""
    rows = run(
        """SELECT p.no, p.side, p."to", p.kind, p.units, p.gross_fen, p.said, p.state, p.at,
                  p.answered_at, p.by_id, a.role
             FROM anxin_aftersale_proposal p JOIN anxin_account_account a ON a.id = p.by_id
            WHERE p.case_id = %(case_id)s::uuid ORDER BY p.id""",
        {"case_id": case_id},
    )
    return [ProposalRow(*row) for row in rows]


def list_messages(*, case_id: UUID, audiences: tuple[str, ...]) -> list[MessageRow]:
    """Return the lines of a thread that are for one of the audiences, oldest first, 500 at most."""
    rows = run(
        """SELECT m.id, m.side, m.author_id, a.username, m.audience, m.said, m.at
             FROM anxin_aftersale_message m JOIN anxin_account_account a ON a.id = m.author_id
            WHERE m.case_id = %(case_id)s::uuid AND m.audience = ANY(%(audiences)s::text[])
            ORDER BY m.id DESC LIMIT 500""",
        {"case_id": case_id, "audiences": list(audiences)},
    )
    return [MessageRow(*row) for row in reversed(rows)]
