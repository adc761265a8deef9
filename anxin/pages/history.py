"""The history of orders and cases in words: every line is an event, read and never written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.domain import wording
from anxin.pages.formatting import yuan
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order import queries
from anxin.storage.order.queries import EventRow, OrderRow

_GIVEN = frozenset({"approved", "awaiting_return", "replacing", "refunding", "refunded"})
"""Where a decision that gives the buyer something leads: each step is a line of its own."""

CHINA = ZoneInfo("Asia/Shanghai")

_RETOLD = (
    (gettext_noop("等待您补充凭证"), gettext_noop("等待买家补充凭证")),
    (gettext_noop("您取消了订单"), gettext_noop("买家取消了订单")),
    (gettext_noop("您选择了立即发货"), gettext_noop("买家选择了立即发货")),
    (gettext_noop("您确认了收货"), gettext_noop("买家确认了收货")),
    (gettext_noop("您撤销了申请"), gettext_noop("买家撤销了申请")),
    (gettext_noop("您对手续费提出了异议"), gettext_noop("买家对手续费提出了异议")),
    (gettext_noop("您请平台介入"), gettext_noop("买家请平台介入")),
    (gettext_noop("您要求人工复核"), gettext_noop("买家要求人工复核")),
    (gettext_noop("您修改了申请"), gettext_noop("买家修改了申请")),
    (gettext_noop("您催了一次，处理人已收到"), gettext_noop("买家催了一次")),
    (gettext_noop("您提出了申诉"), gettext_noop("买家提出了申诉")),
    (gettext_noop("审核员请您补充"), gettext_noop("审核员请买家补充")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline."""

    text: str
    at: datetime
    detail: str = ""
    tone: str = ""


def of_order(*, order: OrderRow, language: str) -> list[Line]:
    """Return an order's history as its buyer reads it, newest first."""
    return _lines(queries.list_events(order_id=order.id), language)


def of_order_for_staff(*, order: OrderRow, language: str) -> list[Line]:
    """Return an order's history, newest first; the buyer is spoken of, not spoken to."""
    return _retold(of_order(order=order, language=language))


def of_case_for_others(*, case: CaseRow, language: str) -> list[Line]:
    """Return one case's history for whoever is not its buyer, newest first."""
    events = queries.list_events(order_id=case.order_id)
    return _retold(of_case(case=case, events=events, language=language))


def _retold(lines: list[Line]) -> list[Line]:
    said = {_(text): _(retold) for text, retold in _RETOLD}
    return [replace(line, text=said.get(line.text, line.text)) for line in lines]


def of_case(*, case: CaseRow, events: Iterable[EventRow], language: str) -> list[Line]:
    """Return one case's history, newest first."""
    return _lines([event for event in events if event.data.get("case") == case.no], language)


def _lines(events: list[EventRow], language: str) -> list[Line]:
    return [line for event in reversed(events) for line in _line(event, language)]


def _line(event: EventRow, language: str) -> list[Line]:
    if event.kind == "case_decided" or event.states[-1] in _GIVEN:
        return _decided(event, language)
    text = _texts().get(event.kind, event.kind)
    return [Line(text, event.at, detail=_detail(event, language), tone=_tone(event))]


def _decided(event: EventRow, language: str) -> list[Line]:
    """A decision walks several states in one transaction: each is a line of its own."""
    lines = []
    if event.states[-1] == "refunded":
        lines.append(Line(_("已退回钱包"), event.at, tone="good"))
    if event.states[-1] == "refunding":
        lines.append(Line(_("退款已提交，原路退回中"), event.at))
    if event.states[-1] == "awaiting_return":
        lines.append(Line(_("已同意退货退款，等待寄回"), event.at))
    if event.states[-1] == "replacing":
        lines.append(Line(_("正在补发，补不上就退款"), event.at))
    told = _texts().get(event.kind)
    if told:
        return [*lines, Line(told, event.at, _detail(event, language))]
    state = next((s for s in event.states if s in ("approved", "rejected")), event.states[-1])
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


