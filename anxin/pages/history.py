"""The history of orders and cases in words: every line is an event, read and never written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.pages.formatting import when, yuan
from anxin.pages.told import RETOLD, told
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order import queries
from anxin.storage.order.queries import EventRow, OrderRow

_GIVEN = frozenset({"approved", "awaiting_return", "replacing", "refunding", "refunded"})
"""Where a decision that gives the buyer something leads: each step is a line of its own."""

_INTERNAL = frozenset(
    (
        *(f"compensation_{step}" for step in ("proposed", "dropped", "pressed", "lapsed")),
        *(f"objection_{step}" for step in ("granted", "rejected", "escalated")),
        "refund_objected",
        "fee_claim_declined",
        "objection_declined",
    )
)
"""What is told to staff alone: nothing has been decided by it, or it is the merchant's affair with
the platform, which reads of it beside the case."""

_TRANSFERRED = frozenset(
    f"refund_{word}" for word in ("succeeded", "rerouted", "charged_back", "given_by_hand")
)
"""Where a channel's word is the step: nothing besides it is told."""

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline."""

    text: str
    at: datetime
    detail: str = ""
    tone: str = ""


def of_order(*, order: OrderRow, language: str) -> list[Line]:
    """Return an order's history as its buyer reads it, newest first."""
    events = queries.list_events(order_id=order.id)
    return _lines([event for event in events if _is_told(event)], language)


def of_order_for_staff(*, order: OrderRow, language: str) -> list[Line]:
    """Return an order's history, newest first; the buyer is spoken of, not spoken to."""
    return _retold(_lines(queries.list_events(order_id=order.id), language))


def of_case_for_others(*, case: CaseRow, language: str) -> list[Line]:
    """Return one case's history for whoever is not its buyer, newest first."""
    events = queries.list_events(order_id=case.order_id)
    return _retold(of_case(case=case, events=events, language=language))


def _retold(lines: list[Line]) -> list[Line]:
    said = {_(text): _(retold) for text, retold in RETOLD}
    return [replace(line, text=said.get(line.text, line.text)) for line in lines]


def of_case(*, case: CaseRow, events: Iterable[EventRow], language: str) -> list[Line]:
    """Return one case's history, newest first."""
    mine = [e for e in events if _about(e, case.no) and _is_told(e)]
    return _lines(mine, language)


def _is_told(event: EventRow) -> bool:
    """Whether both parties are told; of a file that only some see the thread tells those."""
    return event.kind not in _INTERNAL and "audience" not in event.data


def _about(event: EventRow, case_no: str) -> bool:
    """Whether an event is the case's; a complaint that met none is every case's of its order."""
    about = event.data.get("case")
    outside = event.kind in ("complaint_joined", "complaint_answered")
    return about == case_no or (about is None and outside)


def _lines(events: list[EventRow], language: str) -> list[Line]:
    return [line for event in reversed(events) for line in _line(event, language)]


def _line(event: EventRow, language: str) -> list[Line]:
    decides = _leads_to(event) in _GIVEN and event.kind not in _TRANSFERRED
    if event.kind == "case_decided" or decides:
        return _decided(event, language)
    text = told().get(_kind(event), event.kind)
    return [Line(text, event.at, detail=_detail(event, language), tone=_tone(event))]


def _kind(event: EventRow) -> str:
    """The word for what happened; what a stopped shop owed nobody has asked for."""
    by_itself = event.kind == "case_submitted" and event.role == "system"
    return "case_opened_for_shop" if by_itself else event.kind


def _leads_to(event: EventRow) -> str:
    """The state an event walks into; none where it stays, or moves money alone."""
    return event.states[-1] if len(event.states) > 1 else ""


def _decided(event: EventRow, language: str) -> list[Line]:
    """A decision walks several states in one transaction: each is a line of its own."""
    lines = []
    last = _leads_to(event)
    if last == "refunded":
        lines.append(Line(_("已退回钱包"), event.at, tone="good"))
    if last == "refunding":
        lines.append(Line(_("退款已提交，原路退回中"), event.at))
    if last == "awaiting_return":
        lines.append(Line(_("已同意退货退款"), event.at))
    if last == "replacing":
        lines.append(Line(_("正在补发，补不上就退款"), event.at))
    if event.data.get("unlocked"):
        lines.append(Line(_("没有等到发卡方锁定卡密"), event.at))
    text = told().get(event.kind)
    if text:
        return [*lines, Line(text, event.at, _detail(event, language))]
    state = next((s for s in event.states if s in ("approved", "rejected")), last)
    return [*lines, Line(_decision_text(event, state), event.at, _detail(event, language))]


def _decision_text(event: EventRow, state: str) -> str:
    by_person = event.role != "system"
    return {
        "approved": _("审核员已同意退款") if by_person else _("系统核验通过"),
        "rejected": _("按规则不能退款"),
        "platform_review": _("已转人工审核"),
        "needs_evidence": _("等待您补充凭证"),
        "merchant_turn": _("已转商家处理"),
    }.get(state, state)


def _detail(event: EventRow, language: str) -> str:
    """Say what an event remembers: in words where it has words, else its sum."""
    for remembers, say in _TOLD:
        if remembers(event):
            return say(event, language)
    return _sum(event.data)


def _reason(event: EventRow, language: str) -> str:
    reason = event.data["facts"]["request"].get("reason")
    return wording.label(of="reason", word=reason, language=language) if reason else ""


