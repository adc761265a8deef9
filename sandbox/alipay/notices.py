"""Notices to the shop: what they say, and how they get into the outbox.

A notice is written in the transaction of what it tells of, so neither is ever without the other.
Source: Alipay, "异步通知说明". A refund has no notify_url of its own: it is told to that of the
payment, with a cumulative `refund_fee`, and the number of the refund as `out_biz_no`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sandbox.alipay.trade import Trade
from sandbox.alipay.turn import Turn
from sandbox.clock import beijing_text
from sandbox.loopback import may_be_called
from sandbox.money import yuan
from sandbox.switches import NOTICE_KINDS, Switch, take_switches

BUYER = {"buyer_id": "2088100000000002", "buyer_logon_id": "buy***@sandbox.test"}
BUYER_OPEN_ID = "074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5"
# After the first sending; Alipay gives up after 24 h 22 min.
LADDER_S = (240, 600, 600, 3600, 7200, 21600, 54000)
OVERTAKEN_BY_S = 0.5
OTHER_APP_ID = "2021000199999999"


@dataclass(frozen=True)
class Draft:
    """A notice before it lies in the outbox."""

    notify_id: str
    fields: Mapping[str, str]
    due_at: float
    forged: str = ""
    resent: bool = True
    held: bool = False
    lost_times: int = 0


def queue_notice(*, turn: Turn, trade: Trade, event: str, refund_no: str = "") -> None:
    """Put a notice into the outbox; `event` is paid, refunded or closed.

    Nothing is queued for a trade without notify_url. What the switches make of it is decided here.
    """
    if not trade.notify_url:
        return
    turn.tx.execute(
        "UPDATE notice SET due_at = ?, held = 0 WHERE trade_no = ? AND held AND done_at IS NULL",
        [turn.now_s + OVERTAKEN_BY_S, trade.trade_no],
    )
    draft = Draft(_new_notify_id(turn), _fields(turn, trade, refund_no), turn.now_s)
    acting = take_switches(
        tx=turn.tx,
        kinds=NOTICE_KINDS,
        place=f"alipay.notice.{event}",
        out_trade_no=trade.out_trade_no,
    )
    for changed in _as_switched(turn, trade, draft, acting):
        _insert(turn, trade, event, changed)


def _fields(turn: Turn, trade: Trade, refund_no: str) -> dict[str, str]:
    """Everything a notice says but for the time of its sending and its signature."""
    total = yuan(fen=trade.total_fen)
    said = {
        "notify_type": "trade_status_sync",
        "app_id": turn.merchant.app_id,
        "auth_app_id": turn.merchant.app_id,
        "charset": "utf-8",
        "version": "1.0",
        "trade_no": trade.trade_no,
        "out_trade_no": trade.out_trade_no,
        "out_biz_no": refund_no,
        **BUYER,
        "buyer_open_id": BUYER_OPEN_ID,
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


def _as_switched(
    turn: Turn, trade: Trade, draft: Draft, acting: Mapping[str, Switch]
) -> list[Draft]:
    """What is really sent: forgeries first, then the notice itself, then its copies."""
    if "late" in acting:
        draft = replace(draft, due_at=draft.due_at + acting["late"].seconds)
    if "reordered" in acting:
        draft = replace(draft, due_at=draft.due_at + acting["reordered"].seconds, held=True)
    if "lost" in acting:
        draft = replace(draft, lost_times=acting["lost"].options["times"])
    forgeries = acting["forged"].options["how"] if "forged" in acting else []
    copies = acting["duplicate"].options["copies"] if "duplicate" in acting else 0
    return [
        *(_forge(turn, trade, draft, how) for how in forgeries),
        draft,
        *[replace(draft, resent=False)] * copies,
    ]


def _forge(turn: Turn, trade: Trade, draft: Draft, how: str) -> Draft:
    """A notice that Alipay never meant for this trade; signatures are spoilt when it is sent."""
    fields = dict(draft.fields)
    if how == "wrong_amount":
        wrong = yuan(fen=1 if trade.total_fen != 1 else 2)
        fields |= {name: wrong for name in fields if name.endswith("_amount")}
    if how == "other_app":
        fields |= {"app_id": OTHER_APP_ID, "auth_app_id": OTHER_APP_ID}
    return Draft(_new_notify_id(turn), fields, draft.due_at, forged=how, resent=False)


def _insert(turn: Turn, trade: Trade, event: str, draft: Draft) -> None:
    called = may_be_called(url=trade.notify_url)
    attempts = min(draft.lost_times, len(LADDER_S) + 1)
    answer = f"lost {attempts} times" if attempts else ""
    turn.tx.execute(
        "INSERT INTO notice (notify_id, trade_no, event, url, fields, forged, resent, held,"
        " due_at, attempts, answer, done_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [draft.notify_id, trade.trade_no, event, trade.notify_url,
         json.dumps(draft.fields, ensure_ascii=False), draft.forged, draft.resent, draft.held,
         draft.due_at + sum(LADDER_S[:attempts]) / turn.ladder_divisor, attempts,
         answer if called else "never called: not on this machine",
         None if called and attempts <= len(LADDER_S) else turn.now_s],
    )  # fmt: skip


def _new_notify_id(turn: Turn) -> str:
    day = beijing_text(at_s=turn.now_s)[:10].replace("-", "")
    return f"{day}00222{secrets.randbelow(10**21):021d}"
