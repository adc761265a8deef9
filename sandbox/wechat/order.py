"""An order as the book has it, and how one is found.

States (WeChat Pay, "查询订单"): NOTPAY; SUCCESS: paid; REFUND: paid, and a refund was asked for,
however little and whatever became of it; CLOSED: unpaid and over.
"""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.book import Tx


@dataclass(frozen=True)
class Order:
    """One row of the table; `given_back_fen` counts every refund that is not closed."""

    transaction_id: str
    out_trade_no: str
    trade_type: str
    asked: str
    description: str
    attach: str
    notify_url: str
    serial: str
    total_fen: int
    given_back_fen: int
    fee_fen: int
    state: str
    created_at: float
    expires_at: float
    paid_at: float | None
    closed_at: float | None


def find_order(*, tx: Tx, out_trade_no: str) -> Order | None:
    """The order of the shop's number."""
    return _find(tx, "out_trade_no", out_trade_no)


def find_paid(*, tx: Tx, transaction_id: str) -> Order | None:
    """The order of WeChat's number, which nobody knows before it is paid."""
    order = _find(tx, "transaction_id", transaction_id)
    return order if order and order.paid_at is not None else None


def find_by_token(*, tx: Tx, token: str, now_s: float) -> Order | None:
    """The order of a pay page; nothing if the link is not valid any more."""
    row = tx.execute(
        "SELECT transaction_id FROM wechat_link WHERE token = ? AND valid_until > ?",
        [token, now_s],
    ).fetchone()
    return _find(tx, "transaction_id", row["transaction_id"]) if row else None


def find_page(*, tx: Tx, order: Order) -> str:
    """The latest pay page of an order that waits for its buyer; else nothing."""
    row = tx.execute(
        "SELECT token FROM wechat_link WHERE transaction_id = ? ORDER BY rowid DESC",
        [order.transaction_id],
    ).fetchone()
    return f"/wxpay/{row['token']}" if row and order.state == "NOTPAY" else ""


def list_orders(*, tx: Tx) -> list[Order]:
    """Every order, newest first."""
    rows = tx.execute("SELECT * FROM wechat_order ORDER BY created_at DESC")
    return [Order(**row) for row in rows]


def save_order(*, tx: Tx, order: Order) -> Order:
    """Write down what can change of an order."""
    tx.execute(
        "UPDATE wechat_order SET state = ?, given_back_fen = ?, fee_fen = ?, paid_at = ?,"
        " closed_at = ? WHERE transaction_id = ?",
        [order.state, order.given_back_fen, order.fee_fen, order.paid_at, order.closed_at,
         order.transaction_id],
    )  # fmt: skip
    return order


def _find(tx: Tx, column: str, value: str) -> Order | None:
    row = tx.execute(f"SELECT * FROM wechat_order WHERE {column} = ?", [value]).fetchone()
    return Order(**row) if row else None
