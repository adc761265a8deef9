"""Reads for whoever judges a case: what its evidence is held against, and what stands out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class Moved:
    """Money that was paid for an order or went back: our number, the channel's, the sum."""

    no: str
    serial_no: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """What the records say of an order, as far as people may see it: no card secret is in it.

    `error_codes`: those that the product's maker is known to show, with what they mean.
    """

    order_no: str
    placed_at: datetime
    paid_at: datetime | None
    delivered_at: datetime | None
    total_fen: int
    paid_fen: int
    price_fen: int
    error_codes: dict[str, str]
    payments: tuple[Moved, ...]
    refunds: tuple[Moved, ...]


def record_of_order(*, order_id: UUID) -> OrderRecord:
    """Return what a picture about that order is held against, but for its secrets."""
    [row] = run(
        """SELECT o.no AS order_no, o.placed_at, o.paid_at, o.delivered_at, o.total_fen,
                  o.paid_fen, p.price_fen, p.error_codes,
                  (SELECT coalesce(jsonb_agg(jsonb_build_array(t.no, t.serial_no, t.captured_fen)
                                             ORDER BY t.id), '[]')
                     FROM anxin_payment_payment t WHERE t.order_id = o.id) AS payments,
                  (SELECT coalesce(jsonb_agg(jsonb_build_array(r.no, r.serial_no, r.refund_fen)
                                             ORDER BY r.id), '[]')
                     FROM anxin_refund_refund r JOIN anxin_payment_payment t ON t.id = r.payment_id
                    WHERE t.order_id = o.id) AS refunds
             FROM anxin_order_order o JOIN anxin_catalog_product p ON p.id = o.product_id
            WHERE o.id = %(order_id)s::uuid""",
        {"order_id": order_id},
    )
    values: dict[str, Any] = row._asdict()
    payments, refunds = values.pop("payments"), values.pop("refunds")
    return OrderRecord(**values, payments=_moved(payments), refunds=_moved(refunds))


def _moved(rows: list[Any]) -> tuple[Moved, ...]:
    return tuple(Moved(no, serial or "", fen or 0) for no, serial, fen in rows)


def verdicts_that_stand_out(*, case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the gravest verdict of each case that has one: `suspicious`, else `inconsistent`."""
    rows = run(
        """SELECT case_id, bool_or(verdict = 'suspicious') AS doubted
             FROM anxin_evidence_piece
            WHERE case_id = ANY(%(ids)s::uuid[]) AND state = 'read' AND side = 'buyer'
              AND verdict IN ('suspicious', 'inconsistent') GROUP BY case_id""",
        {"ids": list(case_ids)},
    )
    return {row.case_id: "suspicious" if row.doubted else "inconsistent" for row in rows}


def count_matches(*, case_id: UUID) -> dict[UUID, int]:
    """Return how many pages of others each piece of a case is like, for those that are like any.

    Both those that came earlier and those that came later count.
    """
    rows = run(
        """WITH own AS (SELECT id AS piece_id, coalesce(copy_of_id, id) AS id
                          FROM anxin_evidence_piece WHERE case_id = %(id)s::uuid)
           SELECT piece_id, count(*)::int AS n FROM (
             SELECT own.piece_id FROM anxin_evidence_match m JOIN own ON own.id = m.piece_id
              UNION ALL
             SELECT own.piece_id FROM anxin_evidence_page g JOIN own ON own.id = g.piece_id
               JOIN anxin_evidence_match m ON m.earlier_id = g.id
           ) alike GROUP BY piece_id""",
        {"id": case_id},
    )
    return {row.piece_id: row.n for row in rows}


def cases_of_related(*, piece_ids: Sequence[UUID]) -> dict[str, str]:
    """Return the pieces that findings may refer to, by number, with the case of each.

    Those are what the given ones share a number or their bytes with, or were found to be like;
    what was sent with no request has no case and is left out.
    """
    rows = run(
        """WITH own AS (SELECT coalesce(copy_of_id, id) AS id, sha256 FROM anxin_evidence_piece
                         WHERE id = ANY(%(ids)s::uuid[])),
           related AS (
             SELECT t.piece_id AS id FROM anxin_evidence_token mine
               JOIN own ON own.id = mine.piece_id
               JOIN anxin_evidence_token t ON t.digest = mine.digest
              UNION
             SELECT g.piece_id FROM anxin_evidence_match m JOIN own ON own.id = m.piece_id
               JOIN anxin_evidence_page g ON g.id = m.earlier_id
              UNION
             SELECT e.id FROM anxin_evidence_piece e JOIN own ON own.sha256 = e.sha256
           )
           SELECT e.no, q.no AS case_no FROM related
             JOIN anxin_evidence_piece e ON e.id = related.id
             JOIN anxin_aftersale_case q ON q.id = e.case_id""",
        {"ids": list(piece_ids)},
    )
    return {row.no: row.case_no for row in rows}
