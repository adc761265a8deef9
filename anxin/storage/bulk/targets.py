"""Reads for whoever proposes a recall: products by name or number, and their imports of cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product, on sale or not, with how many paid orders it has."""

    id: UUID
    no: str
    title: str
    title_en: str
    kind: str
    brand: str
    face: str
    tone: str
    price_fen: int
    on_sale: bool
    merchant_name: str
    orders: int


_PRODUCT = """
SELECT p.id, p.no, p.title, p.title_en, p.kind, p.brand, p.face, p.tone, p.price_fen, p.on_sale,
       m.name AS merchant_name,
       (SELECT count(*)::int FROM anxin_order_order o
         WHERE o.product_id = p.id AND o.paid_fen > 0) AS orders
  FROM anxin_catalog_product p JOIN anxin_merchant_merchant m ON m.id = p.merchant_id
"""


def find_products(*, text: str, limit: int = 20) -> list[ProductRow]:
    """Return products by title, number or merchant; the newest where nothing is asked for."""
    rows = run(
        _PRODUCT
        + """ WHERE %(text)s::text = '' OR strpos(lower(p.title), lower(%(text)s::text)) > 0
                 OR strpos(lower(p.title_en), lower(%(text)s::text)) > 0
                 OR p.no = %(text)s::text OR strpos(m.name, %(text)s::text) > 0
              ORDER BY p.created_at DESC LIMIT %(limit)s::int""",
        {"text": text, "limit": limit},
    )
    return [ProductRow(*row) for row in rows]


def product(*, no: str) -> ProductRow | None:
    """Return the product of that number, whether it is on sale or not."""
    rows = run(_PRODUCT + " WHERE p.no = %(no)s::text", {"no": no})
    return ProductRow(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class CardBatchRow:
    """One import of cards: how many are for sale, were sold, and are out of sale."""

    id: UUID
    name: str
    at: datetime
    stock: int
    sold: int
    gone: int


def list_card_batches(*, product_id: UUID) -> list[CardBatchRow]:
    """Return a product's imports of cards, the newest first."""
    rows = run(
        """SELECT b.id, b.name, b.created_at,
                  count(*) FILTER (WHERE c.state IN ('available', 'held'))::int AS stock,
                  count(*) FILTER (WHERE c.state IN ('sold', 'locking'))::int AS sold,
                  count(*) FILTER (WHERE c.state IN ('quarantined', 'burned'))::int AS gone
             FROM anxin_card_batch b LEFT JOIN anxin_card_card c ON c.batch_id = b.id
            WHERE b.product_id = %(product_id)s::uuid
            GROUP BY b.id ORDER BY b.created_at DESC LIMIT 100""",
        {"product_id": product_id},
    )
    return [CardBatchRow(*row) for row in rows]
