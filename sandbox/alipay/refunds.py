"""alipay.trade.refund and alipay.trade.fastpay.refund.query.

Source: Alipay, "统一收单交易退款接口" and "统一收单交易退款查询". A refund is known by its trade
and out_request_no: the same number with the same amount again changes nothing and says so
(fund_change=N); with another amount it is refused. `refund_fee` is the sum of all refunds so far.
"""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.alipay.lifecycle import take_back
from sandbox.alipay.replies import Reply, refuse, succeed
from sandbox.alipay.trade import Trade, find_trade
from sandbox.alipay.turn import Biz, Turn, options, text
from sandbox.book import Tx
from sandbox.clock import beijing_text
from sandbox.money import read_yuan, yuan
from sandbox.payers import LOGON_ID, alipay_user, payer_of

MOST_CHARACTERS = 9
SPACING_S = 3
NOT_REFUNDABLE = {
    "WAIT_BUYER_PAY": "ACQ.TRADE_STATUS_ERROR",
    "TRADE_CLOSED": "ACQ.TRADE_STATUS_ERROR",
    "TRADE_FINISHED": "ACQ.TRADE_HAS_FINISHED",
}


@dataclass(frozen=True)
class Refund:
    """One row of the table: a refund that was made."""

    trade_no: str
    out_request_no: str
    refund_fen: int
    reason: str
    refunded_at: float


def refund_trade(*, turn: Turn, biz: Biz) -> Reply:
    """Give money back."""
    amount = text(biz, "refund_amount")
    refund_fen = read_yuan(text=amount)
    if not refund_fen or len(amount) > MOST_CHARACTERS or not _is_named(biz):
        return _refuse(biz, "ACQ.INVALID_PARAMETER")
    trade = find_trade(tx=turn.tx, biz=biz)
    if trade is None:
        return _refuse(biz, "ACQ.TRADE_NOT_EXIST")
    number = text(biz, "out_request_no") or trade.out_trade_no
    known = _find_refund(turn.tx, trade, number)
    if known is not None:
        if known.refund_fen != refund_fen:
            return _refuse(biz, "ACQ.DISCORDANT_REPEAT_REQUEST")
        return _succeed(turn, trade, biz, known, changed=False)
    objection = _objection(turn, trade, refund_fen, numbered=bool(text(biz, "out_request_no")))
    if objection:
        return _refuse(biz, objection)
    refund = Refund(trade.trade_no, number, refund_fen, text(biz, "refund_reason"), turn.now_s)
    turn.tx.execute(
        "INSERT INTO refund VALUES"
        " (:trade_no, :out_request_no, :refund_fen, :reason, :refunded_at)",
        vars(refund),
    )
    refunded = take_back(turn=turn, trade=trade, refund_fen=refund_fen, refund_no=number)
    return _succeed(turn, refunded, biz, refund, changed=True)


def query_refund(*, turn: Turn, biz: Biz) -> Reply:
    """Tell whether a refund was made; success with no fields means that it was not."""
    number = text(biz, "out_request_no")
    if not number or not _is_named(biz):
        return refuse("ACQ.INVALID_PARAMETER")
    trade = find_trade(tx=turn.tx, biz=biz)
    if trade is None:
        return refuse("ACQ.TRADE_NOT_EXIST")
    refund = _find_refund(turn.tx, trade, number)
    if refund is None:
        return succeed()
    fields = {
        "trade_no": trade.trade_no,
        "out_trade_no": trade.out_trade_no,
        "out_request_no": number,
        "refund_reason": refund.reason,
        "total_amount": yuan(fen=trade.total_fen),
        "refund_amount": yuan(fen=refund.refund_fen),
        "refund_status": "REFUND_SUCCESS",
    }
    if "gmt_refund_pay" in options(biz):
        fields["gmt_refund_pay"] = beijing_text(at_s=refund.refunded_at)
    return succeed(**fields, **_details(biz, refund))


def list_refunds(*, tx: Tx, trade: Trade) -> list[Refund]:
    """The refunds of a trade, oldest first."""
    rows = tx.execute(
        "SELECT * FROM refund WHERE trade_no = ? ORDER BY refunded_at", [trade.trade_no]
    )
    return [Refund(**row) for row in rows]


def _is_named(biz: Biz) -> bool:
    """Whether the call names a trade, with numbers of a length that Alipay takes."""
    named = text(biz, "trade_no") or text(biz, "out_trade_no")
    return bool(named) and len(named) <= 64 and len(text(biz, "out_request_no")) <= 64


def _objection(turn: Turn, trade: Trade, refund_fen: int, *, numbered: bool) -> str | None:
    """Why a refund that was not made before cannot be made now.

    Alipay asks for three seconds between two refunds of a trade and names no code for less; here
    it is the one after which a client asks and tries again.
    """
    if trade.status in NOT_REFUNDABLE:
        return NOT_REFUNDABLE[trade.status]
    if not numbered and refund_fen != trade.total_fen:
        return "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    if refund_fen > trade.total_fen:
        return "ACQ.REASON_TRADE_REFUND_FEE_ERR"
    if trade.refunded_fen + refund_fen > trade.total_fen:
        return "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    row = turn.tx.execute(
        "SELECT max(refunded_at) AS last FROM refund WHERE trade_no = ?", [trade.trade_no]
    ).fetchone()
    too_soon = row["last"] is not None and abs(turn.now_s - row["last"]) < SPACING_S
    return "ACQ.SYSTEM_ERROR" if too_soon else None


def _find_refund(tx: Tx, trade: Trade, number: str) -> Refund | None:
    row = tx.execute(
        "SELECT * FROM refund WHERE trade_no = ? AND out_request_no = ?", [trade.trade_no, number]
    ).fetchone()
    return Refund(**row) if row else None


def _succeed(turn: Turn, trade: Trade, biz: Biz, refund: Refund, *, changed: bool) -> Reply:
    user_id, open_id = alipay_user(name=payer_of(tx=turn.tx, trade_no=trade.trade_no))
    return succeed(
        trade_no=trade.trade_no,
        out_trade_no=trade.out_trade_no,
        buyer_logon_id=LOGON_ID,
        buyer_open_id=open_id,
        buyer_user_id=user_id,
        fund_change="Y" if changed else "N",
        gmt_refund_pay=beijing_text(at_s=refund.refunded_at),
        refund_fee=yuan(fen=trade.refunded_fen),
        **_details(biz, refund),
    )


def _details(biz: Biz, refund: Refund) -> dict[str, object]:
    """What went back by which channel, for callers that ask for it."""
    if "refund_detail_item_list" not in options(biz):
        return {}
    amount = yuan(fen=refund.refund_fen)
    item = {"fund_channel": "ALIPAYACCOUNT", "amount": amount}
    return {"send_back_fee": amount, "refund_detail_item_list": [item]}


def _refuse(biz: Biz, sub_code: str) -> Reply:
    """A refusal; Alipay adds the number and two zeros, which are not sums of anything."""
    return refuse(
        sub_code,
        out_trade_no=text(biz, "out_trade_no"),
        refund_fee="0.00",
        send_back_fee="0.00",
    )
