"""Reads of claims: by number for whoever goes on with one, by deadline for those who decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.states import UNDELIVERED
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim at the database's `now`, with nothing of it opened."""

    now: datetime
    id: UUID
    no: str
    state: str
    code_digest: bytes
    sealed: bytes | None
    key_no: int | None
    guardian_masked: str
    minor_masked: str
    guardian_digest: bytes | None
    minor_digest: bytes | None
    device_digest: bytes | None
    sensitive: bool
    relation: str
    consent: str
    account_id: UUID | None
    username: str | None
    assigned_id: UUID | None
    assigned: str | None
    escalated: bool
    late: bool
    asks: int
    asked_kinds: list[str]
    asked_said: str
    stopped_at: datetime | None
    outcome: str
    refusal: str
    said: str
    decided_by_id: UUID | None
    decided_by: str | None
    signed_by_id: UUID | None
    by_system: bool
    paying_at: datetime | None
    stuck_at: datetime | None
    at: datetime
    submitted_at: datetime | None
    decide_by: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    erased_at: datetime | None
    guardian_check: str
    minor_check: str
    checks: int
    papers: int


_CHECK = """(SELECT k.state FROM anxin_minors_check k
         WHERE k.claim_id = c.id AND k.who = '{who}' ORDER BY k.id DESC LIMIT 1)"""
_ROW = f"""
SELECT clock_now() AS now, c.id, c.no, c.state, c.code_digest, c.sealed, c.key_no,
       c.guardian_masked, c.minor_masked, c.guardian_digest, c.minor_digest, c.device_digest,
       c.sensitive, c.relation, c.consent, c.account_id, a.username, c.assigned_id,
       s.username AS assigned, c.escalated, c.late, c.asks, c.asked_kinds, c.asked_said,
       c.stopped_at, c.outcome, c.refusal, c.said, c.decided_by_id, d.username AS decided_by,
       c.signed_by_id, c.by_system, c.paying_at, c.stuck_at, c.at, c.submitted_at,
       c.decide_by, c.due_at, c.closed_at, c.erased_at,
       coalesce({_CHECK.format(who="guardian")}, '') AS guardian_check,
       coalesce({_CHECK.format(who="minor")}, '') AS minor_check,
       (SELECT count(*) FROM anxin_minors_check k WHERE k.claim_id = c.id)::int AS checks,
       (SELECT count(*) FROM anxin_minors_paper p
         WHERE p.claim_id = c.id AND p.state <> 'removed')::int AS papers
  FROM anxin_minors_claim c
  LEFT JOIN anxin_account_account a ON a.id = c.account_id
  LEFT JOIN anxin_account_account s ON s.id = c.assigned_id
  LEFT JOIN anxin_account_account d ON d.id = c.decided_by_id
"""
OPEN = "('submitted', 'asked', 'signing', 'paying')"


def claim(*, no: str) -> ClaimRow | None:
    """Return the claim of that number."""
    rows = run(_ROW + " WHERE c.no = %(no)s::text", {"no": no})
    return ClaimRow(*rows[0]) if rows else None


def list_open() -> list[ClaimRow]:
    """Return what waits for a decision, those due first at the top."""
    rows = run(_ROW + f" WHERE c.state IN {OPEN} ORDER BY c.decide_by, c.id LIMIT 100", {})
    return [ClaimRow(*row) for row in rows]


def list_closed() -> list[ClaimRow]:
    """Return the twenty claims that were answered last."""
    rows = run(
        _ROW + " WHERE c.state IN ('decided', 'rejected') ORDER BY c.closed_at DESC LIMIT 20", {}
    )
    return [ClaimRow(*row) for row in rows]


