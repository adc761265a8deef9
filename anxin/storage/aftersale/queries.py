"""Reads of cases: one for its page, lists for the buyer, the queue for reviewers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.people import SENIOR_REVIEWERS, tiers_of
from anxin.storage.aftersale.past import NO_ARBITERS
from anxin.storage.statement import run

PAGE = 20
PAGE_OF_SHOP = 100
"""How many cases a page of a buyer's records has."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with what its pages show of order and buyer, at the database's `now`.

    `verdict_stored` is the verdict as it stands in the table, whatever a step makes of `verdict`.
    """

    now: datetime
    id: UUID
    no: str
    state: str
    outcome: str
    clause: str
    code: str | None
    tier: str | None
    cause: str | None
    reason: str | None
    note: str
    details: dict[str, str]
    contact_phone: str
    units: int
    gross_fen: int
    fee_fen: int
    refund_fen: int
    destination: str
    by_system: bool
    asked_units: int | None
    waits_for: str
    shares: list[dict[str, Any]]
    missing: list[str]
    return_goods: bool
    why: dict[str, str]
    submitted_at: datetime
    decide_by: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    remedy: str
    own_money: bool
    wants: dict[str, Any]
    edits: int
    nudges: int
    nudged_at: datetime | None
    stopped_at: datetime | None
    limit_at: datetime | None
    claimed_by: UUID | None
    claimer: str | None
    claimed_until: datetime | None
    decided_by: UUID | None
    verdict: dict[str, Any] | None
    verdict_stored: str | None
    verdict_at: datetime | None
    return_to: UUID | None
    return_receiver: str | None
    return_phone: str | None
    return_address: str | None
    return_carrier: str
    return_no: str
    return_sent_at: datetime | None
    order_id: UUID
    order_no: str
    order_state: str
    order_units: int
    kind: str
    title: str
    title_en: str
    brand: str
    face: str
    tone: str
    paid_fen: int
    viewed_units: int
    merchant_id: UUID
    merchant_name: str
    buyer_id: UUID
    buyer_name: str
    buyer_credit: int
    buyer_flagged: bool


_ROW = """
SELECT clock_now() AS now, c.id, c.no, c.state, c.outcome, c.clause, c.code, c.tier, c.cause,
       c.reason, c.note, c.details, c.contact_phone, c.units, c.gross_fen, c.fee_fen, c.refund_fen,
       c.destination, c.by_system, c.asked_units, c.waits_for, c.shares, c.missing, c.return_goods,
       c.why, c.submitted_at, c.decide_by, c.due_at, c.closed_at, c.remedy, c.own_money, c.wants,
       c.edits, c.nudges, c.nudged_at, c.stopped_at, c.limit_at, c.claimed_by_id, r.username AS
       claimer, c.claimed_until, c.decided_by_id, c.verdict, c.verdict::text AS
       verdict_stored,
       c.verdict_at, c.return_to_id,
       b.receiver, b.phone AS return_phone, b.address, c.return_carrier, c.return_no,
       c.return_sent_at, o.id AS order_id, o.no AS order_no, o.state AS order_state, o.units AS
       order_units, o.kind, o.title, p.title_en, p.brand, p.face, p.tone, o.paid_fen,
       o.viewed_units, o.merchant_id, m.name AS merchant_name, a.id AS buyer_id, a.username AS
       buyer_name, a.credit AS buyer_credit, a.flagged AS buyer_flagged
  FROM anxin_aftersale_case c
  JOIN anxin_order_order o ON o.id = c.order_id
  JOIN anxin_catalog_product p ON p.id = o.product_id
  JOIN anxin_merchant_merchant m ON m.id = o.merchant_id
  JOIN anxin_account_account a ON a.id = c.buyer_id
  LEFT JOIN anxin_merchant_returnaddress b ON b.id = c.return_to_id
  LEFT JOIN anxin_account_account r ON r.id = c.claimed_by_id AND c.claimed_until > clock_now()
"""


def case_of_buyer(*, no: str, buyer_id: UUID) -> CaseRow | None:
    """Return the buyer's own case of that number."""
    return _one(
        _ROW + " WHERE c.no = %(no)s::text AND c.buyer_id = %(buyer_id)s::uuid",
        {"no": no, "buyer_id": buyer_id},
    )


