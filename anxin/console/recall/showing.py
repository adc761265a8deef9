"""Recalls in the console's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.recall import HELD
from anxin.domain.wording.recall import recall_text
from anxin.pages.reader import language
from anxin.storage.bulk.recall_lines import LineRow
from anxin.storage.bulk.recalls import RecallRow

TONES = {"frozen": ("warn", "clock"), "running": ("info", "refund"), "done": ("good", "check"),
         "partial": ("bad", "warning"), "refused": ("bad", "cross")}  # fmt: skip
LINE_TONES = {"pending": ("info", "clock"), "done": ("good", "check"), "failed": ("bad", "warning")}


@dataclass(frozen=True, slots=True)
class Recalled:
    """A recall on the list and on its own page."""

    row: RecallRow
    scope: str
    state: str
    tone: str
    icon: str
    left: list[tuple[str, int]]
    held: list[tuple[str, int, int]]

    @property
    def dealt(self) -> int:
        """How many rows are dealt with."""
        return self.row.done + self.row.failed


def recalled(row: RecallRow) -> Recalled:
    """Return a recall in words."""
    tone, icon = TONES[row.state]
    return Recalled(
        row=row,
        scope=said("scope", row.scope),
        state=said("state", row.state),
        tone="bad" if row.late else tone,
        icon=icon,
        left=left_out(row.left_out),
        held=held({why: (of["n"], of["fen"]) for why, of in row.held.items()}),
    )


def left_out(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return why orders are left out, in words, with how many, most of them first."""
    known = sorted(counts.items(), key=lambda item: -item[1])
    return [(said("left", why), count) for why, count in known]


def held(sums: Mapping[str, tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Return what stood in the way of orders of a list, in words, with how many and how much."""
    return [(said("held", why), *sums[why]) for why in HELD if why in sums]


@dataclass(frozen=True, slots=True)
class Line:
    """One order of a recall. `held`: what stood in its way when the list was frozen."""

    row: LineRow
    state: str
    tone: str
    icon: str
    note: str
    held: str


def line_of(row: LineRow) -> Line:
    """Return a row in words: what came of it, or why nothing did."""
    waits = row.state == "failed" and row.code in HELD
    tone, icon = LINE_TONES["pending" if waits else row.state]
    note = said("left", row.code) if row.code else ""
    if row.case_state:
        note = wording.label(of="case_state", word=row.case_state, language=language())
    if row.case_state in ("approved", "platform_review", "submitted"):
        tone, icon = "info", "clock"
    word = said("line", "held" if waits else row.state)
    return Line(row, word, tone, icon, note, said("held", row.held) if row.held else "")


def tenders(sums: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return sums by tender with their names."""
    return [
        (wording.label(of="tender", word=word, language=language()), fen)
        for word, fen in sorted(sums.items(), key=lambda item: -item[1])
    ]


def said(of: str, word: str) -> str:
    """Return the name of a word about recalls."""
    return recall_text(of=of, word=word, language=language())


def not_recalled_sentence(code: str) -> str:
    """Say why nothing was done and what helps."""
    return {
        "same_person": _("提出的人不能自己放行，需要另一位主管或财务"),
        "moved": _("这次召回刚刚有人处理过，请看最新状态"),
        "nothing_to_recall": _("没有可以退的订单，也没有在售的库存"),
        "nothing_failed": _("没有失败的订单可以重试"),
        "nothing_pulled": _("没有下架的东西可以重新上架"),
        "own_wish": _("申请重新上架的人不能自己同意，需要另一位主管或财务"),
        "not_allowed": _("这一步要由别的岗位来做"),
        "own_merchant": _("您是这家商家的成员，要由别人处理"),
        "form_reused": _("这张表单已经提交过别的内容，请重新填写"),
        "reason_missing": _("请写明原因，买家会看到"),
    }.get(code, _("没有保存成功，请刷新后再试"))
