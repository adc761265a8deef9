"""Orders at the supplier: accepted, then succeeded or failed, or cancelled before either.

An order has the shop's number for its life: sent again it is answered with where it stands. One
that was refused for lack of stock was never taken, and the same number may be sent again.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from sandbox.book import Tx
from sandbox.clock import beijing_text, iso
from sandbox.partner.fields import fen, number, text
from sandbox.partner.gate import Action, Fields, Turn, own_number

Said = dict[str, object]
TOLD = ("supplier_no", "goods", "value_fen", "state", "outcome", "reason", "receipt_no")
TAKES_S = 1.0
"""How long a top-up takes if nothing is said."""


@dataclass(frozen=True)
class Order:
    """One row of the table."""

    order_no: str
    supplier_no: str
    goods: str
    account: str
    value_fen: int
    state: str
    outcome: str
    reason: str
    receipt_no: str
    accepted_at: float
    finishes_at: float | None
    finished_at: float | None


def take_order(turn: Turn, fields: Fields) -> Said:
    """Take an order once."""
    order_no = number(fields, "order_no")
    content = (text(fields, "goods"), text(fields, "account"), fen(fields, "value_fen"))
    pass_time(tx=turn.tx, now_s=turn.now_s)
    known = find_order(tx=turn.tx, order_no=order_no)
    if known and known.state == "cancelled":
        return _told(known)
    if known:
        same = (known.goods, known.account, known.value_fen) == content
        return _told(known) if same else {"code": "number_reused"}
    if turn.is_spoilt("out_of_stock"):
        return {"code": "out_of_stock"}
    outcome = "failed" if turn.is_spoilt("order_fails") else "succeeded"
    late = turn.switch.seconds if turn.switch and turn.is_spoilt("finishes_late") else TAKES_S
    _write(turn, order_no, content, state="accepted", outcome=outcome, takes_s=late)
    return _told(find_order(tx=turn.tx, order_no=order_no))


def tell_order(turn: Turn, fields: Fields) -> Said:
    """Tell where an order stands."""
    order_no = number(fields, "order_no")
    pass_time(tx=turn.tx, now_s=turn.now_s)
    return _told(find_order(tx=turn.tx, order_no=order_no))


def cancel_order(turn: Turn, fields: Fields) -> Said:
    """Make sure that an order will not be carried out, also if it has not arrived yet.

    What is finished stays as it is, and with the switch `no_cancel` what is under way as well.
    """
    order_no = number(fields, "order_no")
    pass_time(tx=turn.tx, now_s=turn.now_s)
    known = find_order(tx=turn.tx, order_no=order_no)
    if known is None:
        _write(turn, order_no, ("", "", 0), state="cancelled", outcome="failed", takes_s=0)
    elif known.state == "accepted" and not turn.is_spoilt("no_cancel"):
        turn.tx.execute(
            "UPDATE supplier_order SET state = 'cancelled', finished_at = ? WHERE order_no = ?",
            [turn.now_s, order_no],
        )
    return _told(find_order(tx=turn.tx, order_no=order_no))


ACTIONS = {
    "/supplier/orders": Action(
        "supplier.order",
        take_order,
        own_number("order_no"),
        ("out_of_stock", "order_fails", "finishes_late"),
    ),
    "/supplier/orders/query": Action("supplier.query", tell_order, own_number("order_no")),
    "/supplier/orders/cancel": Action(
        "supplier.cancel", cancel_order, own_number("order_no"), ("no_cancel",)
    ),
}


def pass_time(*, tx: Tx, now_s: float) -> None:
    """Finish what is due."""
    due = tx.execute(
        "SELECT order_no, outcome FROM supplier_order"
        " WHERE state = 'accepted' AND finishes_at <= ?",
        [now_s],
    ).fetchall()
    for row in due:
        finish(tx=tx, order_no=row["order_no"], outcome=row["outcome"], now_s=now_s)


def finish(*, tx: Tx, order_no: str, outcome: str, now_s: float) -> bool:
    """Bring an open order to its end; say whether it was open."""
    done = outcome == "succeeded"
    changed = tx.execute(
        "UPDATE supplier_order SET state = ?, receipt_no = ?, reason = ?, finished_at = ?"
        " WHERE order_no = ? AND state = 'accepted'",
        [
            outcome,
            _new_no("SR") if done else "",
            "" if done else "account_refused",
            now_s,
            order_no,
        ],
    )
    return changed.rowcount == 1


def find_order(*, tx: Tx, order_no: str) -> Order | None:
    """The order of a number."""
    row = tx.execute("SELECT * FROM supplier_order WHERE order_no = ?", [order_no]).fetchone()
    return Order(**row) if row else None


def list_orders(*, tx: Tx, limit: int) -> list[Order]:
    """The latest orders, newest first."""
    rows = tx.execute("SELECT * FROM supplier_order ORDER BY accepted_at DESC LIMIT ?", [limit])
    return [Order(**row) for row in rows]


def list_accounts(*, tx: Tx) -> dict[str, dict[str, object]]:
    """The supplier's side of the books, by the shop's number."""
    return {
        order.order_no: {
            **{name: value for name, value in asdict(order).items() if name in TOLD},
            "accepted_at": beijing_text(at_s=order.accepted_at),
        }
        for order in list_orders(tx=tx, limit=1_000)
    }


def _told(order: Order | None) -> Said:
    if order is None:
        return {"code": "order_not_found"}
    said: Said = {
        "order_no": order.order_no,
        "supplier_no": order.supplier_no,
        "state": order.state,
    }
    if order.finished_at is not None:
        said["finished_at"] = iso(at_s=order.finished_at)
    if order.receipt_no:
        said["receipt_no"] = order.receipt_no
    if order.reason:
        said["reason"] = order.reason
    return {"code": "ok", "order": said}


def _new_no(prefix: str) -> str:
    return f"{prefix}{secrets.randbelow(10**18):018d}"


def _write(
    turn: Turn, order_no: str, content: tuple[str, str, int], *, state: str, outcome: str,
    takes_s: float,
) -> None:  # fmt: skip
    turn.tx.execute(
        "INSERT INTO supplier_order (order_no, supplier_no, goods, account, value_fen, state,"
        " outcome, accepted_at, finishes_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [order_no, _new_no("SP"), *content, state, outcome, turn.now_s, turn.now_s + takes_s,
         turn.now_s if state == "cancelled" else None],
    )  # fmt: skip
