"""Queries and closing: what became of an order, and no more of it, please.

Source: WeChat Pay, "微信支付订单号查询订单", "商户订单号查询订单" and "关闭订单".
"""

from __future__ import annotations

from sandbox.payers import payer_of
from sandbox.wechat.lifecycle import close_order
from sandbox.wechat.order import find_order, find_paid
from sandbox.wechat.replies import Reply, done, refuse, succeed
from sandbox.wechat.turn import Call, Turn
from sandbox.wechat.views import order_view


def query_order(*, turn: Turn, call: Call) -> Reply:
    """Tell an order's state, by the shop's number or by WeChat's."""
    if "transaction_id" in call.path:
        order = find_paid(tx=turn.tx, transaction_id=call.path["transaction_id"])
    else:
        order = find_order(tx=turn.tx, out_trade_no=call.path["out_trade_no"])
    if order is None:
        return refuse("ORDER_NOT_EXIST")
    payer = payer_of(tx=turn.tx, trade_no=order.transaction_id)
    return succeed(order_view(order=order, merchant=turn.merchant, payer=payer))


def close(*, turn: Turn, call: Call) -> Reply:
    """Close an order that nobody has paid; closing it again changes nothing."""
    order = find_order(tx=turn.tx, out_trade_no=call.path["out_trade_no"])
    if order is None:
        return refuse("ORDER_NOT_EXIST")
    if order.paid_at is not None:
        return refuse("ORDERPAID", "该订单已支付，不能关闭")
    if order.state == "NOTPAY":
        close_order(turn=turn, order=order)
    return done()
