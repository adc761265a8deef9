"""A trade as the book has it, and how one is found.

States (Alipay, "交易状态说明"): WAIT_BUYER_PAY; TRADE_SUCCESS: paid, can be refunded; TRADE_CLOSED:
unpaid and over, or refunded in full; TRADE_FINISHED: paid, can no longer be refunded.
"""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.alipay.turn import Biz, text
from sandbox.book import Tx


@dataclass(frozen=True)
class Trade:
    """One row of the table."""

    trade_no: str
    out_trade_no: str
    token: str
    method: str
    subject: str
    body: str
    passback_params: str
    notify_url: str
    return_url: str
    quit_url: str
    total_fen: int
    refunded_fen: int
    status: str
    created_at: float
    expires_at: float
    opened_at: float | None
    paid_at: float | None
    closed_at: float | None


def find_trade(*, tx: Tx, biz: Biz) -> Trade | None:
    """The trade that a call names; `trade_no` wins over `out_trade_no`.

    A trade exists for its merchant only once a buyer has opened it.
    """
    number, out_number = text(biz, "trade_no"), text(biz, "out_trade_no")
    column, value = ("trade_no", number) if number else ("out_trade_no", out_number)
    trade = _find(tx, column, value)
    return trade if trade and trade.opened_at is not None else None


def find_ordered(*, tx: Tx, out_trade_no: str) -> Trade | None:
    """The trade of an order, opened or not."""
    return _find(tx, "out_trade_no", out_trade_no)


def find_by_token(*, tx: Tx, token: str) -> Trade | None:
    """The trade of a pay page."""
    return _find(tx, "token", token)


def list_trades(*, tx: Tx) -> list[Trade]:
    """Every trade, newest first."""
    return [Trade(**row) for row in tx.execute("SELECT * FROM trade ORDER BY created_at DESC")]


def _find(tx: Tx, column: str, value: str) -> Trade | None:
    row = tx.execute(f"SELECT * FROM trade WHERE {column} = ?", [value]).fetchone()
    return Trade(**row) if row else None
