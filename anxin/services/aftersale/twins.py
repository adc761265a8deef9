"""Of two orders that are one too many, the one that is kept: named by the buyer, looked up here."""

from __future__ import annotations

from uuid import UUID

from anxin.storage.statement import run

NAMED = """
SELECT t.id = o.id AS itself, t.product_id = o.product_id AS alike,
       t.state NOT IN ('awaiting_payment', 'cancelled')
         AND t.paid_fen > t.refunded_fen + t.reserved_fen AS stands, t.case_open,
       EXISTS (SELECT 1 FROM anxin_aftersale_case c
                WHERE c.order_id = t.id AND c.reason = 'duplicate_order'
                  AND c.details ->> 'keep' = o.no
                  AND c.state NOT IN ('withdrawn', 'rejected', 'upheld')) AS other_way
  FROM anxin_order_order o
  JOIN anxin_order_order t ON t.buyer_id = o.buyer_id AND t.no = %(keep)s::text
 WHERE o.id = %(order_id)s::uuid
"""


def keep_refused(*, order_id: UUID, keep: str) -> str:
    """Return why the order of number `keep` cannot be the one that is kept; empty if it can.

    It is another order of the buyer's, of the same product, that stands and is not being given back
    itself: else both would go back, or the buyer keeps what is no repetition.
    `keep_other_way`: a request of its own names this order as the one that is kept.
    Somebody else's order and none at all are the same answer.
    """
    rows = run(NAMED, {"order_id": order_id, "keep": keep})
    if not rows:
        return "keep_unknown"
    twin = rows[0]
    if twin.itself:
        return "keep_itself"
    if twin.other_way:
        return "keep_other_way"
    if not twin.alike:
        return "keep_other_goods"
    return "keep_going_back" if twin.case_open or not twin.stands else ""
