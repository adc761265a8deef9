"""The two sheets of a trade bill: rows between their marks, sums in the lines below and beside."""

from __future__ import annotations

import re
from typing import Final

from anxin.adapters.channel.sheet import (
    Row,
    columns_of,
    fit,
    read_count,
    read_fen,
    read_time,
    require,
)
from anxin.domain.reconciliation import BillRow, BrokenBill, Declared

DETAIL: Final = "业务明细列表"
SUMMARY: Final = "业务汇总列表"
NUMBER, OUR_NO, KIND, NAME = "支付宝交易号", "商户订单号", "业务类型", "商品名称"
CREATED, DONE, RECEIVED = "创建时间", "完成时间", "商家实收(元)"
REFUND_NO, FEE = "退款批次号/请求号", "服务费(元)"
KINDS: Final = {"交易": "payment", "退款": "refund"}
_PAID = re.compile(r"#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元")
_BACK = re.compile(r"#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元")


class Sheet:
    """One sheet: its lines, and the table between the marks of its kind."""

    def __init__(self, text: str, kind: str) -> None:
        # Not `splitlines`: it also breaks at characters that a product's name may hold.
        self.lines = [line.rstrip("\r") for line in text.split("\n") if line.strip("\r")]
        begins, ends = self._marks(kind)
        table = self.lines[begins + 1 : ends]
        if not table:
            raise BrokenBill("truncated", "no header")
        self.columns = columns_of(table[0])
        self.table = table[1:]

    def _marks(self, kind: str) -> tuple[int, int]:
        """Where the table begins and ends; a file without its end was cut short."""
        marks = [n for n, line in enumerate(self.lines) if line.startswith("#-") and kind in line]
        if not marks:
            raise BrokenBill("unreadable", f"no {kind}")
        if len(marks) != 2 or f"{kind}结束" not in self.lines[marks[1]]:
            raise BrokenBill("truncated", f"no end of {kind}")
        return marks[0], marks[1]

    def line(self, beginning: str) -> str:
        """The one line that begins so."""
        found = [line for line in self.lines if line.startswith(beginning)]
        if len(found) != 1:
            raise BrokenBill("truncated", f"{len(found)} lines {beginning}")
        return found[0]


def read_rows(*, sheet: Sheet) -> tuple[BillRow, ...]:
    """Read the rows of the detail sheet. Raises `BrokenBill`."""
    require(sheet.columns, NUMBER, OUR_NO, KIND, NAME, CREATED, DONE, RECEIVED, REFUND_NO, FEE)
    return tuple(
        _row(fit(cells=line.split(","), columns=sheet.columns, name=NAME, fits=_fits))
        for line in sheet.table
    )


def _fits(row: Row) -> bool:
    """Whether times, sums and the kind stand where they should."""
    try:
        _row(row)
        read_time(row[CREATED])
    except BrokenBill:
        return False
    return True


def _row(row: Row) -> BillRow:
    """What the merchant got counts, not what the goods cost: coupons of Alipay's are paid by it.

    Refunds are negative, fees the other way round: what the channel keeps is taken off.
    """
    kind = KINDS.get(row[KIND].strip())
    if kind is None:
        raise BrokenBill("unreadable", f"a row of kind {row[KIND][:40]!r}")
    amount_fen = read_fen(row[RECEIVED]) * (1 if kind == "payment" else -1)
    if amount_fen < 0:
        raise BrokenBill("unreadable", f"a {kind} of {row[RECEIVED][:40]!r}")
    return BillRow(
        kind=kind,
        payment_no=row[OUR_NO].strip(),
        refund_no=row[REFUND_NO].strip() if kind == "refund" else "",
        serial_no=row[NUMBER].strip(),
        amount_fen=amount_fen,
        fee_fen=-read_fen(row[FEE]),
        status="done",
        at=read_time(row[DONE]),
    )


def read_sums(*, detail: Sheet, summary: Sheet) -> Declared:
    """Read what the file says its rows come to, in both sheets. Raises `BrokenBill`."""
    paid = _PAID.match(detail.line("#交易合计"))
    back = _BACK.match(detail.line("#退款合计"))
    detail.line("#导出时间")
    if paid is None or back is None:
        raise BrokenBill("truncated", "no totals")
    whole = _whole(summary)
    counts = [read_count(whole[f"{kind}订单总笔数"]) for kind in KINDS]
    paid_fen, refunded_fen = read_fen(paid[2]), -read_fen(back[2])
    if (
        counts != [int(paid[1]), int(back[1])]
        or read_fen(whole[RECEIVED]) != paid_fen - refunded_fen
    ):
        raise BrokenBill("totals", "both sheets")
    return Declared(
        payments=counts[0],
        paid_fen=paid_fen,
        refunds=counts[1],
        refunded_fen=refunded_fen,
        fee_fen=-read_fen(whole[FEE]),
    )


def _whole(summary: Sheet) -> Row:
    """The line that sums up all stores."""
    require(summary.columns, RECEIVED, FEE, *(f"{kind}订单总笔数" for kind in KINDS))
    wholes = [line.split(",") for line in summary.table if line.startswith("合计")]
    if len(wholes) != 1 or len(wholes[0]) != len(summary.columns):
        raise BrokenBill("truncated", "no sum of all stores")
    return dict(zip(summary.columns, wholes[0], strict=True))
