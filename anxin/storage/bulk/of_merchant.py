"""Recalls as the merchant reads of them whose goods they are about: no names, no orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class OwnRecallRow:
    """A recall of a merchant's goods, at the database's `now`. `gross_fen` is the list's sum.

    `taken`: it took something off the shelf, at `proposed_at`. `back_at`: when that was sold again;
    `kept`: another recall keeps something of the same off the shelf all the same.
    """

    now: datetime
    no: str
    title: str
    title_en: str
    scope: str
    card_batch: str | None
    state: str
    reason: str
    orders: int
    gross_fen: int
    back_fen: int
    proposed_at: datetime
    taken: bool
    back_at: datetime | None
    kept: bool


def list_recalls_of_merchant(*, merchant_id: UUID, limit: int = 10) -> list[OwnRecallRow]:
    """Return the latest recalls of a merchant's goods, those that are not back first."""
    rows = run(
        """SELECT clock_now() AS now, r.no, g.title, g.title_en, r.scope, b.name AS card_batch,
                  r.state, r.reason, r.orders, r.gross_fen, coalesce(l.back_fen, 0) AS back_fen,
                  r.proposed_at, r.pulled > 0 OR r.delisted AS taken,
                  CASE WHEN r.state = 'refused' THEN r.decided_at ELSE r.relisted_at END AS back_at,
                  EXISTS (SELECT 1 FROM anxin_bulk_recall x
                           WHERE x.product_id = r.product_id AND x.id <> r.id
                             AND x.state <> 'refused' AND x.relisted_at IS NULL
                             AND (x.scope = 'product' AND x.delisted
                               OR x.pulled > 0 AND (r.scope = 'product'
                                 OR x.card_batch_id = r.card_batch_id))) AS kept
             FROM anxin_bulk_recall r
             JOIN anxin_catalog_product g ON g.id = r.product_id
             LEFT JOIN anxin_card_batch b ON b.id = r.card_batch_id
             LEFT JOIN LATERAL (
               SELECT sum(c.gross_fen)::bigint AS back_fen FROM anxin_bulk_recallline y
                 JOIN anxin_aftersale_case c ON c.id = y.case_id
                WHERE y.recall_id = r.id) l ON true
            WHERE r.merchant_id = %(merchant_id)s::uuid
            ORDER BY r.state = 'refused' OR r.relisted_at IS NOT NULL, r.proposed_at DESC
            LIMIT %(limit)s::int""",
        {"merchant_id": merchant_id, "limit": limit},
    )
    return [OwnRecallRow(*row) for row in rows]
