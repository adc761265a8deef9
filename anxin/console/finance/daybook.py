"""Days of bills and what differs on them, in finance's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.domain import wording
from anxin.domain.reconciliation import step_at
from anxin.domain.wording.reconciliation import bill_text
from anxin.pages.formatting import yuan
from anxin.pages.reader import language
from anxin.pages.strict import StrictForm
from anxin.storage.reconciliation.queries import DayRow, DifferenceRow

NOTE_CHARACTERS = 200
STATES = {
    "waiting": ("info", "clock"),
    "reconciled": ("good", "check"),
    "no_bill": ("", "info"),
    "refused": ("bad", "warning"),
}
TONES = {"fee": "warn", "status": "info"}


class SettleForm(StrictForm):
    """What was done about a difference."""

    note = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("处理说明"),
        error_messages={"required": gettext_lazy("请写明是怎么处理的")},
    )


class BookForm(StrictForm):
    """Who made a refund at the channel's console, and why; or why it is none of ours."""

    ends = forms.CharField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("谁退的，或为什么不是退款"),
        error_messages={"required": gettext_lazy("请写明是谁退的、为什么")},
    )


def not_booked(code: str) -> str:
    """Say why a refund of the channel's console was not booked."""
    return {
        "settled": _("这一条已经处理过了"),
        "proposed_before": _("已经有人提议，等另一位财务确认"),
        "not_proposed": _("还没有人这样提议，请刷新后再看"),
        "four_eyes": _("提议的人不能自己确认，需要另一位财务"),
        "more_than_left": _("这笔付款剩下的钱不够记这一笔。有退款在途时，请等它有了结果再确认"),
        "booked_before": _("这个渠道流水号已经记过账，不用再记"),
        "not_done_yet": _("渠道说这一笔还没有退成，请过一会儿再确认"),
        "not_done": _("账单上这一笔没有退成，不能补记账"),
        "no_payment": _("这不是订单的付款，不能补记账"),
    }.get(code, _("没有保存成功，请刷新后再试"))


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day at one channel."""

    row: DayRow
    rail: str
    state: str
    tone: str
    icon: str
    trouble: str


def day_line(row: DayRow) -> DayLine:
    """Return a day in words."""
    tone, icon = STATES[row.state]
    return DayLine(
        row=row,
        rail=wording.label(of="tender", word=row.rail, language=language()),
        state=_said("bill_day", row.state),
        tone="bad" if row.state == "waiting" and row.trouble == "unreachable" else tone,
        icon=icon,
        trouble=_said("bill_trouble", row.trouble) if row.trouble else "",
    )


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One difference: what kind, what each side says, what to do."""

    row: DifferenceRow
    kind: str
    what: str
    tone: str
    sentence: str
    step: str
    waits: bool
    too_much: str


def difference_line(row: DifferenceRow) -> DifferenceLine:
    """Return a difference in words."""
    step = step_at(step=row.step, due_at=row.due_at, now=row.now)
    waits = step == "wait"
    return DifferenceLine(
        row=row,
        kind=_said("difference", row.kind),
        what=_said("bill_row", row.row_kind) if row.row_kind else "",
        tone="info" if waits else TONES.get(row.kind, "bad"),
        sentence=_sentence(row),
        step=_said("step", step),
        waits=waits,
        too_much=_too_much(row) if row.bookable and row.holds else "",
    )


def _too_much(row: DifferenceRow) -> str:
    """Say so where the bill gave back more than is left of the payment: it cannot be booked."""
    if (row.bill_fen or 0) <= (row.left_fen or 0):
        return ""
    return _("账单退了 %(bill)s，这笔付款只剩 %(left)s，不能补记账。请查明后写明结果结束。") % {
        "bill": yuan(row.bill_fen or 0),
        "left": yuan(row.left_fen or 0),
    }


@dataclass(frozen=True, slots=True)
class Group:
    """The differences of one class."""

    kind: str
    lines: Sequence[DifferenceLine]


def grouped(rows: Sequence[DifferenceRow]) -> list[Group]:
    """Return differences that are open, class by class."""
    lines = [difference_line(row) for row in rows if row.settled_at is None]
    lines.sort(key=lambda line: (line.waits, line.row.kind))
    return [Group(kind, list(same)) for kind, same in groupby(lines, lambda line: line.kind)]


def _sentence(row: DifferenceRow) -> str:
    if row.kind == "fee":
        return _("账单收了 %(bill)s，按合同应为 %(ours)s") % {
            "bill": yuan(row.bill_fee_fen or 0),
            "ours": yuan(row.ours_fee_fen or 0),
        }
    if row.kind == "other_file":
        if row.bill_fen is None:
            return _("另一份文件无法采信")
        return _("另一份文件合计 %(fen)s") % {"fen": yuan(row.bill_fen)}
    return _("账单：%(bill)s；本站：%(ours)s") % {
        "bill": _side(row.bill_fen, row.bill_status, row.kind),
        "ours": _side(row.ours_fen, row.ours_status, row.kind),
    }


def _side(fen: int | None, status: str, kind: str) -> str:
    if fen is None:
        return _("没有这一笔")
    if kind != "status":
        return yuan(fen)
    return f"{yuan(fen)} {_said('bill_status', status)}"


def _said(of: str, word: str) -> str:
    return bill_text(of=of, word=word, language=language())
