"""Notices to the shop: what they say.

Source: Alipay, "异步通知说明". A refund has no notify_url of its own: it is told to that of the
payment, with a cumulative `refund_fee`, and the number of the refund as `out_biz_no`.
"""

from __future__ import annotations

import json
import secrets

from sandbox.alipay.trade import Trade
from sandbox.alipay.turn import Turn
from sandbox.clock import beijing_text
from sandbox.kinds import NOTICE_KINDS
from sandbox.money import yuan
from sandbox.outbox import Draft, Event, Outbox
from sandbox.payers import LOGON_ID, alipay_user, payer_of

OTHER_APP_ID = "2021000199999999"
OUTBOX = Outbox(
    rail="alipay",
    table="notice",
    # After the first sending; Alipay gives up after 24 h 22 min.
    ladder_s=(240, 600, 600, 3600, 7200, 21600, 54000),
    kinds=NOTICE_KINDS,
    forgeries=("wrong_signature", "other_key", "wrong_amount", "other_app"),
)


def queue_notice(*, turn: Turn, trade: Trade, event: str, refund_no: str = "") -> None:
    """Put a notice into the outbox; `event` is paid, refunded or closed.

    Nothing is queued for a trade without notify_url.
    """
    draft = Draft(_new_notify_id(turn), _fields(turn, trade, refund_no), turn.now_s)
    OUTBOX.queue(
        tx=turn.tx,
        event=Event(event, trade.trade_no, trade.out_trade_no, trade.notify_url),
        draft=draft,
        forge=lambda how: _forge(turn, trade, draft, how),
        now_s=turn.now_s,
        divisor=turn.ladder_divisor,
    )


def _fields(turn: Turn, trade: Trade, refund_no: str) -> dict[str, str]:
    """Everything a notice says but for the time of its sending and its signature."""
    total = yuan(fen=trade.total_fen)
    user_id, open_id = alipay_user(name=payer_of(tx=turn.tx, trade_no=trade.trade_no))
    said = {
        "notify_type": "trade_status_sync",
        "app_id": turn.merchant.app_id,
        "auth_app_id": turn.merchant.app_id,
        "charset": "utf-8",
        "version": "1.0",
        "trade_no": trade.trade_no,
        "out_trade_no": trade.out_trade_no,
        "out_biz_no": refund_no,
        "buyer_id": user_id,
        "buyer_open_id": open_id,
        "buyer_logon_id": LOGON_ID,
        "seller_id": turn.merchant.seller_id,
        "trade_status": trade.status,
        "total_amount": total,
        "subject": trade.subject,
        "body": trade.body,
        "passback_params": trade.passback_params,
        "gmt_create": beijing_text(at_s=trade.created_at),
    }
    if trade.paid_at is not None:
        said |= paid_amounts(trade=trade)
        said["fund_bill_list"] = json.dumps(fund_bills(trade=trade), separators=(",", ":"))
        said["gmt_payment"] = beijing_text(at_s=trade.paid_at)
    if refund_no:
        said["refund_fee"] = yuan(fen=trade.refunded_fen)
        said["gmt_refund"] = f"{beijing_text(at_s=turn.now_s)}.{int(turn.now_s * 1000) % 1000:03d}"
    if trade.closed_at is not None:
        said["gmt_close"] = beijing_text(at_s=trade.closed_at)
    return {name: value for name, value in said.items() if value}


def paid_amounts(*, trade: Trade) -> dict[str, str]:
    """What was paid, by whose money: here the buyer pays all of it."""
    total = yuan(fen=trade.total_fen)
    whole = dict.fromkeys(("receipt_amount", "buyer_pay_amount", "invoice_amount"), total)
    return {**whole, "point_amount": "0.00"}


def fund_bills(*, trade: Trade) -> list[dict[str, str]]:
    """The channels that the money came through."""
    return [{"amount": yuan(fen=trade.total_fen), "fundChannel": "ALIPAYACCOUNT"}]


def _forge(turn: Turn, trade: Trade, draft: Draft, how: str) -> Draft:
    """A notice that Alipay never meant for this trade."""
    fields = dict(draft.fields)
    if how == "wrong_amount":
        wrong = yuan(fen=1 if trade.total_fen != 1 else 2)
        fields |= {name: wrong for name in fields if name.endswith("_amount")}
    if how == "other_app":
        fields |= {"app_id": OTHER_APP_ID, "auth_app_id": OTHER_APP_ID}
    return Draft(_new_notify_id(turn), fields, draft.due_at)


def _new_notify_id(turn: Turn) -> str:
    day = beijing_text(at_s=turn.now_s)[:10].replace("-", "")
    return f"{day}00222{secrets.randbelow(10**21):021d}"
