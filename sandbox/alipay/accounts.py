"""The gateway's side of the books, for whoever compares it with the shop's."""

from __future__ import annotations

from sandbox.alipay.notices import OUTBOX
from sandbox.alipay.refunds import list_refunds
from sandbox.alipay.trade import Trade, list_trades
from sandbox.book import Tx
from sandbox.clock import beijing_text


def list_accounts(*, tx: Tx) -> dict[str, dict[str, object]]:
    """Per out_trade_no what was paid and refunded, in fen, and which notices went out."""
    return {trade.out_trade_no: _account(tx, trade) for trade in list_trades(tx=tx)}


def _account(tx: Tx, trade: Trade) -> dict[str, object]:
    refunds = list_refunds(tx=tx, trade=trade)
    return {
        "trade_no": trade.trade_no,
        "status": trade.status,
        "opened": trade.opened_at is not None,
        "total_fen": trade.total_fen,
        "paid_fen": 0 if trade.paid_at is None else trade.total_fen,
        "refunded_fen": trade.refunded_fen,
        "successful_refunds": len(refunds),
        "refunds": {
            refund.out_request_no: {
                "refund_fen": refund.refund_fen,
                "refunded_at": beijing_text(at_s=refund.refunded_at),
            }
            for refund in refunds
        },
        "notices": OUTBOX.list_of(tx=tx, trade_no=trade.trade_no),
    }
