"""The trade bill: one row per payment and per refund, then two lines of totals.

Every cell begins with a backtick; cells are not quoted, whatever they hold. Amounts are yuan, those
of refunds positive, fees with five decimals and negative where they come back.
Source: WeChat Pay, "交易账单" of the merchant platform.
"""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.clock import beijing_text
from sandbox.money import yuan
from sandbox.payers import payer_of, wechat_user
from sandbox.planting import PAYMENT, REFUND, Line, Planted
from sandbox.wechat.billed import order_of
from sandbox.wechat.turn import Turn
from sandbox.wechat.views import BANK_TYPE

BEFORE = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额"
).split(",")
TIMES = ["退款申请时间", "退款成功时间"]
REFUNDED = "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态".split(",")
AFTER = "商品名称,商户数据包,手续费,费率,订单金额".split(",")
HEADERS = {
    "ALL": [*BEFORE, *REFUNDED, *AFTER, "申请退款金额", "费率备注"],
    "SUCCESS": [*BEFORE, *AFTER, "费率备注"],
    "REFUND": [*BEFORE, *TIMES, *REFUNDED, *AFTER, "申请退款金额", "费率备注"],
}
WANTED = {"ALL": (PAYMENT, REFUND), "SUCCESS": (PAYMENT,), "REFUND": (REFUND,)}
TOTALS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)


def trade_file(*, turn: Turn, kind: str, planted: Planted) -> list[str] | None:
    """The lines of a bill; nothing where it would have no row."""
    shown = [line for line in planted.lines if line.kind in WANTED[kind]]
    if not shown:
        return None
    header = HEADERS[kind]
    cells = [_cells(turn, line) for line in shown]
    rows = [ticked([row[name] for name in header]) for row in cells]
    summed = [line for line in planted.summed if line.kind in WANTED[kind]]
    return [",".join(header), *rows, TOTALS, _totals(summed)]


def _cells(turn: Turn, line: Line) -> dict[str, str]:
    """A row by the names of its columns."""
    order = order_of(tx=turn.tx, trade_no=line.trade_no)
    paid = line.kind == PAYMENT
    amount, none = yuan(fen=line.amount_fen), "0.00"
    done = line.status == "SUCCESS" and line.done_at > 0
    return {
        "交易时间": beijing_text(at_s=line.created_at),
        "公众账号ID": turn.merchant.appid,
        "商户号": turn.merchant.mchid,
        "特约商户号": "0",
        "设备号": "",
        "微信订单号": line.trade_no,
        "商户订单号": line.out_trade_no,
        "用户标识": wechat_user(name=payer_of(tx=turn.tx, trade_no=line.trade_no)),
        "交易类型": order.trade_type,
        "交易状态": "SUCCESS" if paid else "REFUND",
        "付款银行": BANK_TYPE,
        "货币种类": "CNY",
        "应结订单金额": amount if paid else none,
        "代金券金额": none,
        "退款申请时间": beijing_text(at_s=line.created_at),
        "退款成功时间": beijing_text(at_s=line.done_at) if done else "",
        "微信退款单号": line.refund_id or "0",
        "商户退款单号": line.refund_no or "0",
        "退款金额": none if paid else amount,
        "充值券退款金额": none,
        "退款类型": "" if paid else "ORIGINAL",
        "退款状态": "" if paid else line.status,
        "商品名称": plain(line.subject),
        "商户数据包": plain(order.attach),
        "手续费": fee_text(line.fee_fen),
        "费率": f"{turn.merchant.fee_rate_bp / 100:.2f}%",
        "订单金额": amount if paid else none,
        "申请退款金额": none if paid else amount,
        "费率备注": "",
    }


def _totals(lines: Sequence[Line]) -> str:
    paid = yuan(fen=sum(line.amount_fen for line in lines if line.kind == PAYMENT))
    back = yuan(fen=sum(line.amount_fen for line in lines if line.kind == REFUND))
    fees = fee_text(sum(line.fee_fen for line in lines))
    return ticked([str(len(lines)), paid, back, "0.00", fees, paid, back])


def ticked(cells: Sequence[str]) -> str:
    """
    >>> ticked(["1", "a,b"])
    '`1,`a,b'
    """
    return ",".join(f"`{cell}" for cell in cells)


def plain(words: str) -> str:
    """A text on one line; that is all that is done about it."""
    return " ".join(words.split())


def fee_text(fen: int) -> str:
    """
    >>> fee_text(18), fee_text(-5)
    ('0.18000', '-0.05000')
    """
    return f"{'-' if fen < 0 else ''}{yuan(fen=abs(fen))}000"
