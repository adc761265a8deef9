"""The limits of refunds.

Source: WeChat Pay, "申请退款": never more than was paid, within a year of the payment, at most
fifty for an order and a minute apart; at most 150 requests in a second, or six that fail.
"""

from __future__ import annotations

from sandbox.wechat.order import Order
from sandbox.wechat.refund import list_refunds
from sandbox.wechat.replies import Reply, refuse
from sandbox.wechat.turn import Turn

WINDOW_S = 365 * 86_400
MOST_REFUNDS = 50
SPACING_S = 60
MOST_FAILING = 6
MOST_ASKED = 150
LOOKED_AT = 200


def find_limit(*, turn: Turn, order: Order, refund_fen: int) -> Reply | None:
    """Why a refund that was not asked for before cannot be accepted now.

    WeChat names no code for two refunds within a minute; here it is the one that says to come again
    later with the same parameters.
    """
    if order.paid_at is None:
        return refuse("INVALID_REQUEST", "订单未支付，不能退款")
    if order.given_back_fen == order.total_fen:
        return refuse("INVALID_REQUEST", "订单已全额退款")
    if order.given_back_fen + refund_fen > order.total_fen:
        return refuse("INVALID_REQUEST", "累计退款金额大于支付金额")
    if turn.now_s - order.paid_at > WINDOW_S:
        return refuse("INVALID_REQUEST", "订单已经超过退款期限")
    refunds = list_refunds(tx=turn.tx, transaction_id=order.transaction_id)
    if len(refunds) >= MOST_REFUNDS:
        return refuse("INVALID_REQUEST", "部分退款次数超过限制")
    if refunds and abs(turn.now_s - refunds[-1].created_at) < SPACING_S:
        return refuse("FREQUENCY_LIMITED", "同一订单的退款间隔须在一分钟以上，请稍后用相同参数重试")
    return None


def is_hurried(*, turn: Turn) -> bool:
    """Whether so many refunds were asked for, or refused, within a second that no more are heard.

    What a switch spoilt was not the caller's fault, and a call that was not heard does not count.
    """
    since_s = turn.now_s - 1
    rows = turn.tx.execute(
        "SELECT code FROM (SELECT * FROM call ORDER BY id DESC LIMIT ?)"
        " WHERE method = 'wechat.refund' AND at_s > ? AND switch = '' AND code != '429'",
        [LOOKED_AT, since_s],
    ).fetchall()
    failing = sum(row["code"] != "200" for row in rows)
    return failing >= MOST_FAILING or len(rows) >= MOST_ASKED
