"""Batches as their pages show them: words, tones and sums, nothing decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.postings import OF_BUYER
from anxin.pages.formatting import when, yuan
from anxin.services.aftersale.offer import Option
from anxin.services.bulk.quoting import Choosable, Quoted
from anxin.storage.bulk.batches import BatchOrder, LineRow
from anxin.web.aftersale.showing import TONES, way_back

ICONS = {"fast": "bolt", "wait": "clock", "bad": "warning"}


def is_channel(method: str) -> bool:
    """Whether what a tender paid goes back through a channel."""
    return method not in OF_BUYER


@dataclass(frozen=True, slots=True)
class Choice:
    """One reason that can be chosen for an order, with what it gives back."""

    reason: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """An order on the list: its quote if it can be chosen, else why not and the other way."""

    order: BatchOrder
    options: tuple[Choice, ...]
    needs_reason: bool
    tone: str
    icon: str
    quote: str
    why_not: str
    case_no: str
    alone: bool


def row_of(*, one: Choosable, language: str) -> Row:
    """Return an order of the list in words."""
    first = one.first or (one.options[0] if one.options else None)
    tone = TONES[first.answer.outcome] if first else "bad"
    return Row(
        order=one.order,
        options=tuple(_choice(option, language) for option in one.options),
        needs_reason=bool(one.options) and one.options[0].reason is not None,
        tone=tone,
        icon=ICONS[tone],
        quote=_quote(one, language),
        why_not=_why_not(one, language) if one.barred else "",
        case_no=one.ground.open_no or "",
        alone=one.barred == "needs_evidence",
    )


def _choice(option: Option, language: str) -> Choice:
    if option.reason is None:
        return Choice("", "")
    name = wording.label(of="reason", word=option.reason, language=language)
    return Choice(option.reason, f"{name} · {yuan(option.answer.refund_fen)}")


def _quote(one: Choosable, language: str) -> str:
    if one.first is None:
        return _("选好原因后显示金额") if one.options else ""
    answer = one.first.answer
    outcome = wording.label(of="outcome", word=answer.outcome, language=language)
    fee = _("，手续费 %(fen)s") % {"fen": yuan(answer.fee_fen)} if answer.fee_fen else ""
    reason = one.first.reason
    name = wording.label(of="reason", word=reason, language=language) if reason else ""
    back = _("退 %(fen)s") % {"fen": yuan(answer.refund_fen)}
    return " · ".join(filter(None, (name, outcome, f"{back}{fee}")))


def _why_not(one: Choosable, language: str) -> str:
    if one.refused and one.barred != "needs_evidence" and one.policy:
        option = one.refused
        return wording.why(
            answer=option.answer, facts=option.facts, policy=one.policy, language=language
        )
    return barred_sentence(code=one.barred, language=language)


def barred_sentence(*, code: str, language: str) -> str:
    """Say why an order cannot be in a batch, or was not submitted, and what helps."""
    said = {
        "case_open": _("这笔订单已有退款申请，进度在退款记录里"),
        "needs_evidence": _("这个原因需要凭证，请单独申请，可以上传照片"),
        "reason_missing": _("请先选一个退款原因"),
        "settled_upheld": _("这个原因已由仲裁作出最终决定，不能再申请；有新情况请选别的原因或投诉"),
        "settled_agreed": _("您已就这个原因接受了协商方案，不能再申请；有新情况请选别的原因或投诉"),
        "too_many_refusals": _("今天这笔订单已被拒绝 5 次，请明天再试或联系客服"),
        "too_many_withdrawals": _("这笔订单 30 天内已撤销 3 次，请联系客服"),
        "broken": _("系统几次都没有处理成功，没有提交；请单独申请"),
        "unpaid": _("还没有付款，可以直接取消"),
        "changed": _("确认之后情况有变，能退的比显示的少，没有提交；请重新查看"),
    }
    if code in said:
        return said[code]
    known = code in wording.LABELS["code"]
    return wording.label(of="code", word=code, language=language) if known else _("暂时不能退")


def common_reasons(*, rows: Sequence[Row]) -> list[Choice]:
    """Return every reason that some order can be given back for, the most common first."""
    named = [
        Choice(choice.reason, choice.label.rpartition(" · ")[0])
        for row in rows
        for choice in row.options
        if choice.reason
    ]
    return [choice for choice, _count in Counter(named).most_common()]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the confirming page: the sum with its fee and way, or why it is left out."""

    order_no: str
    reason: str
    reason_name: str
    order: BatchOrder | None
    refund_fen: int
    fee_fen: int
    tone: str
    icon: str
    outcome: str
    why: str
    way: str
    waits_for: str
    why_not: str


