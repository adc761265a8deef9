"""The trade bill (业务明细): one line per payment and refund, and a summary beside it.

Cells are not quoted, whatever they hold; long numbers end in a TAB; refunds are negative; a refund
without a number of its own shows that of its trade. Times are those of completion.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sandbox.alipay.refunds import Refund
from sandbox.alipay.trade import Trade
from sandbox.book import Tx
from sandbox.clock import beijing_text
from sandbox.money import yuan
from sandbox.payers import LOGON_ID
from sandbox.planting import PAYMENT, REFUND, Line, Planted

FEE_PER_10_000 = 60
"""What the merchant's contract says: 0.60 %, given back in proportion with each refund."""
DASHES = "-" * 40
TRADE_HEADER = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,"
    "对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,"
    "商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,"
    "退款批次号/请求号,服务费（元）,分润（元）,备注"
)
SUMMARY_HEADER = (
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,"
    "支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）"
)


def bill_lines(*, tx: Tx, from_s: float, until_s: float) -> list[Line]:
    """What was completed within a span, the earliest first."""
    span = [from_s, until_s]
    trades = [
        Trade(**row)
        for row in tx.execute("SELECT * FROM trade WHERE paid_at >= ? AND paid_at < ?", span)
    ]
    payments = [
        Line(PAYMENT, trade.out_trade_no, trade.trade_no, trade.total_fen, fee(trade.total_fen),
             trade.created_at, trade.paid_at or 0, subject=trade.subject)
        for trade in trades
    ]  # fmt: skip
    rows = tx.execute(
        "SELECT r.*, t.out_trade_no, t.subject FROM refund r JOIN trade t USING (trade_no)"
        " WHERE refunded_at >= ? AND refunded_at < ?",
        span,
    ).fetchall()
    refunds = [_refund(dict(row)) for row in rows]
    return sorted(payments + refunds, key=lambda line: (line.done_at, line.kind, line.refund_no))


def _refund(row: dict[str, str]) -> Line:
    out_trade_no, subject = row.pop("out_trade_no"), row.pop("subject")
    refund = Refund(**row)  # type: ignore[arg-type]
    return Line(
        REFUND, out_trade_no, refund.trade_no, refund.refund_fen, -fee(refund.refund_fen),
        refund.refunded_at, refund.refunded_at, subject=subject, refund_no=refund.out_request_no,
        remark=refund.reason,
    )  # fmt: skip


def fee(amount_fen: int) -> int:
    """What the gateway keeps of an amount, a half rounded up.

    >>> fee(9_800), fee(83), fee(84)
    (59, 0, 1)
    """
    return (2 * amount_fen * FEE_PER_10_000 + 10_000) // 20_000


def trade_files(
    *, planted: Planted, seller_id: str, span: tuple[datetime, datetime]
) -> dict[str, list[str]]:
    """The lines of both files by their names."""
    head, foot = head_lines(seller_id, span), exported(span)
    paid = [line for line in planted.summed if line.kind == PAYMENT]
    back = [line for line in planted.summed if line.kind == REFUND]
    detail = [
        "#支付宝业务明细查询", *head,
        f"#{DASHES}业务明细列表{DASHES}",
        TRADE_HEADER,
        *map(_detail, planted.lines),
        f"#{DASHES}业务明细列表结束{DASHES}",
        f"#交易合计：{len(paid)}笔，商家实收共{signed(_sum(paid))}元，商家优惠共0.00元",
        f"#退款合计：{len(back)}笔，商家实收退款共{signed(-_sum(back))}元，商家优惠退款共0.00元",
        foot,
    ]  # fmt: skip
    net, fees = _sum(paid) - _sum(back), sum(line.fee_fen for line in planted.summed)
    amounts = [net, net, 0, 0, 0, -fees, 0, net - fees]
    sums = ",".join([str(len(paid)), str(len(back)), *map(signed, amounts)])
    summary = [
        "#支付宝业务汇总查询", *head,
        f"#{DASHES}业务汇总列表{DASHES}",
        SUMMARY_HEADER, f",,{sums}", f"合计,,{sums}",
        f"#{DASHES}业务汇总列表结束{DASHES}",
        foot,
    ]  # fmt: skip
    return {"业务明细": detail, "业务明细(汇总)": summary}


def _detail(line: Line) -> str:
    sign = 1 if line.kind == PAYMENT else -1
    amount = signed(sign * line.amount_fen)
    refund_no = f"{line.refund_no}\t" if line.refund_no else ""
    cells = [
        f"{line.trade_no}\t", f"{line.out_trade_no}\t", "交易" if sign > 0 else "退款",
        plain(line.subject), beijing_text(at_s=line.created_at), beijing_text(at_s=line.done_at),
        "", "", "", "", LOGON_ID, amount, amount,
        *["0.00"] * 5, "", "0.00", "0.00",
        refund_no, signed(-line.fee_fen), "0.00", plain(line.remark),
    ]  # fmt: skip
    return ",".join(cells)


def plain(words: str) -> str:
    """A text on one line; that is all that is done about it."""
    return " ".join(words.split())


def _sum(lines: Sequence[Line]) -> int:
    return sum(line.amount_fen for line in lines)


def signed(fen: int) -> str:
    """
    >>> signed(-3580)
    '-35.80'
    """
    return f"{'-' if fen < 0 else ''}{yuan(fen=abs(fen))}"


def head_lines(seller_id: str, span: tuple[datetime, datetime]) -> list[str]:
    """Whose bill it is, and of which days."""
    start, end = (f"{at:%Y年%m月%d日 %H:%M:%S}" for at in span)
    return [f"#账号：[{seller_id}0156]", f"#起始日期：[{start}]   终止日期：[{end}]"]


def exported(span: tuple[datetime, datetime]) -> str:
    """When the file was made: early on the next day, whenever it is asked for."""
    made = span[1] + timedelta(hours=6, minutes=27, seconds=10)
    return f"#导出时间：[{made:%Y年%m月%d日 %H:%M:%S}]"
