"""How orders and refunds move: paid, closed; accepted, settled, applied for again."""

from __future__ import annotations

from dataclasses import replace

from sandbox.money import share_fen
from sandbox.payers import FIRST, note_payer
from sandbox.wechat.notices import tell_paid, tell_refund
from sandbox.wechat.order import Order, find_paid, save_order
from sandbox.wechat.refund import SENT_BACK, SENT_BACK_AFTER_S, Refund, save_refund
from sandbox.wechat.turn import Turn


def pass_time(*, turn: Turn) -> None:
    """Let happen what happens by the clock alone: every turn begins with it.

    An unpaid order is closed at its time_expire, of which nobody is told; an accepted refund
    becomes what it was to become, and its shop is told.
    """
    turn.tx.execute(
        "UPDATE wechat_order SET state = 'CLOSED', closed_at = expires_at"
        " WHERE state = 'NOTPAY' AND expires_at <= ?",
        [turn.now_s],
    )
    due = turn.tx.execute(
        "SELECT * FROM wechat_refund WHERE status = 'PROCESSING' AND settles_at <= ?"
        " UNION ALL SELECT * FROM wechat_refund"
        " WHERE status = 'SUCCESS' AND outcome = 'ABNORMAL' AND settles_at <= ?"
        " ORDER BY settles_at",
        [turn.now_s, turn.now_s],
    ).fetchall()
    for row in due:
        _settle(turn, Refund(**row))


def pay_order(*, turn: Turn, order: Order, payer: str = FIRST) -> Order:
    """The buyer pays, as `payer`; an order that no longer waits for it stays as it is."""
    if order.state != "NOTPAY":
        return order
    fee_fen = share_fen(of_fen=order.total_fen, rate_bp=turn.merchant.fee_rate_bp)
    paid = replace(order, state="SUCCESS", paid_at=turn.now_s, fee_fen=fee_fen)
    note_payer(tx=turn.tx, trade_no=paid.transaction_id, name=payer)
    tell_paid(turn=turn, order=paid)
    return save_order(tx=turn.tx, order=paid)


def close_order(*, turn: Turn, order: Order) -> Order:
    """No money will come for this order any more."""
    return save_order(tx=turn.tx, order=replace(order, state="CLOSED", closed_at=turn.now_s))


def give_back(*, turn: Turn, order: Order, refund_fen: int) -> Order:
    """A refund was accepted: from now on the order's state is REFUND, whatever becomes of it."""
    given_back_fen = order.given_back_fen + refund_fen
    return save_order(
        tx=turn.tx, order=replace(order, state="REFUND", given_back_fen=given_back_fen)
    )


def _settle(turn: Turn, refund: Refund) -> None:
    settled = save_refund(tx=turn.tx, refund=_settled(refund))
    order = find_paid(tx=turn.tx, transaction_id=refund.transaction_id)
    assert order is not None, refund.refund_id
    if settled.status == "CLOSED":
        kept_fen = order.given_back_fen - refund.refund_fen
        order = save_order(tx=turn.tx, order=replace(order, given_back_fen=kept_fen))
    tell_refund(turn=turn, order=order, refund=settled)


def _settled(refund: Refund) -> Refund:
    """What a refund becomes now; one that arrived and is sent back keeps the time it arrived."""
    if refund.outcome == SENT_BACK:
        later = refund.settles_at + SENT_BACK_AFTER_S
        at = refund.settles_at
        return replace(
            refund, status="SUCCESS", outcome="ABNORMAL", settled_at=at, settles_at=later
        )
    if refund.status == "SUCCESS":
        return replace(refund, status=refund.outcome)
    return replace(refund, status=refund.outcome, settled_at=refund.settles_at)