def due_claims(*, limit: int) -> list[str]:
    """Return the numbers of claims to which something is due by `clock_now()`."""
    rows = run(
        """SELECT no FROM anxin_minors_claim
            WHERE due_at <= clock_now() ORDER BY due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


@dataclass(frozen=True, slots=True)
class LineRow:
    """One order of a claim as it stands now. Sums are fen.

    `given_now`: what the cases that had a part in it have really given since it was decided.
    `locks_failed`: its case could not lock its cards with their issuer.
    """

    id: UUID
    order_id: UUID
    order_no: str
    title: str
    order_state: str
    kind: str
    units: int
    viewed_units: int
    placed_at: datetime
    paid_fen: int
    refunded_fen: int
    left_fen: int
    found_by: str
    band: str
    facts: dict[str, Any]
    low: int
    high: int
    proposed: int
    codes: list[str]
    share: int | None
    gross_fen: int | None
    case_no: str
    case_state: str
    cases: list[str]
    given_fen: int
    given_now: int
    locks_failed: bool
    trouble: str
    paid_at: datetime | None

    @property
    def is_unused(self) -> bool:
        """Whether no secret of it was seen and nothing was supplied, as it stands now."""
        unseen = self.kind == "card_secret" and self.viewed_units == 0
        return unseen or self.order_state in UNDELIVERED

    @property
    def is_owed(self) -> bool:
        """Whether something was decided to be given back that is not settled yet."""
        return self.paid_at is None and (self.gross_fen or 0) > 0

    @property
    def rest_fen(self) -> int:
        """What is still to be given: never more than what is left of the order."""
        return max(0, min((self.gross_fen or 0) - self.given_now, self.left_fen))


_LINE = """
SELECT l.id, o.id AS order_id, o.no AS order_no, o.title, o.state AS order_state, o.kind,
       o.units, o.viewed_units, o.placed_at, o.paid_fen, o.refunded_fen,
       o.paid_fen - o.refunded_fen - o.reserved_fen AS left_fen, l.found_by, l.band,
       l.facts, l.low, l.high, l.proposed, l.codes, l.share, l.gross_fen, l.case_no,
       coalesce(k.state, '') AS case_state, l.cases, l.given_fen,
       (SELECT coalesce(sum(g.gross_fen), 0)::bigint FROM anxin_aftersale_case g
         WHERE g.no = ANY(l.cases) AND g.state IN ('refunding', 'refunded')) AS given_now,
       EXISTS (SELECT 1 FROM anxin_order_orderevent e
                WHERE e.order_id = o.id AND e.kind IN ('card_found_used', 'lock_overdue')
                  AND e.data ->> 'case' = ANY(l.cases)) AS locks_failed,
       l.trouble, l.paid_at
  FROM anxin_minors_claimorder l JOIN anxin_order_order o ON o.id = l.order_id
  LEFT JOIN anxin_aftersale_case k ON k.no = l.case_no AND l.case_no <> ''
"""


def line(*, line_id: UUID) -> LineRow:
    """Return one order of a claim. Raises `IndexError` for none."""
    return LineRow(*run(_LINE + " WHERE l.id = %(id)s::uuid", {"id": line_id})[0])


def list_lines(*, claim_id: UUID) -> list[LineRow]:
    """Return a claim's orders, the newest purchase first."""
    where = " WHERE l.claim_id = %(id)s::uuid ORDER BY o.placed_at DESC, l.id"
    rows = run(_LINE + where, {"id": claim_id})
    return [LineRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that was sent, as a list shows it."""

    id: UUID
    no: str
    kind: str
    state: str
    refusal: str
    size_bytes: int
    pages: int
    received_at: datetime


def list_papers(*, claim_id: UUID) -> list[PaperRow]:
    """Return a claim's papers in the sequence in which they came."""
    rows = run(
        """SELECT id, no, kind, state, refusal, size_bytes, pages, received_at
             FROM anxin_minors_paper
            WHERE claim_id = %(id)s::uuid AND state <> 'removed' ORDER BY id""",
        {"id": claim_id},
    )
    return [PaperRow(*row) for row in rows]


def list_pages(*, claim_id: UUID) -> list[Any]:
    """Return the pages of a claim's papers: id, kind of the paper, number."""
    return run(
        """SELECT g.id, p.kind, g.number FROM anxin_minors_paperpage g
             JOIN anxin_minors_paper p ON p.id = g.paper_id
            WHERE p.claim_id = %(id)s::uuid AND p.state = 'ready' ORDER BY p.id, g.number""",
        {"id": claim_id},
    )


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of a claim's history."""

    kind: str
    role: str
    actor: str | None
    data: dict[str, Any]
    at: datetime


def list_events(*, claim_id: UUID) -> list[EventRow]:
    """Return a claim's history, newest first."""
    rows = run(
        """SELECT e.kind, e.role, a.username AS actor, e.data, e.at FROM anxin_minors_event e
             LEFT JOIN anxin_account_account a ON a.id = e.actor_id
            WHERE e.claim_id = %(id)s::uuid ORDER BY e.id DESC""",
        {"id": claim_id},
    )
    return [EventRow(*row) for row in rows]


def list_accesses(*, claim_id: UUID) -> list[Any]:
    """Return who looked at what was said or at a page, why and when, newest first."""
    return run(
        """SELECT x.what, x.reason, a.username AS by, x.at FROM anxin_minors_access x
             JOIN anxin_account_account a ON a.id = x.by_id
            WHERE x.claim_id = %(id)s::uuid ORDER BY x.id DESC LIMIT 50""",
        {"id": claim_id},
    )


def list_orders_to_find(*, account_id: UUID, claim_id: UUID) -> list[Any]:
    """Return the paid orders of an account that are not in the claim yet, newest first."""
    return run(
        """SELECT o.no, o.title, o.placed_at, o.paid_fen, o.refunded_fen, o.state
             FROM anxin_order_order o
            WHERE o.buyer_id = %(account)s::uuid AND o.paid_fen > o.refunded_fen
              AND NOT EXISTS (SELECT 1 FROM anxin_minors_claimorder l
                               WHERE l.claim_id = %(claim)s::uuid AND l.order_id = o.id)
            ORDER BY o.placed_at DESC LIMIT 40""",
        {"account": account_id, "claim": claim_id},
    )