def _texts() -> dict[str, str]:
    return {
        "order_placed": _("已下单，等待付款"),
        "order_paid": _("已付款，进入冷静期"),
        "order_cancelled": _("您取消了订单"),
        "order_expired": _("超时未付款，订单自动关闭"),
        "cooling_off_waived": _("您选择了立即发货"),
        "delivery_started": _("冷静期结束，开始发货"),
        "delivery_reported": _("商家已发货"),
        "delivery_overdue": _("商家超时未发货，平台继续催促"),
        "delivery_completed": _("卡密已备齐并发货"),
        "delivery_failed": _("没有发货成功，系统自动退款"),
        "supplier_asked": _("已向供应商提交充值"),
        "supplier_delivered": _("供应商已充值到账"),
        "supplier_too_late": _("退款后供应商才报告到账，由平台与供应商核对"),
        "card_viewed": _("卡密已查看"),
        "receipt_confirmed": _("您确认了收货"),
        "order_completed": _("订单自动完成"),
        "order_settled": _("保护期结束，货款已结算给商家"),
        "payment_returned": _("一笔不该收的款项正在原路退回"),
        "payment_differs": _("收到的金额与订单不符，财务正在核对"),
        "refund_reversed": _("银行退回了这笔退款，正在换一种方式退给您"),
        "refund_rerouted": _("原路退不回，已退到安心钱包"),
        "refund_succeeded": _("已原路退回"),
        "case_submitted": _("退款申请已提交"),
        "case_rejected": _("审核员没有通过"),
        "case_withdrawn": _("您撤销了申请"),
        "issuer_answered": _("发卡方已答复卡密状态"),
        "card_found_used": _("发卡方确认卡密在通过后被使用，转高级审核员"),
        "lock_overdue": _("发卡方迟迟没有锁定卡密，转高级审核员"),
        "case_escalated": _("处理超时，已升级"),
        "cards_locked": _("发卡方已锁定卡密，这张卡不能再使用"),
        "return_confirmed": _("商家已收到退货"),
        "return_sent": _("商品已寄回"),
        "return_disputed": _("商家对退回的商品有异议，转高级审核员"),
        "return_not_sent": _("没有按时寄回，申请已关闭，可以重新申请"),
        "return_taken_as_back": _("商家没有按时答复，视为已收到退货"),
        "merchant_agreed": _("商家已同意"),
        "merchant_objected": _("商家不同意，由平台处理"),
        "merchant_silent": _("商家没有按时答复"),
        "platform_called_in": _("您请平台介入"),
        "person_asked_for": _("您要求人工复核"),
        "case_edited": _("您修改了申请"),
        "case_nudged": _("您催了一次，处理人已收到"),
        "case_appealed": _("您提出了申诉"),
        "arbitration_asked": _("已转仲裁，1 小时内裁决"),
        "arbitration_opened": _("仲裁员已接手"),
        "case_upheld": _("仲裁维持原决定"),
        "evidence_asked": _("审核员请您补充"),
        "evidence_came": _("补充的凭证已读取，继续审核"),
        "proposal_made": _("提出了协商方案"),
        "proposal_accepted": _("接受了协商方案"),
        "proposal_declined": _("没有接受协商方案"),
        "proposal_lapsed": _("协商方案没有按时答复，已失效"),
        "limit_reached": _("平台没有按时决定，按规则退款"),
        "replacement_failed": _("没有按时补上，改为退款"),
        "replaced": _("已补发，请查看"),
        "evidence_received": _("已收到一份凭证"),
        "evidence_read": _("凭证已读取并核对"),
        "evidence_awaited": _("正在读取凭证"),
        "evidence_changed": _("更改了一份凭证的种类"),
        "evidence_removed": _("删除了一份凭证"),
        "evidence_doubted": _("凭证需要进一步核实，转高级审核员"),
        "fee_claimed": _("您对手续费提出了异议"),
        "fee_claim_approved": _("手续费异议成立，已退到钱包"),
        "fee_claim_rejected": _("手续费异议没有成立"),
        "fee_claim_escalated": _("手续费异议处理超时，已升级给高级审核员"),
    }


def _detail(event: EventRow, language: str) -> str:
    """Say what an event remembers: in words where it has words, else its sum."""
    for remembers, told in _TOLD:
        if remembers(event):
            return told(event, language)
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
    return f"{yuan(event.data['fen'])} · {_returned(event.data['cause'])}"


def _proposed(event: EventRow, language: str) -> str:
    """Who proposed what: the side, the remedy, and its sum where it has one."""
    data = event.data
    what = wording.label(of="remedy", word=data["kind"], language=language)
    sum_ = f" {yuan(data['fen'])}" if data["fen"] else ""
    side = event.role if event.role in ("buyer", "merchant") else "platform"
    return f"{wording.label(of='side', word=side, language=language)} · {what}{sum_}"


_TOLD: tuple[tuple[Callable[[EventRow], Any], Callable[[EventRow, str], str]], ...] = (
    (lambda e: e.kind.startswith("proposal_") and "kind" in e.data, _proposed),
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
        lambda e, _l: "、".join(_minute(at) for at in e.data["used_at"]),
    ),
    (lambda e: "statuses" in e.data, _statuses),
    (lambda e: e.kind == "payment_returned", _money_returned),
)
"""What an event remembers, and how it is said: the first that it does."""


def _minute(at: str) -> str:
    """A time that an issuer said, to the minute and at China's offset."""
    return datetime.fromisoformat(at).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _sum(data: dict[str, Any]) -> str:
    sums = (data[name] for name in ("refund_fen", "fen", "value_fen") if data.get(name))
    fen = next(sums, None)
    said = yuan(fen) if fen else str(data.get("note", ""))
    return f"{said} · {data['receipt']}" if "receipt" in data else said


def _returned(cause: str) -> str:
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
