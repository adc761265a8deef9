"""What the adapter is asked for in these tests, and WeChat Pay's good answers to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from anxin.adapters.channel.wechat import WechatChannel
from anxin.domain.channel import Bill, RefundOrder
from tests.channel.wechat.platform import APPID, MCHID

EXPIRES_AT = datetime(2026, 11, 22, 7, 15, tzinfo=UTC)
BILL = Bill("P1", 9_800, "游戏点卡", EXPIRES_AT, "http://localhost:8000/back/?a=1&b=2")
ORDER = RefundOrder("R1", "P1", 1_000, "不想要了", 9_800)
REFUND: dict[str, Any] = {
    "refund_id": "503",
    "out_refund_no": "R1",
    "out_trade_no": "P1",
    "user_received_account": "招商银行信用卡0403",
    "status": "PROCESSING",
    "amount": {"total": 9_800, "refund": 1_000, "currency": "CNY"},
}
PAYMENT: dict[str, Any] = {
    "mchid": MCHID,
    "appid": APPID,
    "out_trade_no": "P1",
    "transaction_id": "420",
    "trade_state": "SUCCESS",
    "amount": {"total": 9_800, "payer_total": 9_800, "currency": "CNY"},
}
CALLS: dict[str, Callable[[WechatChannel], object]] = {
    "pay_code": lambda channel: channel.pay_code(bill=BILL),
    "pay_address": lambda channel: channel.pay_address(
        bill=replace(BILL, payer_ip="203.0.113.7"), phone=True
    ),
    "find_payment": lambda channel: channel.find_payment(payment_no="P1"),
    "close_payment": lambda channel: channel.close_payment(payment_no="P1"),
    "refund": lambda channel: channel.refund(order=ORDER),
    "find_refund": lambda channel: channel.find_refund(order=ORDER),
    "recall_refund": lambda channel: channel.recall_refund(order=ORDER, serial_no="503"),
}
ASKS = {"find_payment", "find_refund"}
