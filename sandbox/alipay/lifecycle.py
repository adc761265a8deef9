"""How a trade moves: opened, paid, closed, refunded, finished; each move with its notice."""

from __future__ import annotations

from dataclasses import replace

from sandbox.alipay.notices import queue_notice
from sandbox.alipay.trade import Trade
from sandbox.alipay.turn import Turn
from sandbox.payers import FIRST, note_payer

# Alipay, "统一收单交易退款接口": twelve months where the contract says nothing else.
REFUND_WINDOW_S = 365 * 86_400


def pass_time(*, turn: Turn) -> None:
    """Let happen what happens by the clock alone: every turn begins with it.

    An unpaid trade is closed at its time_expire, and told so if anybody had opened it; a paid one
    is finished when its window for refunds is over.
    """
    overdue = turn.tx.execute(
        "SELECT * FROM trade WHERE status = 'WAIT_BUYER_PAY' AND expires_at <= ?", [turn.now_s]
    ).fetchall()
    for row in overdue:
        closed = close_unpaid(turn=turn, trade=Trade(**row))
        if closed.opened_at is not None:
            queue_notice(turn=turn, trade=closed, event="closed")
    turn.tx.execute(
        "UPDATE trade SET status = 'TRADE_FINISHED'"
        " WHERE status = 'TRADE_SUCCESS' AND paid_at <= ?",
        [turn.now_s - REFUND_WINDOW_S],
    )


def open_trade(*, turn: Turn, trade: Trade) -> Trade:
    """A buyer looks at the pay page: from now on the trade exists."""
    if trade.opened_at is not None or trade.status != "WAIT_BUYER_PAY":
        return trade
    return _save(turn, replace(trade, opened_at=turn.now_s))


def pay_trade(*, turn: Turn, trade: Trade, payer: str = FIRST) -> Trade:
    """The buyer pays, as `payer`; a trade that no longer waits for it stays as it is."""
    if trade.status != "WAIT_BUYER_PAY":
        return trade
    paid = replace(
        trade,
        status="TRADE_SUCCESS",
        opened_at=turn.now_s if trade.opened_at is None else trade.opened_at,
        paid_at=turn.now_s,
    )
    note_payer(tx=turn.tx, trade_no=paid.trade_no, name=payer)
    queue_notice(turn=turn, trade=paid, event="paid")
    return _save(turn, paid)


def close_unpaid(*, turn: Turn, trade: Trade) -> Trade:
    """No money will come for this trade any more."""
    return _save(turn, replace(trade, status="TRADE_CLOSED", closed_at=turn.now_s))


def take_back(*, turn: Turn, trade: Trade, refund_fen: int, refund_no: str) -> Trade:
    """A refund leaves the trade; the one that empties it closes it."""
    refunded_fen = trade.refunded_fen + refund_fen
    refunded = replace(trade, refunded_fen=refunded_fen)
    if refunded_fen == trade.total_fen:
        refunded = replace(refunded, status="TRADE_CLOSED", closed_at=turn.now_s)
    queue_notice(turn=turn, trade=refunded, event="refunded", refund_no=refund_no)
    return _save(turn, refunded)


def _save(turn: Turn, trade: Trade) -> Trade:
    turn.tx.execute(
        "UPDATE trade SET status = ?, refunded_fen = ?, opened_at = ?, paid_at = ?, closed_at = ?"
        " WHERE trade_no = ?",
        [trade.status, trade.refunded_fen, trade.opened_at, trade.paid_at, trade.closed_at,
         trade.trade_no],
    )  # fmt: skip
    return trade
