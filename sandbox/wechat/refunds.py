"""/v3/refund/domestic/refunds: money goes back, and how far it has come.

Source: WeChat Pay, "申请退款" and "查询单笔退款". A refund is known by its out_refund_no: the same
number with the same parameters again is the same refund; with others it is refused. An answer of
200 says that it was accepted and no more: what became of it is told by notice and by query.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from sandbox.clock import beijing_text
from sandbox.kinds import REFUND_KINDS
from sandbox.money import share_fen
from sandbox.switches import Switch, take_switches
from sandbox.wechat.lifecycle import give_back
from sandbox.wechat.limits import find_limit, is_hurried
from sandbox.wechat.order import Order, find_order, find_paid
from sandbox.wechat.refund import (
    SENT_BACK,
    WALLET,
    Refund,
    add_refund,
    find_refund,
    list_refunds,
)
from sandbox.wechat.replies import Reply, refuse, succeed
from sandbox.wechat.sealing import choose_serial
from sandbox.wechat.turn import Call, Content, Turn
from sandbox.wechat.views import refund_view

OTHERWISE = "订单金额或退款金额与之前请求不一致，请核实后再试"
BANK_CARD = "招商银行借记卡0403"
OUTCOMES = {
    "refund_abnormal": "ABNORMAL",
    "refund_closed": "CLOSED",
    "refund_sent_back": SENT_BACK,
}


def refund_order(*, turn: Turn, call: Call) -> Reply:
    """Accept a refund, or say why not."""
    if is_hurried(turn=turn):
        return refuse("FREQUENCY_LIMITED")
    asked = call.content
    if "transaction_id" not in asked and "out_trade_no" not in asked:
        detail = {"field": "/transaction_id", "issue": "is required, or out_trade_no"}
        return refuse("PARAM_ERROR", detail={**detail, "location": "body"})
    order = _find_order(turn, asked)
    if order is None:
        return refuse("RESOURCE_NOT_EXISTS", "订单不存在")
    refund_fen = asked["amount"]["refund"]
    known = find_refund(tx=turn.tx, out_refund_no=asked["out_refund_no"])
    if known is not None:
        if known.asked != _canonical(asked, order):
            return refuse("INVALID_REQUEST", OTHERWISE)
        return succeed(refund_view(refund=known, order=order))
    if asked["amount"]["total"] != order.total_fen:
        return refuse("INVALID_REQUEST", OTHERWISE)
    objection = find_limit(turn=turn, order=order, refund_fen=refund_fen)
    if objection:
        return objection
    refund = _new_refund(turn, call, order)
    add_refund(tx=turn.tx, refund=refund)
    refunded = give_back(turn=turn, order=order, refund_fen=refund_fen)
    return succeed(refund_view(refund=refund, order=refunded))


def query_refund(*, turn: Turn, call: Call) -> Reply:
    """Tell what became of a refund; one that was never accepted is not there."""
    refund = find_refund(tx=turn.tx, out_refund_no=call.path["out_refund_no"])
    if refund is None:
        return refuse("RESOURCE_NOT_EXISTS", "退款单不存在")
    order = find_paid(tx=turn.tx, transaction_id=refund.transaction_id)
    assert order is not None, refund.refund_id
    return succeed(refund_view(refund=refund, order=order))


def plan(*, turn: Turn, place: str, order: Order) -> tuple[str, float]:
    """What PROCESSING becomes, and when: as the switches say."""
    acting: Mapping[str, Switch] = take_switches(
        tx=turn.tx, kinds=REFUND_KINDS, place=place, out_trade_no=order.out_trade_no
    )
    outcome = next((OUTCOMES[kind] for kind in OUTCOMES if kind in acting), "SUCCESS")
    slow = acting.get("refund_processing")
    return outcome, turn.now_s + (slow.seconds if slow else turn.provider.refund_delay_s)


def _find_order(turn: Turn, asked: Content) -> Order | None:
    """The order that a request names; where it names it twice, both must be the same."""
    found = []
    if "transaction_id" in asked:
        found.append(find_paid(tx=turn.tx, transaction_id=asked["transaction_id"]))
    if "out_trade_no" in asked:
        found.append(find_order(tx=turn.tx, out_trade_no=asked["out_trade_no"]))
    return found[0] if found[0] == found[-1] else None


def _new_refund(turn: Turn, call: Call, order: Order) -> Refund:
    asked, keys = call.content, turn.provider.keys
    outcome, settles_at = plan(turn=turn, place=call.name, order=order)
    return Refund(
        refund_id=_new_refund_id(turn),
        out_refund_no=asked["out_refund_no"],
        transaction_id=order.transaction_id,
        asked=_canonical(asked, order),
        refund_fen=asked["amount"]["refund"],
        fee_fen=_fee_fen(turn, order, asked["amount"]["refund"]),
        reason=asked.get("reason", ""),
        notify_url=asked.get("notify_url", ""),
        serial=choose_serial(keys=keys, wanted=call.headers.get("wechatpay-serial", "")),
        funds_account=asked.get("funds_account", "UNSETTLED"),
        channel="ORIGINAL",
        received_account=WALLET if outcome == "SUCCESS" else BANK_CARD,
        status="PROCESSING",
        outcome=outcome,
        created_at=turn.now_s,
        settles_at=settles_at,
        settled_at=None,
    )


def _fee_fen(turn: Turn, order: Order, refund_fen: int) -> int:
    """The fee that comes back: by the rate, and never more than was taken."""
    refunds = list_refunds(tx=turn.tx, transaction_id=order.transaction_id)
    back_fen = sum(refund.fee_fen for refund in refunds if refund.status != "CLOSED")
    by_rate_fen = share_fen(of_fen=refund_fen, rate_bp=turn.merchant.fee_rate_bp)
    return min(by_rate_fen, order.fee_fen - back_fen)


def _canonical(asked: Content, order: Order) -> str:
    """A request as it is compared, whichever number it names the order by."""
    named = {k: v for k, v in asked.items() if k not in ("transaction_id", "out_trade_no")}
    return json.dumps({**named, "order": order.transaction_id}, ensure_ascii=False, sort_keys=True)


def _new_refund_id(turn: Turn) -> str:
    day = beijing_text(at_s=turn.now_s)[:10].replace("-", "")
    return f"503000{secrets.randbelow(10**6):06d}{day}{secrets.randbelow(10**9):09d}"
