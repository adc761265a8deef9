"""What a day's bill is made from, as it stood when the bill was made.

A payment is dated by when it was paid, a refund by when it was accepted, whenever it was done. What
became of a refund later than ten o'clock of the next day is in no bill.
"""

from __future__ import annotations

from sandbox.book import Tx
from sandbox.planting import PAYMENT, REFUND, Line
from sandbox.span import Span
from sandbox.wechat.order import Order
from sandbox.wechat.refund import Refund

# Bills know three states: a refund that came back failed, one that waits is under way.
STATUSES = {"SUCCESS": "SUCCESS", "CLOSED": "FAIL", "ABNORMAL": "PROCESSING"}


def bill_lines(*, tx: Tx, span: Span) -> list[Line]:
    """The payments and refunds of a day, the earliest first."""
    days = [span.start.timestamp(), span.end.timestamp()]
    paid = tx.execute("SELECT * FROM wechat_order WHERE paid_at >= ? AND paid_at < ?", days)
    payments = [payment_line(order=Order(**row)) for row in paid.fetchall()]
    accepted = tx.execute(
        "SELECT * FROM wechat_refund WHERE created_at >= ? AND created_at < ?", days
    )
    refunds = [
        refund_line(
            refund=refund, order=order_of(tx=tx, trade_no=refund.transaction_id), by_s=span.ready_s
        )
        for refund in (Refund(**row) for row in accepted.fetchall())
    ]
    return sorted(payments + refunds, key=lambda line: (line.created_at, line.kind, line.refund_no))


def payment_line(*, order: Order) -> Line:
    """A payment as bills have it."""
    assert order.paid_at is not None
    return Line(
        PAYMENT, order.out_trade_no, order.transaction_id, order.total_fen, order.fee_fen,
        order.paid_at, order.paid_at, subject=order.description,
    )  # fmt: skip


def refund_line(*, refund: Refund, order: Order, by_s: float) -> Line:
    """A refund as bills have it; `done_at` is 0 while it is under way.

    One that was sent back only after the bill was made `stood` in it as arrived.
    """
    settled = refund.settled_at is not None and refund.settled_at <= by_s
    stood = refund.settled_at is not None and refund.settled_at <= by_s < refund.settles_at
    return Line(
        REFUND, order.out_trade_no, order.transaction_id, refund.refund_fen, -refund.fee_fen,
        refund.created_at, (refund.settled_at or 0) if settled else 0, subject=order.description,
        refund_no=refund.out_refund_no, refund_id=refund.refund_id, remark=refund.reason,
        status="SUCCESS" if stood else STATUSES[refund.status] if settled else "PROCESSING",
    )  # fmt: skip


def order_of(*, tx: Tx, trade_no: str) -> Order:
    """The order of a line."""
    row = tx.execute("SELECT * FROM wechat_order WHERE transaction_id = ?", [trade_no]).fetchone()
    return Order(**row)
