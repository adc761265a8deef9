"""The cards of an order when it is delivered: sold, and made up from stock where some are gone."""

from __future__ import annotations

from uuid import UUID

from anxin.storage.statement import run

SELL = """
UPDATE anxin_card_card c SET state = 'sold', sold_at = clock_now() FROM anxin_order_ordercard k
 WHERE k.order_id = %(order_id)s::uuid AND c.id = k.card_id AND c.state = 'held'
RETURNING c.id
"""

LOCK = """
SELECT c.id FROM anxin_order_ordercard k JOIN anxin_card_card c ON c.id = k.card_id
 WHERE k.order_id = %(order_id)s::uuid ORDER BY c.id FOR NO KEY UPDATE OF c
"""

MISSING = """
SELECT o.units - o.refunded_units - count(c.id)::int AS n
  FROM anxin_order_order o
  LEFT JOIN anxin_order_ordercard k ON k.order_id = o.id
  LEFT JOIN anxin_card_card c ON c.id = k.card_id AND c.state IN ('held', 'sold')
 WHERE o.id = %(order_id)s::uuid GROUP BY o.id
"""

MAKE_UP = """
WITH picked AS (
  SELECT id, row_number() OVER (ORDER BY id) AS n FROM (
    SELECT c.id FROM anxin_card_card c JOIN anxin_order_order o ON o.product_id = c.product_id
     WHERE o.id = %(order_id)s::uuid AND c.state = 'available'
     ORDER BY c.id LIMIT %(units)s::int FOR UPDATE OF c SKIP LOCKED) free
), held AS (
  UPDATE anxin_card_card c SET state = 'held' FROM picked p WHERE c.id = p.id
)
INSERT INTO anxin_order_ordercard (card_id, order_id, unit)
SELECT p.id, %(order_id)s::uuid, p.n + (
         SELECT coalesce(max(unit), 0) FROM anxin_order_ordercard
          WHERE order_id = %(order_id)s::uuid)
  FROM picked p RETURNING card_id
"""
"""Cards in place of those that are gone, numbered on: what is gone stays on record."""


def make_up(*, order_id: UUID) -> int:
    """Hold cards for every unit that a locked order has none for; return how many it still lacks.

    Cards go missing between payment and delivery where somebody pulled a bad batch. They are locked
    before they are counted: one that is being pulled just now is waited for and counts as gone.
    """
    run(LOCK, {"order_id": order_id})
    missing = int(run(MISSING, {"order_id": order_id})[0].n)
    if missing > 0:
        missing -= len(run(MAKE_UP, {"order_id": order_id, "units": missing}))
    return missing


def sell(*, order_id: UUID) -> int:
    """Sell the cards that a locked order holds; return how many."""
    return len(run(SELL, {"order_id": order_id}))
