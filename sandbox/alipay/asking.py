"""alipay.trade.query and .close: what became of a trade, and no more of it, please."""

from __future__ import annotations

from sandbox.alipay.lifecycle import close_unpaid
from sandbox.alipay.notices import fund_bills, paid_amounts
from sandbox.alipay.replies import Reply, refuse, succeed
from sandbox.alipay.trade import find_trade
from sandbox.alipay.turn import Biz, Turn
from sandbox.clock import beijing_text
from sandbox.money import yuan
from sandbox.payers import LOGON_ID, alipay_user, payer_of


def query_trade(*, turn: Turn, biz: Biz) -> Reply:
    """Tell a trade's state. ACQ.TRADE_NOT_EXIST means: nobody has opened its pay page yet."""
    trade = find_trade(tx=turn.tx, biz=biz)
    if trade is None:
        return refuse("ACQ.TRADE_NOT_EXIST")
    user_id, open_id = alipay_user(name=payer_of(tx=turn.tx, trade_no=trade.trade_no))
    fields: dict[str, object] = {
        "trade_no": trade.trade_no,
        "out_trade_no": trade.out_trade_no,
        "buyer_logon_id": LOGON_ID,
        "buyer_open_id": open_id,
        "buyer_user_id": user_id,
        "trade_status": trade.status,
        "total_amount": yuan(fen=trade.total_fen),
    }
    if trade.paid_at is not None:
        fields |= paid_amounts(trade=trade)
        fields["send_pay_date"] = beijing_text(at_s=trade.paid_at)
        fields["fund_bill_list"] = [
            {"amount": bill["amount"], "fund_channel": bill["fundChannel"]}
            for bill in fund_bills(trade=trade)
        ]
    return succeed(**fields)


def close_trade(*, turn: Turn, biz: Biz) -> Reply:
    """Close a trade that nobody has paid; its pay page then takes no money."""
    trade = find_trade(tx=turn.tx, biz=biz)
    if trade is None:
        return refuse("ACQ.TRADE_NOT_EXIST")
    if trade.status != "WAIT_BUYER_PAY":
        return refuse("ACQ.TRADE_STATUS_ERROR")
    close_unpaid(turn=turn, trade=trade)
    return succeed(trade_no=trade.trade_no, out_trade_no=trade.out_trade_no)
