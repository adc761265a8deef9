"""The records of an order as pictures are held against them; secrets are opened in memory only."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from anxin.domain.evidence.records import Records
from anxin.domain.outside import Outside, Sealed, SecretLost
from anxin.services.order.inputs import open_inputs
from anxin.storage.evidence.reviewing import record_of_order
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow
from anxin.storage.statement import run

OTHERS = """
SELECT no FROM anxin_order_order
 WHERE buyer_id = %(buyer_id)s::uuid AND id <> %(order_id)s::uuid
 ORDER BY placed_at DESC LIMIT 200
"""


def records_of(*, order_id: UUID, outside: Outside) -> Records:
    """Return everything that a picture about this order may show, as the records have it."""
    order = orders.find_order(order_id=order_id)
    assert order is not None, "orders are never deleted"
    record = record_of_order(order_id=order_id)
    moved = (*record.payments, *record.refunds)
    sums = {record.total_fen, record.paid_fen, record.price_fen}
    others = run(OTHERS, {"buyer_id": order.buyer_id, "order_id": order_id})
    return Records(
        now=order.now,
        order_no=order.no,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        delivered_at=order.delivered_at,
        other_order_nos=[other.no for other in others],
        trade_nos=[one.serial_no for one in moved if one.serial_no],
        payment_nos=[one.no for one in moved],
        amounts_fen=sorted((sums | {one.amount_fen for one in moved}) - {0}),
        codes=_codes(order_id, outside),
        accounts=_accounts(order, outside),
        error_codes=record.error_codes,
    )


def _codes(order_id: UUID, outside: Outside) -> list[str]:
    """The secrets of its cards. Those whose key is lost are compared with nothing."""
    opened = []
    for card in orders.list_cards(order_id=order_id):
        sealed = Sealed(card.key_no, bytes(card.sealed))
        with suppress(SecretLost):
            if card.state != "held":
                opened += [outside.secrets.open(sealed=sealed, bound_to=card.merchant_id.bytes)]
    return opened


def _accounts(order: OrderRow, outside: Outside) -> list[str]:
    """What was to be topped up. Inputs whose key is lost are compared with nothing."""
    try:
        return [value for value in open_inputs(order=order, outside=outside).values() if value]
    except SecretLost:
        return []
