"""The gateway's side of the books, for whoever compares it with the shop's."""

from __future__ import annotations

from sandbox.book import Tx
from sandbox.clock import beijing_text
from sandbox.wechat.notices import OUTBOX
from sandbox.wechat.order import Order, find_page, list_orders
from sandbox.wechat.refund import Refund, list_refunds


def list_accounts(*, tx: Tx) -> dict[str, dict[str, object]]:
    """Per out_trade_no what was paid and refunded, in fen, and which notices went out."""
    return {order.out_trade_no: _account(tx, order) for order in list_orders(tx=tx)}


def _account(tx: Tx, order: Order) -> dict[str, object]:
    refunds = list_refunds(tx=tx, transaction_id=order.transaction_id)
    done = [refund.refund_fen for refund in refunds if refund.status == "SUCCESS"]
    return {
        "transaction_id": order.transaction_id,
        "status": order.state,
        "pay_page": find_page(tx=tx, order=order),
        "total_fen": order.total_fen,
        "paid_fen": 0 if order.paid_at is None else order.total_fen,
        "refunded_fen": sum(done),
        "successful_refunds": len(done),
        "refunds": {refund.out_refund_no: _refund(refund) for refund in refunds},
        "notices": OUTBOX.list_of(tx=tx, trade_no=order.transaction_id),
    }


def _refund(refund: Refund) -> dict[str, object]:
    settled_at = refund.settled_at
    return {
        "refund_id": refund.refund_id,
        "refund_fen": refund.refund_fen,
        "status": refund.status,
        "received_account": refund.received_account,
        "accepted_at": beijing_text(at_s=refund.created_at),
        "settled_at": None if settled_at is None else beijing_text(at_s=settled_at),
    }
