"""Reads of identical orders: the same buyer's orders of the same product within a short time."""

from __future__ import annotations

from uuid import UUID

from anxin.domain.request import Twin
from anxin.storage.statement import run

MOST = 6
"""So many are shown; who orders more often than that has another trouble."""


def list_twins(*, order_id: UUID, minutes: int) -> list[Twin]:
    """Return an order and those of the same product paid by its buyer within so many minutes.

    The earliest first, the order itself among them.
    """
    rows = run(
        """SELECT t.no, t.state, t.placed_at, t.units, t.viewed_units,
                  t.paid_fen - t.refunded_fen - t.reserved_fen AS left_fen,
                  t.duplicate_of_id IS NOT NULL AS names_other, t.case_open
             FROM anxin_order_order o
             JOIN anxin_order_order t
               ON t.buyer_id = o.buyer_id AND t.product_id = o.product_id
              AND t.placed_at BETWEEN o.placed_at - make_interval(mins => %(minutes)s::int)
                                  AND o.placed_at + make_interval(mins => %(minutes)s::int)
            WHERE o.id = %(order_id)s::uuid
              AND (t.id = o.id OR t.state NOT IN ('awaiting_payment', 'cancelled'))
            ORDER BY t.placed_at, t.id LIMIT %(most)s::int""",
        {"order_id": order_id, "minutes": minutes, "most": MOST},
    )
    return [Twin(*row) for row in rows]
