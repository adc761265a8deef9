"""Notices to the shop: what they say before they are encrypted.

Source: WeChat Pay, "支付成功回调通知" and "退款结果通知". A payment is told to the order's address,
a refund to the refund's own; without one nothing is told.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.kinds import WECHAT_NOTICE_KINDS
from sandbox.outbox import Draft, Event, Outbox
from sandbox.payers import payer_of
from sandbox.wechat.order import Order
from sandbox.wechat.refund import Refund
from sandbox.wechat.turn import Turn
from sandbox.wechat.views import order_view, refund_notice

OTHER_MCHID = "1900009999"
OUTBOX = Outbox(
    rail="wechat",
    table="wechat_notice",
    # After the first sending; WeChat gives up after 24 h 4 min.
    ladder_s=(15, 15, 30, 180, 600, 1200, *[1800] * 3, 3600, *[10800] * 3, *[21600] * 2),
    kinds=WECHAT_NOTICE_KINDS,
    forgeries=(
        "wrong_signature",
        "other_key",
        "wrong_amount",
        "other_mchid",
        "stale_timestamp",
        "signtest",
    ),
)
EVENTS = {"SUCCESS": "refunded", "ABNORMAL": "refund_abnormal", "CLOSED": "refund_closed"}
SUMMARIES = {"SUCCESS": "退款成功", "ABNORMAL": "退款异常", "CLOSED": "退款关闭"}


def tell_paid(*, turn: Turn, order: Order) -> None:
    """Tell that an order was paid, and by whom."""
    payer = payer_of(tx=turn.tx, trade_no=order.transaction_id)
    fields = {
        "event_type": "TRANSACTION.SUCCESS",
        "summary": "支付成功",
        "original_type": "transaction",
        "serial": order.serial,
        "created_at": turn.now_s,
        "plain": order_view(order=order, merchant=turn.merchant, payer=payer),
    }
    event = Event("paid", order.transaction_id, order.out_trade_no, order.notify_url)
    _queue(turn, event, fields)


def tell_refund(*, turn: Turn, order: Order, refund: Refund) -> None:
    """Tell what became of a refund."""
    fields = {
        "event_type": f"REFUND.{refund.status}",
        "summary": SUMMARIES[refund.status],
        "original_type": "refund",
        "serial": refund.serial,
        "created_at": turn.now_s,
        "plain": refund_notice(refund=refund, order=order, merchant=turn.merchant),
    }
    name = EVENTS[refund.status]
    _queue(turn, Event(name, order.transaction_id, order.out_trade_no, refund.notify_url), fields)


def _queue(turn: Turn, event: Event, fields: Mapping[str, Any]) -> None:
    OUTBOX.queue(
        tx=turn.tx,
        event=event,
        draft=Draft(str(uuid.uuid4()), fields, turn.now_s),
        forge=lambda how: Draft(str(uuid.uuid4()), _forged(fields, how), turn.now_s),
        now_s=turn.now_s,
        divisor=turn.provider.ladder_divisor,
    )


def _forged(fields: Mapping[str, Any], how: str) -> Mapping[str, Any]:
    """What a notice says that WeChat Pay never meant for this shop."""
    plain = dict(fields["plain"])
    if how == "wrong_amount":
        amounts = plain["amount"]
        plain["amount"] = {k: v + 1 if isinstance(v, int) else v for k, v in amounts.items()}
    if how == "other_mchid":
        plain["mchid"] = OTHER_MCHID
    return {**fields, "plain": plain}
