"""What issuers owe: cards of an order whose lock has been asked for and not been made."""

from __future__ import annotations

from uuid import UUID

from anxin.storage.statement import run


def count_slow_locks(*, order_id: UUID) -> int:
    """Return how many cards that a buyer has wait for their issuer to lock them."""
    [row] = run(
        """SELECT count(*)::int AS n FROM anxin_order_ordercard k
             JOIN anxin_card_card c ON c.id = k.card_id
            WHERE k.order_id = %(id)s::uuid AND c.lock = 'wanted'
              AND c.state IN ('sold', 'locking')""",
        {"id": order_id},
    )
    return int(row.n)
