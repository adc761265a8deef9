"""Reads of what is claimed beside a refund: complaints raised outside, and compensation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.domain.complaints import ANSWER_WITHIN
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """A complaint as staff see it, at the database's `now`.

    `taken_fen` of a chargeback counts as given back; the rest, `contested_fen`, is to be contested.
    """

    now: datetime
    source: str
    outside_no: str
    said: str
    fen: int
    taken_fen: int
    contested_fen: int
    state: str
    answer: str
    at: datetime
    due_at: datetime | None
    order_no: str
    title: str
    case_no: str | None

    @property
    def late(self) -> bool:
        """Whether nobody has answered it in the time that its source gives."""
        return self.state == "open" and is_late(source=self.source, at=self.at, now=self.now)


@dataclass(frozen=True, slots=True)
class CompensationRow:
    """A compensation; `heard`: its merchant `answered` or was `silent`, or still may answer.

    `dropped_why`: in the words of whoever dropped it.
    `pay_at`: it was signed (`signed_by`) and is paid then, if that is not taken back.
    """

    no: str
    fen: int
    basis: str
    state: str
    proposed_by: UUID
    proposer: str
    at: datetime
    due_at: datetime | None
    hear_until: datetime | None
    pay_at: datetime | None
    signed_by: UUID | None
    dropped_why: str
    heard: str


HEARD = """
CASE WHEN p.heard <> '' THEN p.heard
     WHEN EXISTS (SELECT 1 FROM anxin_aftersale_message m
                   WHERE m.case_id = p.case_id AND m.side = 'merchant' AND m.at >= p.at)
     THEN 'answered'
     WHEN p.hear_until IS NULL OR p.hear_until <= clock_now() THEN 'silent' ELSE '' END
"""
"""How the merchant was heard about the compensation `p`; empty while it may still answer."""

_COMPLAINT = """
SELECT clock_now() AS now, t.source, t.outside_no, t.said, t.fen, t.taken_fen,
       CASE t.source WHEN 'chargeback' THEN t.fen - t.taken_fen ELSE 0 END AS contested_fen,
       t.state, t.answer, t.at, t.due_at, o.no AS order_no, o.title, c.no AS case_no
  FROM anxin_aftersale_complaint t JOIN anxin_order_order o ON o.id = t.order_id
  LEFT JOIN LATERAL (
    SELECT no FROM anxin_aftersale_case k WHERE k.order_id = o.id
     ORDER BY k.closed_at IS NULL DESC, k.submitted_at DESC LIMIT 1) c ON true
"""


def list_complaints() -> list[ComplaintRow]:
    """Return the complaints, late ones first, then by their deadline, two hundred at most."""
    rows = run(
        _COMPLAINT + " ORDER BY t.state = 'answered', t.due_at NULLS LAST, t.at DESC LIMIT 200", {}
    )
    return sorted((ComplaintRow(*row) for row in rows), key=lambda one: not one.late)


def list_complaints_of_order(*, order_id: UUID) -> list[ComplaintRow]:
    """Return the complaints about one order, newest first."""
    rows = run(_COMPLAINT + " WHERE t.order_id = %(id)s::uuid ORDER BY t.at DESC", {"id": order_id})
    return [ComplaintRow(*row) for row in rows]


def is_late(*, source: str, at: datetime, now: datetime) -> bool:
    """Say whether a complaint that came `at` should have been answered by `now`."""
    return at + ANSWER_WITHIN[source] <= now


def count_late_complaints() -> int:
    """Return how many complaints nobody has answered in the time that their source gives."""
    rows = run(
        """SELECT source, at, clock_now() AS now FROM anxin_aftersale_complaint
            WHERE due_at IS NOT NULL""",
        {},
    )
    return sum(is_late(source=row.source, at=row.at, now=row.now) for row in rows)


def due_complaints(*, limit: int) -> list[UUID]:
    """Return the complaints whose time for an answer is over by `clock_now()`."""
    rows = run(
        """SELECT id FROM anxin_aftersale_complaint
            WHERE due_at <= clock_now() ORDER BY due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.id for row in rows]


def list_compensations(*, case_id: UUID) -> list[CompensationRow]:
    """Return the compensations of a case, oldest first."""
    rows = run(
        f"""SELECT p.no, p.fen, p.basis, p.state, p.proposed_by_id, a.username, p.at, p.due_at,
                  p.hear_until, p.pay_at, p.signed_by_id, p.dropped_why, {HEARD} AS heard
             FROM anxin_aftersale_compensation p
             JOIN anxin_account_account a ON a.id = p.proposed_by_id
            WHERE p.case_id = %(id)s::uuid ORDER BY p.id""",
        {"id": case_id},
    )
    return [CompensationRow(*row) for row in rows]


def cases_to_answer(*, merchant_id: UUID) -> frozenset[UUID]:
    """Return the cases of a merchant for which compensation is proposed that it may answer."""
    rows = run(
        f"""SELECT p.case_id FROM anxin_aftersale_compensation p
              JOIN anxin_aftersale_case c ON c.id = p.case_id
             WHERE c.merchant_id = %(id)s::uuid AND p.state = 'proposed' AND {HEARD} = ''""",
        {"id": merchant_id},
    )
    return frozenset(row.case_id for row in rows)


def is_heard_about(*, case_id: UUID) -> bool:
    """Say whether the merchant may say something about compensation that is proposed."""
    sql = """SELECT 1 FROM anxin_aftersale_compensation
              WHERE case_id = %(id)s::uuid AND state = 'proposed'"""
    return bool(run(sql, {"id": case_id}))


def due_compensations(*, limit: int) -> list[UUID]:
    """Return the proposals that nobody has signed in time by `clock_now()`."""
    rows = run(
        """SELECT id FROM anxin_aftersale_compensation
            WHERE due_at <= clock_now() AND pay_at IS NULL ORDER BY due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.id for row in rows]


def signed_compensations(*, limit: int) -> list[UUID]:
    """Return those whose signature cannot be taken back any more by `clock_now()`."""
    rows = run(
        """SELECT id FROM anxin_aftersale_compensation
            WHERE pay_at <= clock_now() ORDER BY pay_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.id for row in rows]


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A proposal of somebody's that nobody signed."""

    case_no: str
    fen: int
    at: datetime


def list_lapsed(*, proposed_by: UUID) -> list[Lapsed]:
    """Return what somebody proposed and nobody signed, of the last week, the latest first."""
    rows = run(
        """SELECT c.no, p.fen, p.closed_at FROM anxin_aftersale_compensation p
             JOIN anxin_aftersale_case c ON c.id = p.case_id
            WHERE p.proposed_by_id = %(by)s::uuid AND p.state = 'lapsed'
              AND p.closed_at > clock_now() - interval '7 days'
            ORDER BY p.closed_at DESC LIMIT 20""",
        {"by": proposed_by},
    )
    return [Lapsed(*row) for row in rows]


def signatures_wanted(*, case_ids: list[UUID]) -> dict[UUID, datetime]:
    """Return until when the compensation proposed for each of these cases is to be signed."""
    rows = run(
        """SELECT case_id, due_at FROM anxin_aftersale_compensation
            WHERE state = 'proposed' AND pay_at IS NULL AND case_id = ANY(%(ids)s::uuid[])""",
        {"ids": case_ids},
    )
    return {row.case_id: row.due_at for row in rows}