def _serial(event: EventRow, language: str) -> str:
    data = event.data
    way = wording.label(of="tender", word=data["method"], language=language)
    return f"{way} {yuan(data['refund_fen'])} · {data['serial_no']}"


def _statuses(event: EventRow, language: str) -> str:
    said = dict.fromkeys(event.data["statuses"])
    labels = (wording.label(of="issuer_status", word=word, language=language) for word in said)
    return "、".join(labels)


def _money_returned(event: EventRow, _language: str) -> str:
    return f"{yuan(event.data['fen'])} · {why_returned(event.data['cause'])}"


def _complaint(event: EventRow, language: str) -> str:
    """Where a complaint came from, and what became of a sum that was taken for it."""
    said = [wording.label(of="complaint_source", word=event.data["source"], language=language)]
    fen, taken = event.data.get("fen") or 0, event.data.get("taken_fen") or 0
    if event.data["source"] == "chargeback" and fen:
        said.append(yuan(fen))
        if taken:
            said.append(_("%(fen)s 计作已退款") % {"fen": yuan(taken)})
        if fen > taken:
            said.append(_("%(fen)s 已退或正在退，由平台向渠道申辩") % {"fen": yuan(fen - taken)})
    return " · ".join(said)


def _use(event: EventRow, language: str) -> str:
    """How much of a membership is used up, as of when."""
    data = event.data
    at = when(datetime.fromisoformat(data["used_at"]), now=event.at, language=language)
    if not data["used_units"]:
        return _("激活时间 %(at)s") % {"at": at}
    said = {"used": data["used_units"], "of": data["of"], "at": at}
    return _("截至 %(at)s，%(of)s 件中用完 %(used)s 件") % said


def _proposed(event: EventRow, language: str) -> str:
    """Who proposed what: the side, the remedy, and its sum where it has one."""
    data = event.data
    what = wording.label(of="remedy", word=data["kind"], language=language)
    sum_ = f" {yuan(data['fen'])}" if data["fen"] else ""
    side = event.role if event.role in ("buyer", "merchant") else "platform"
    return f"{wording.label(of='side', word=side, language=language)} · {what}{sum_}"


_TOLD: tuple[tuple[Callable[[EventRow], Any], Callable[[EventRow, str], str]], ...] = (
    (lambda e: e.kind.startswith("proposal_") and "kind" in e.data, _proposed),
    (lambda e: e.kind in ("complaint_joined", "complaint_answered"), _complaint),
    (
        lambda e: e.kind == "left_to_senior" and e.role in ("buyer", "merchant"),
        lambda e, _l: told().get(e.data["what"], ""),
    ),
    (lambda e: "used_at" in e.data and "used_units" in e.data, _use),
    (lambda e: "parcel" in e.data, lambda e, _l: f"{e.data['carrier']} {e.data['parcel']}"),
    (lambda e: e.data.get("said"), lambda e, _l: str(e.data["said"])),
    (lambda e: e.kind in ("case_submitted", "case_edited"), _reason),
    (lambda e: "serial_no" in e.data, _serial),
    (
        lambda e: e.data.get("verdict"),
        lambda e, lang: wording.label(of="verdict_to_buyer", word=e.data["verdict"], language=lang),
    ),
    (
        lambda e: e.kind == "card_found_used",
        lambda e, _l: _("使用时间 %(at)s") % {"at": "、".join(map(_minute, e.data["used_at"]))},
    ),
    (lambda e: "statuses" in e.data, _statuses),
    (lambda e: e.kind == "payment_returned", _money_returned),
    (lambda e: e.kind == "verdict_dropped", lambda e, _l: _why_dropped(str(e.data["why"]))),
)
"""What an event remembers, and how it is said: the first that it does."""


def _why_dropped(why: str) -> str:
    """Why a verdict was not carried out; refusals that only reviewers meet have no words here."""
    return {
        "moved": _("申请有了变化"),
        "complained": _("平台外有人投诉，由高级审核员决定"),
        "broken": _("系统没有执行成功"),
        "nothing_left": _("这笔订单已经没有可退的金额"),
        "sum_out_of_range": _("能退的金额变少了"),
        "units_out_of_range": _("能退的件数变少了"),
    }.get(why, "")


def _minute(at: str) -> str:
    """A time that an issuer said, to the minute and at China's offset."""
    return datetime.fromisoformat(at).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _sum(data: dict[str, Any]) -> str:
    sums = (data[name] for name in ("refund_fen", "fen", "value_fen") if data.get(name))
    fen = next(sums, None)
    said = yuan(fen) if fen else str(data.get("note", ""))
    return f"{said} · {data['receipt']}" if "receipt" in data else said


def why_returned(cause: str) -> str:
    """Say why money goes back that no case is about."""
    return {
        "late": _("付款时订单已关闭"),
        "duplicate": _("订单已用别的方式付过"),
        "overpaid": _("比应付的多"),
        "underpaid": _("比应付的少，请重新付款"),
        "delivery_failed": _("发货没有成功"),
        "sold_out": _("缺货"),
    }.get(cause, cause)


def _tone(event: EventRow) -> str:
    arrived = event.kind in ("refund_succeeded", "refund_rerouted", "replaced")
    return "good" if arrived else "bad" if event.kind in ("case_rejected", "case_upheld") else ""
