"""The records of an order as pictures are held against them; secrets are opened in memory only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from anxin.domain.evidence.records import Records
from anxin.domain.outside import Outside, Sealed, SecretLost
from anxin.services.order.inputs import open_inputs
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow
from anxin.storage.statement import run

FACTS = """
SELECT o.placed_at, o.paid_at, o.delivered_at, p.error_codes,
       o.total_fen, o.paid_fen, p.price_fen, o.units,
       (SELECT coalesce(array_agg(x.no ORDER BY x.placed_at DESC), '{}')
          FROM (SELECT no, placed_at FROM anxin_order_order x WHERE x.buyer_id = o.buyer_id
                   AND x.id <> o.id ORDER BY x.placed_at DESC LIMIT 200) x) AS others,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(t.no, t.serial_no, t.captured_fen)), '[]')
          FROM anxin_payment_payment t WHERE t.order_id = o.id) AS payments,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(r.no, r.serial_no, r.refund_fen)), '[]')
          FROM anxin_refund_refund r JOIN anxin_payment_payment t ON t.id = r.payment_id
         WHERE t.order_id = o.id) AS refunds
  FROM anxin_order_order o JOIN anxin_catalog_product p ON p.id = o.product_id
 WHERE o.id = %(order_id)s::uuid
"""


def records_of(*, order_id: UUID, outside: Outside) -> Records:
    """Return everything that a picture about this order may show, as the records have it."""
    order = orders.find_order(order_id=order_id)
    assert order is not None, "orders are never deleted"
    [row] = run(FACTS, {"order_id": order_id})
    moved = [*row.payments, *row.refunds]
    return Records(
        now=order.now,
        order_no=order.no,
        placed_at=row.placed_at,
        paid_at=row.paid_at,
        delivered_at=row.delivered_at,
        other_order_nos=row.others,
        trade_nos=[serial for _no, serial, _fen in moved if serial],
        payment_nos=[no for no, _serial, _fen in moved],
        amounts_fen=_amounts(row, moved),
        codes=_codes(order_id, outside),
        accounts=_accounts(order, outside),
        error_codes=row.error_codes,
    )


def _amounts(row: Any, moved: list[Any]) -> list[int]:
    return sorted(
        {row.total_fen, row.paid_fen, row.price_fen, *(fen for *_nos, fen in moved)} - {0}
    )


def _codes(order_id: UUID, outside: Outside) -> list[str]:
    return [
        outside.secrets.open(
            sealed=Sealed(card.key_no, bytes(card.sealed)), bound_to=card.merchant_id.bytes
        )
        for card in orders.list_cards(order_id=order_id)
        if card.state != "held"
    ]


def _accounts(order: OrderRow, outside: Outside) -> list[str]:
    """What was to be topped up. Inputs whose key is lost are compared with nothing."""
    try:
        return [value for value in open_inputs(order=order, outside=outside).values() if value]
    except SecretLost:
        return []
