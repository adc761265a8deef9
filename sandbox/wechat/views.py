"""Orders and refunds as WeChat Pay tells them, in replies and in notices.

Source: WeChat Pay, "查询订单", "查询单笔退款" and the notices of both. Whatever is paid is paid by
the user in full: there are no coupons here.
"""

from __future__ import annotations

from sandbox.clock import rfc3339
from sandbox.payers import wechat_user
from sandbox.wechat.keys import Merchant
from sandbox.wechat.order import Order
from sandbox.wechat.refund import Refund

BANK_TYPE = "OTHERS"
STATES = {
    "NOTPAY": "订单未支付",
    "SUCCESS": "支付成功",
    "REFUND": "订单发生过退款，退款详情请查询退款单",
    "CLOSED": "订单已关闭",
}


def order_view(*, order: Order, merchant: Merchant, payer: str) -> dict[str, object]:
    """What a query tells of an order; the payment's part, `payer` with it, only once it is paid."""
    known: dict[str, object] = {
        "appid": merchant.appid,
        "mchid": merchant.mchid,
        "out_trade_no": order.out_trade_no,
        "trade_state": order.state,
        "trade_state_desc": STATES[order.state],
        "attach": order.attach,
        "promotion_detail": [],
    }
    amount: dict[str, object] = {"total": order.total_fen, "currency": "CNY"}
    if order.paid_at is None:
        return {**known, "amount": amount}
    return {
        **known,
        "transaction_id": order.transaction_id,
        "trade_type": order.trade_type,
        "bank_type": BANK_TYPE,
        "success_time": rfc3339(at_s=order.paid_at),
        "payer": {"openid": wechat_user(name=payer)},
        "amount": {**amount, "payer_total": order.total_fen, "payer_currency": "CNY"},
    }


def refund_view(*, refund: Refund, order: Order) -> dict[str, object]:
    """What replies tell of a refund; there its state is called `status`."""
    said: dict[str, object] = {
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "transaction_id": order.transaction_id,
        "out_trade_no": order.out_trade_no,
        "channel": refund.channel,
        "user_received_account": refund.received_account,
        "create_time": rfc3339(at_s=refund.created_at),
        "status": refund.status,
        "funds_account": refund.funds_account,
        "amount": {
            **_amounts(refund, order),
            "from": [],
            "settlement_refund": refund.refund_fen,
            "settlement_total": order.total_fen,
            "discount_refund": 0,
            "currency": "CNY",
            "refund_fee": refund.fee_fen,
        },
        "promotion_detail": [],
    }
    return said | _success(refund)


def refund_notice(*, refund: Refund, order: Order, merchant: Merchant) -> dict[str, object]:
    """What a notice tells of a refund; there its state is called `refund_status`."""
    said: dict[str, object] = {
        "mchid": merchant.mchid,
        "transaction_id": order.transaction_id,
        "out_trade_no": order.out_trade_no,
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "refund_status": refund.status,
        "user_received_account": refund.received_account,
        "amount": _amounts(refund, order),
    }
    return said | _success(refund)


def _amounts(refund: Refund, order: Order) -> dict[str, object]:
    return {
        "total": order.total_fen,
        "refund": refund.refund_fen,
        "payer_total": order.total_fen,
        "payer_refund": refund.refund_fen,
    }


def _success(refund: Refund) -> dict[str, object]:
    if refund.status != "SUCCESS" or refund.settled_at is None:
        return {}
    return {"success_time": rfc3339(at_s=refund.settled_at)}
