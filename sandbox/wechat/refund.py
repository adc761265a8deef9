"""A refund as the book has it, and how one is found.

Statuses (WeChat Pay, "查询单笔退款"): PROCESSING: accepted; SUCCESS: the user's account or bank has
it; CLOSED: it came back to the merchant; ABNORMAL: the user's bank did not take it, and it waits.
"""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.book import Tx

WALLET = "支付用户零钱"
SENT_BACK = "SENT_BACK"
SENT_BACK_AFTER_S = 12 * 3600
"""A refund that the user's bank takes, and sends back half a day later."""


@dataclass(frozen=True)
class Refund:
    """One row of the table; `outcome` is what PROCESSING becomes at `settles_at`.

    One that is to be SENT_BACK becomes SUCCESS at `settled_at`, and ABNORMAL at `settles_at` then.
    """

    refund_id: str
    out_refund_no: str
    transaction_id: str
    asked: str
    refund_fen: int
    fee_fen: int
    reason: str
    notify_url: str
    serial: str
    funds_account: str
    channel: str
    received_account: str
    status: str
    outcome: str
    created_at: float
    settles_at: float
    settled_at: float | None


def find_refund(*, tx: Tx, out_refund_no: str) -> Refund | None:
    """The refund of the shop's number, which is unique among all its orders."""
    return _find(tx, "out_refund_no", out_refund_no)


def find_by_id(*, tx: Tx, refund_id: str) -> Refund | None:
    """The refund of WeChat's number."""
    return _find(tx, "refund_id", refund_id)


def list_refunds(*, tx: Tx, transaction_id: str) -> list[Refund]:
    """The refunds of an order, oldest first."""
    rows = tx.execute(
        "SELECT * FROM wechat_refund WHERE transaction_id = ? ORDER BY created_at, refund_id",
        [transaction_id],
    )
    return [Refund(**row) for row in rows]


def add_refund(*, tx: Tx, refund: Refund) -> None:
    """Write a new refund down."""
    columns = vars(refund)
    tx.execute(
        f"INSERT INTO wechat_refund ({', '.join(columns)})"
        f" VALUES ({', '.join('?' * len(columns))})",
        list(columns.values()),
    )


def save_refund(*, tx: Tx, refund: Refund) -> Refund:
    """Write down what can change of a refund."""
    tx.execute(
        "UPDATE wechat_refund SET status = ?, outcome = ?, channel = ?, received_account = ?,"
        " settles_at = ?, settled_at = ? WHERE refund_id = ?",
        [refund.status, refund.outcome, refund.channel, refund.received_account,
         refund.settles_at, refund.settled_at, refund.refund_id],
    )  # fmt: skip
    return refund


def _find(tx: Tx, column: str, value: str) -> Refund | None:
    row = tx.execute(f"SELECT * FROM wechat_refund WHERE {column} = ?", [value]).fetchone()
    return Refund(**row) if row else None