def case(*, no: str) -> CaseRow | None:
    """Return the case of that number, for those who may see every case."""
    return _one(_ROW + " WHERE c.no = %(no)s::text", {"no": no})


def list_cases(*, buyer_id: UUID) -> list[CaseRow]:
    """Return the buyer's latest hundred cases, newest first."""
    rows = run(
        _ROW + " WHERE c.buyer_id = %(id)s::uuid ORDER BY c.submitted_at DESC LIMIT 100",
        {"id": buyer_id},
    )
    return [CaseRow(*row) for row in rows]


def page_of_cases(*, buyer_id: UUID, page: int) -> tuple[list[CaseRow], bool]:
    """Return a page of the buyer's cases, newest first, and whether there are more (退款记录)."""
    rows = run(
        _ROW
        + """ WHERE c.buyer_id = %(id)s::uuid ORDER BY c.submitted_at DESC, c.id DESC
              LIMIT %(limit)s::int OFFSET %(offset)s::int""",
        {"id": buyer_id, "limit": PAGE + 1, "offset": (page - 1) * PAGE},
    )
    return [CaseRow(*row) for row in rows[:PAGE]], len(rows) > PAGE


def page_of_merchants_cases(
    *, merchant_id: UUID, asked: Collection[UUID], page: int
) -> tuple[list[CaseRow], bool]:
    """Return a page of a shop's cases, and whether there are more.

    First those that the merchant is `asked` about besides and what it may have to act on, then what
    is open, each by its deadline; what is over last, newest first.
    """
    rows = run(
        _ROW
        + """ WHERE c.merchant_id = %(id)s::uuid
              ORDER BY c.id <> ALL(%(asked)s::uuid[]),
                    c.state NOT IN ('merchant_turn', 'replacing', 'awaiting_return'),
                    c.closed_at IS NOT NULL, c.closed_at DESC, c.due_at NULLS LAST, c.id
              LIMIT %(limit)s::int OFFSET %(offset)s::int""",
        {
            "id": merchant_id,
            "asked": list(asked),
            "limit": PAGE_OF_SHOP + 1,
            "offset": (page - 1) * PAGE_OF_SHOP,
        },
    )
    return [CaseRow(*row) for row in rows[:PAGE_OF_SHOP]], len(rows) > PAGE_OF_SHOP


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose queue it is: `mine` holds what this reviewer may decide."""

    account_id: UUID
    role: str

    @property
    def values(self) -> dict[str, object]:
        """What the queues are asked with."""
        senior = self.role in SENIOR_REVIEWERS
        tiers = list(tiers_of(role=self.role))
        return {"reader": self.account_id, "tiers": tiers, "is_senior": senior}


QUEUES = {
    "mine": "c.state IN ('platform_review', 'needs_evidence', 'awaiting_return', 'appealed',"
    " 'arbitration') AND c.verdict IS NULL AND c.buyer_id <> %(reader)s::uuid"
    " AND (coalesce(c.tier, 'first_line') = ANY(%(tiers)s::text[]))"
    " AND (c.state = 'platform_review' OR c.state = 'needs_evidence' AND c.tier IS NOT NULL"
    " OR %(is_senior)s::bool) AND NOT EXISTS (SELECT 1 FROM anxin_order_orderevent h"
    " WHERE h.order_id = c.order_id AND h.data ->> 'case' = c.no"
    " AND (h.kind = 'case_opened_by_law' OR h.kind IN ('verdict_declined', 'signature_missing')"
    " AND h.data ->> 'first' = %(reader)s::text))"
    " AND (c.state NOT IN ('appealed', 'arbitration')"
    f" OR %(reader)s::uuid NOT IN ({NO_ARBITERS}))"
    " AND NOT EXISTS (SELECT 1 FROM anxin_merchant_member u WHERE u.merchant_id = c.merchant_id"
    " AND u.account_id = %(reader)s::uuid)"
    " AND (c.claimed_by_id IS NULL OR c.claimed_until <= clock_now()"
    " OR c.claimed_by_id = %(reader)s::uuid)",
    "all": "c.state IN ('platform_review', 'needs_evidence', 'awaiting_return', 'appealed',"
    " 'arbitration')",
    "first_line": "c.state IN ('platform_review', 'needs_evidence') AND c.tier = 'first_line'",
    "expedited": "c.state IN ('platform_review', 'needs_evidence') AND c.tier = 'expedited'",
    "senior": "(c.state IN ('platform_review', 'needs_evidence') AND c.tier = 'senior'"
    " OR c.state = 'awaiting_return')",
    "supervisor": "c.closed_at IS NULL AND (c.tier = 'supervisor' OR c.decide_by <= clock_now()"
    " AND c.state IN ('platform_review', 'appealed', 'arbitration') AND c.stopped_at IS NULL)",
    "arbitration": "c.state IN ('appealed', 'arbitration')",
    "second": "(c.verdict IS NOT NULL AND c.verdict_at IS NULL OR EXISTS ("
    "SELECT 1 FROM anxin_aftersale_compensation k WHERE k.case_id = c.id"
    " AND k.state = 'proposed' AND k.pay_at IS NULL))",
}
"""The queues, and which cases are in each. `mine`: what the reader may decide and nobody else
holds (what has no tier yet, since evidence is awaited, is in a senior's only). `supervisor`: what
is late stands there by itself, from the moment on. `second`: those that wait for a second
signature."""


NOBODY = Reader(UUID(int=0), "")
"""A reader who decides nothing: `mine` is empty."""


def list_queue(*, queue: str = "all", reader: Reader | None = None) -> list[CaseRow]:
    """Return the cases of a queue, those that breach first at the top.

    What is late or has less than three hours left goes strictly by that. Among the others weak
    signals on the evidence bring a case forward by ten minutes each, nine of them at most, and each
    nudge by half an hour, three of them at most: never past one that may breach meanwhile.
    """
    rows = run(
        _ROW
        + f""" WHERE {QUEUES[queue]}
              ORDER BY {_FIRST.get(queue, "")}
                       c.state NOT IN ('platform_review', 'appealed', 'arbitration')
                         OR c.stopped_at IS NOT NULL,
                       c.decide_by IS NULL,
                       least(c.decide_by, greatest({_FORWARD}, clock_now() + interval '3 hours')),
                       c.decide_by LIMIT 200""",
        (reader or NOBODY).values,
    )
    return [CaseRow(*row) for row in rows]


_FORWARD = """
  c.decide_by - interval '30 minutes' * least(c.nudges, 3) - interval '10 minutes' * (
    SELECT least(coalesce(max(e.weight), 0), 9) FROM anxin_evidence_piece e
     WHERE e.case_id = c.id AND e.side = 'buyer')"""

_FIRST = {
    "second": """least(CASE WHEN c.closed_at IS NULL THEN c.decide_by END, (
      SELECT min(k.due_at) FROM anxin_aftersale_compensation k WHERE k.case_id = c.id)),"""
}
"""What the rows of a queue are ordered by before anything else."""


_HELD = """FROM anxin_aftersale_case c WHERE c.id IN (
  SELECT id FROM anxin_aftersale_case WHERE closed_at IS NULL UNION ALL
  SELECT case_id FROM anxin_aftersale_compensation WHERE state = 'proposed')"""
"""What may stand in a queue: by the indexes of what is open, however much is closed."""


def queue_sizes(*, reader: Reader | None = None) -> dict[str, int]:
    """Return how many cases each queue holds."""
    counts = ", ".join(
        f"count(*) FILTER (WHERE {where})::int AS {name}" for name, where in QUEUES.items()
    )
    [row] = run(f"SELECT {counts} {_HELD}", (reader or NOBODY).values)
    return dict(zip(QUEUES, row, strict=True))


def due_cases(*, limit: int) -> list[str]:
    """Return the numbers of cases whose deadline has passed by `clock_now()`."""
    rows = run(
        """SELECT no FROM anxin_aftersale_case
            WHERE due_at <= clock_now() ORDER BY due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.no for row in rows]


def _one(sql: str, values: dict[str, object]) -> CaseRow | None:
    rows = run(sql, values)
    return CaseRow(*rows[0]) if rows else None
