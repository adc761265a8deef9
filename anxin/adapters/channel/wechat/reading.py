"""What payments and refunds look like in replies and notices, read without believing too much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from anxin.domain.channel import (
    Abnormal,
    Closed,
    NotPaid,
    Paid,
    PayerMark,
    Processing,
    Refunded,
    RefundOrder,
    RefundState,
    Unknown,
)

PAID: Final = frozenset({"SUCCESS", "REFUND"})
"""REFUND: it was paid and some of it, perhaps all, has been asked back."""
UNPAID: Final = frozenset({"NOTPAY", "USERPAYING", "PAYERROR"})
OVER: Final = frozenset({"CLOSED", "REVOKED"})
MERCHANTS_ACCOUNTS: Final = ("商户基本账户", "商户结算银行账户")
"""What the account of a refund begins with that went to the merchant. Source: WeChat Pay v3,
"查询单笔退款", user_received_account: "退还商户：商户基本账户商户结算银行账户"."""

Fields = Mapping[str, Any]


def payment_state(
    *, fields: Fields, payment_no: str, mchid: str, mark_payer: PayerMark
) -> Paid | NotPaid | Unknown:
    """Read a transaction that was asked about; one of another number or merchant is unknown."""
    state = fields.get("trade_state")
    if fields.get("out_trade_no") != payment_no or fields.get("mchid") != mchid:
        return Unknown("an answer about another payment")
    if state in PAID:
        return paid(fields=fields, mark_payer=mark_payer)
    if state in UNPAID or state in OVER:
        return NotPaid(payment_no, closed=state in OVER)
    return Unknown(f"trade_state {state}")


def paid(*, fields: Fields, mark_payer: PayerMark) -> Paid | Unknown:
    """Read a paid transaction. What counts is its `total`: coupons are the channel's to settle."""
    amount, payer = _group(fields, "amount"), _payer(fields)
    total, serial_no = _fen(amount, "total"), fields.get("transaction_id")
    if total is None or not serial_no or amount.get("currency", "CNY") != "CNY":
        return Unknown("a payment without amount or number")
    return Paid(
        str(fields["out_trade_no"]),
        str(serial_no),
        total,
        str(fields["mchid"]),
        mark_payer(f"wechat:{payer}") if payer else b"",
    )


def _payer(fields: Fields) -> str:
    """Return who paid, by the id that our app knows him by; empty where WeChat Pay says nobody."""
    openid = _group(fields, "payer").get("openid")
    return openid if isinstance(openid, str) else ""


def refund_state(*, fields: Fields, order: RefundOrder) -> RefundState | Unknown:
    """Read a refund; one of another number or sum is never taken for ours."""
    refunded = _fen(_group(fields, "amount"), "refund")
    serial_no = str(fields.get("refund_id") or "")
    same = fields.get("out_refund_no") == order.refund_no and refunded == order.amount_fen
    if not same or not serial_no:
        return Unknown(f"an answer about another refund, of {refunded} fen")
    match fields.get("status"):
        case "SUCCESS":
            account = str(fields.get("user_received_account") or "")
            return Refunded(serial_no, account, account.startswith(MERCHANTS_ACCOUNTS))
        case "PROCESSING":
            return Processing(serial_no)
        case "ABNORMAL":
            return Abnormal(serial_no)
        case "CLOSED":
            return Closed(serial_no)
        case status:
            return Unknown(f"status {status}")


def _group(fields: Fields, name: str) -> Mapping[str, Any]:
    group = fields.get(name)
    return group if isinstance(group, dict) else {}


def _fen(amount: Mapping[str, Any], name: str) -> int | None:
    value = amount.get(name)
    is_fen = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if is_fen else None
