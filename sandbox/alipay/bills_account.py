"""The account bill (账务明细): every movement of the balance, fees on lines of their own.

Numbers of movements are made from those of trades; the balance begins each span at nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.alipay.bills_trade import DASHES, exported, head_lines, plain, signed
from sandbox.clock import beijing_text
from sandbox.money import yuan
from sandbox.payers import LOGON_ID
from sandbox.planting import PAYMENT, Line, Planted

HEADER = (
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,"
    "账户余额（元）,交易渠道,业务类型,备注"
)
SUMMARY_HEADER = "类型,收入笔数,收入金额（+元）,支出笔数,支出金额（-元）,总金额（元）"


@dataclass(frozen=True)
class Movement:
    """One line; `fen` is negative for what goes out."""

    kind: str
    line: Line
    fen: int


def movements(lines: Sequence[Line]) -> list[Movement]:
    """Each payment or refund moves the balance, and then its fee does."""
    moved: list[Movement] = []
    for line in lines:
        words, sign = ("在线支付", 1) if line.kind == PAYMENT else ("交易退款", -1)
        moved.append(Movement(words, line, sign * line.amount_fen))
        if line.fee_fen:
            moved.append(Movement("收费" if line.fee_fen > 0 else "退费", line, -line.fee_fen))
    return moved


def account_files(
    *, planted: Planted, seller_id: str, span: tuple[datetime, datetime]
) -> dict[str, list[str]]:
    """The lines of both files by their names."""
    head, foot = head_lines(seller_id, span), exported(span)
    shown, summed = movements(planted.lines), movements(planted.summed)
    out = [move for move in summed if move.fen < 0]
    in_ = [move for move in summed if move.fen > 0]
    detail = [
        "#支付宝账务明细查询", *head,
        f"#{DASHES}账务明细列表{DASHES}",
        HEADER,
        *_details(shown),
        f"#{DASHES}账务明细列表结束{DASHES}",
        f"#支出合计：{len(out)}笔，共{signed(_sum(out))}元",
        f"#收入合计：{len(in_)}笔，共{signed(_sum(in_))}元",
        foot,
    ]  # fmt: skip
    kinds = dict.fromkeys(move.kind for move in summed)
    summary = [
        "#支付宝账务汇总查询", *head,
        f"#{DASHES}账务汇总列表{DASHES}",
        SUMMARY_HEADER,
        *(_summary(kind, [move for move in summed if move.kind == kind]) for kind in kinds),
        _summary("合计", summed),
        f"#{DASHES}账务汇总列表结束{DASHES}",
        foot,
    ]  # fmt: skip
    return {"账务明细": detail, "账务明细(汇总)": summary}


def _details(moves: Sequence[Movement]) -> list[str]:
    balance, written = 0, []
    for place, move in enumerate(moves):
        balance += move.fen
        line = move.line
        income, outgo = ("", signed(move.fen)) if move.fen < 0 else (yuan(fen=move.fen), "")
        cells = [
            f"{line.trade_no}{place:04d}\t", f"{line.trade_no}\t", f"{line.out_trade_no}\t",
            plain(line.subject), beijing_text(at_s=line.done_at), LOGON_ID,
            income, outgo, signed(balance), "支付宝", move.kind, plain(line.remark),
        ]  # fmt: skip
        written.append(",".join(cells))
    return written


def _summary(kind: str, moves: Sequence[Movement]) -> str:
    in_, out = [m for m in moves if m.fen > 0], [m for m in moves if m.fen < 0]
    sums = [str(len(in_)), signed(_sum(in_)), str(len(out)), signed(_sum(out)), signed(_sum(moves))]
    return ",".join([kind, *sums])


def _sum(moves: Sequence[Movement]) -> int:
    return sum(move.fen for move in moves)