def line_of(*, quoted: Quoted, orders: Mapping[str, BatchOrder], language: str) -> Line:
    """Return a quoted row in words."""
    answer = quoted.answer
    tone = TONES[answer.outcome] if answer and not quoted.barred else "bad"
    methods = [share.method for share in answer.by_tender if share.fen] if answer else []
    reason = quoted.reason or ""
    return Line(
        order_no=quoted.ground.order_no,
        reason=reason,
        reason_name=wording.label(of="reason", word=reason, language=language) if reason else "",
        order=orders.get(quoted.ground.order_no),
        refund_fen=quoted.refund_fen,
        fee_fen=answer.fee_fen if answer and not quoted.barred else 0,
        tone=tone,
        icon=ICONS[tone],
        outcome=wording.label(of="outcome", word=answer.outcome, language=language)
        if answer
        else "",
        why=_answer_sentence(quoted, language),
        way=way_back(methods=methods, language=language).name if methods else "",
        waits_for=quoted.waits_for,
        why_not=_left_sentence(quoted, language) if quoted.barred else "",
    )


def _answer_sentence(quoted: Quoted, language: str) -> str:
    if not (quoted.answer and quoted.facts and quoted.policy):
        return ""
    return wording.why(
        answer=quoted.answer, facts=quoted.facts, policy=quoted.policy, language=language
    )


def _left_sentence(quoted: Quoted, language: str) -> str:
    refused = quoted.answer is not None and quoted.answer.outcome == "refuse"
    return (
        _answer_sentence(quoted, language)
        if refused
        else barred_sentence(code=quoted.barred, language=language)
    )


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row."""

    row: LineRow
    title: str
    result: str
    tone: str
    icon: str
    text: str
    back_fen: int


def result_of(*, row: LineRow, now: datetime, language: str) -> Result:
    """Return what became of a row, in words."""
    title = (row.title_en if language == "en" else "") or row.title
    if row.case_state is None:
        waits = row.answer == ""
        text = "" if waits else barred_sentence(code=row.code, language=language)
        name = _("正在提交") if waits else _("没有提交")
        return Result(row, title, name, "wait" if waits else "bad", "clock", text, 0)
    tone = _tone(row.case_state)
    name = wording.label(of="case_state", word=row.case_state, language=language)
    why = row.case_why or {}
    over = row.case_state in ("refunding", "refunded")
    text = "" if over else wording.explanation(why=why, language=language)
    if row.case_state in ("platform_review", "merchant_turn") and row.decide_by:
        text = _("预计 %(at)s 前有结果") % {"at": when(row.decide_by, now=now, language=language)}
    back = (row.refund_fen or 0) if over else 0
    return Result(row, title, name, tone, {"fast": "check"}.get(tone, ICONS[tone]), text, back)


def _tone(state: str) -> str:
    if state in ("refunded", "refunding", "approved"):
        return "fast"
    return "bad" if state in ("rejected", "upheld", "withdrawn") else "wait"


def counts_of(*, lines: Sequence[Result]) -> dict[str, int]:
    """Return how many rows are given back, looked at, and neither."""
    tones = Counter(line.tone for line in lines)
    return {tone: tones[tone] for tone in ("fast", "wait", "bad")}
