"""Reads of evidence: pieces for their buyer and for whoever judges, pages for who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as it is shown; the key is not a secret, but only `page_for` says who may see it."""

    id: UUID
    number: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece with its pages. `fields` and `findings` as they were written down."""

    id: UUID
    no: str
    order_id: UUID
    order_no: str
    case_no: str | None
    position: int
    kind: str
    caption: str
    filename: str
    size_bytes: int
    sha256: bytes
    state: str
    media: str
    refusal: str
    refusal_params: dict[str, str]
    verdict: str
    is_clear: bool
    elements: list[str]
    fields: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    weight: int
    received_at: datetime
    read_at: datetime | None
    purged_at: datetime | None
    side: str
    sender: str | None
    audience: str
    pages: tuple[PageRow, ...]


_ROW = """
SELECT e.id, e.no, e.order_id, o.no AS order_no, q.no AS case_no, e.position, e.kind,
       e.caption, e.filename,
       e.size_bytes, e.sha256, e.state, e.media, e.refusal, e.refusal_params, e.verdict,
       e.is_clear, e.elements, e.fields, e.findings, e.weight, e.received_at, e.read_at,
       e.purged_at, e.side, (SELECT username FROM anxin_account_account a WHERE a.id = e.sender_id)
         AS sender, e.audience,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(g.id, g.number, g.width, g.height)
                                  ORDER BY g.number), '[]')
          FROM anxin_evidence_page g WHERE g.piece_id = coalesce(e.copy_of_id, e.id)) AS pages
  FROM anxin_evidence_piece e JOIN anxin_order_order o ON o.id = e.order_id
  LEFT JOIN anxin_aftersale_case q ON q.id = e.case_id
"""


def list_pieces_ready(*, order_id: UUID) -> list[PieceRow]:
    """Return what lies ready for the next request about an order, in the buyer's sequence."""
    where = """ WHERE e.order_id = %(id)s::uuid AND e.case_id IS NULL AND e.state <> 'removed'
              ORDER BY e.position, e.id"""
    return [_piece(row) for row in run(_ROW + where, {"id": order_id})]


def list_pieces_of_case(*, case_id: UUID) -> list[PieceRow]:
    """Return the pieces of a case in the buyer's sequence."""
    where = """ WHERE e.case_id = %(id)s::uuid AND e.state <> 'removed'
              ORDER BY e.position, e.id"""
    return [_piece(row) for row in run(_ROW + where, {"id": case_id})]


def piece_of_buyer(*, no: str, buyer_id: UUID) -> PieceRow | None:
    """Return the buyer's own piece of that number, unless it was removed."""
    where = """ WHERE e.no = %(no)s::text AND e.buyer_id = %(id)s::uuid
                  AND e.side = 'buyer' AND e.state <> 'removed'"""
    rows = run(_ROW + where, {"no": no, "id": buyer_id})
    return _piece(rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A page of another piece that is like one of a piece, with the case that it was sent for.

    `number`: the own page. `is_later`: the other came later. `same_buyer`: both are of one account.
    `spots`: where they differ, on the later one of the two pages.
    """

    number: int
    judgement: str
    differing: float
    spots: list[list[int]]
    is_later: bool
    other: PageRow
    other_no: str
    case_no: str | None
    order_no: str
    same_buyer: bool
    received_at: datetime


def list_matches(*, piece_id: UUID) -> list[MatchRow]:
    """Return what a piece is like: what came earlier, then what came later; the likest first."""
    rows = run(
        """WITH asked AS (
             SELECT coalesce(copy_of_id, id) AS id FROM anxin_evidence_piece
              WHERE id = %(id)s::uuid
           ), alike AS (
             SELECT m.number, m.judgement, m.differing, m.spots, false AS is_later,
                    m.earlier_id AS other_id
               FROM asked JOIN anxin_evidence_match m ON m.piece_id = asked.id
              UNION ALL
             SELECT own.number, m.judgement, m.differing, m.spots, true, g.id
               FROM asked JOIN anxin_evidence_page own ON own.piece_id = asked.id
               JOIN anxin_evidence_match m ON m.earlier_id = own.id
               JOIN anxin_evidence_page g ON g.piece_id = m.piece_id AND g.number = m.number
           )
           SELECT a.number, a.judgement, a.differing, a.spots, a.is_later,
                  g.id, g.number AS page, g.width, g.height, e.no, q.no AS case_no,
                  o.no AS order_no, e.buyer_id = own.buyer_id AS same, e.received_at
             FROM alike a
             JOIN anxin_evidence_piece own ON own.id = %(id)s::uuid
             JOIN anxin_evidence_page g ON g.id = a.other_id
             JOIN anxin_evidence_piece e ON e.id = g.piece_id
             JOIN anxin_order_order o ON o.id = e.order_id
             LEFT JOIN anxin_aftersale_case q ON q.id = e.case_id
            ORDER BY a.is_later, a.differing, e.received_at, g.id""",
        {"id": piece_id},
    )
    return [
        MatchRow(
            row.number,
            row.judgement,
            row.differing,
            row.spots,
            row.is_later,
            PageRow(row.id, row.page, row.width, row.height),
            row.no,
            row.case_no,
            row.order_no,
            row.same,
            row.received_at,
        )
        for row in rows
    ]


def page_for(*, page_id: UUID, account_id: UUID, sees_cases: bool) -> tuple[str, str] | None:
    """Return key and piece number of a page if that account may see it, else nothing.

    The buyer sees their own; whoever `sees_cases` sees those of cases; the merchant sees those of
    cases about its orders. What was shown to one party alone, or to none, is hidden from the other.
    """
    rows = run(
        """SELECT g.shown_key, e.no FROM anxin_evidence_page g
             JOIN anxin_evidence_piece e ON e.id = g.piece_id
             JOIN anxin_order_order o ON o.id = e.order_id
            WHERE g.id = %(page_id)s::uuid AND e.state = 'read'
              AND (e.buyer_id = %(account_id)s::uuid AND e.audience IN ('all', 'buyer')
                   OR e.case_id IS NOT NULL AND (%(sees_cases)s::bool
                     OR e.audience IN ('all', 'merchant') AND EXISTS (
                     SELECT 1 FROM anxin_merchant_member m
                      WHERE m.merchant_id = o.merchant_id
                        AND m.account_id = %(account_id)s::uuid)))""",
        {"page_id": page_id, "account_id": account_id, "sees_cases": sees_cases},
    )
    return (rows[0].shown_key, rows[0].no) if rows else None


def _piece(row: Any) -> PieceRow:
    values = row._asdict()
    pages = tuple(PageRow(UUID(i), n, width, height) for i, n, width, height in values.pop("pages"))
    return PieceRow(**{**values, "sha256": bytes(row.sha256)}, pages=pages)
