"""The history of orders and cases in words: every line is an event, read and never written here."""

from __future__ import annotations

from collections.abc import Iterable
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

CHINA = ZoneInfo("Asia/Shanghai")
DECISIONS = ("case_decided", "case_approved", "return_confirmed", "cards_locked", "case_recalled")

_RETOLD = (
    (gettext_noop("等待您补充凭证"), gettext_noop("等待买家补充凭证")),
    (gettext_noop("您取消了订单"), gettext_noop("买家取消了订单")),
    (gettext_noop("您选择了立即发货"), gettext_noop("买家选择了立即发货")),
    (gettext_noop("您确认了收货"), gettext_noop("买家确认了收货")),
    (gettext_noop("您撤销了申请"), gettext_noop("买家撤销了申请")),
    (gettext_noop("您对手续费提出了异议"), gettext_noop("买家对手续费提出了异议")),
    (gettext_noop("已为您主动退款"), gettext_noop("平台召回，主动退款给买家")),
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
    said = {_(text): _(retold) for text, retold in _RETOLD}
    lines = of_order(order=order, language=language)
    return [replace(line, text=said.get(line.text, line.text)) for line in lines]


def of_case(*, case: CaseRow, events: Iterable[EventRow], language: str) -> list[Line]:
    """Return one case's history, newest first."""
    return _lines([event for event in events if event.data.get("case") == case.no], language)


def _lines(events: list[EventRow], language: str) -> list[Line]:
    return [line for event in reversed(events) for line in _line(event, language)]


def _line(event: EventRow, language: str) -> list[Line]:
    if event.kind in DECISIONS:
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
    if event.kind == "return_confirmed":
        return [*lines, Line(_("商家已收到退货"), event.at)]
    if event.kind == "cards_locked":
        return [*lines, Line(_("发卡方已锁定卡密，这张卡不能再使用"), event.at)]
    if event.kind == "case_recalled":
        return [*lines, Line(_("已为您主动退款"), event.at, _detail(event, language))]
    state = next((s for s in event.states if s in ("approved", "rejected")), event.states[-1])
    return [*lines, Line(_decision_text(event, state), event.at, _detail(event, language))]


def _decision_text(event: EventRow, state: str) -> str:
    by_person = event.role != "system"
    return {
        "approved": _("审核员已同意退款") if by_person else _("系统核验通过"),
        "rejected": _("按规则不能退款"),
        "platform_review": _("已转人工审核"),
        "needs_evidence": _("等待您补充凭证"),
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
        "case_escalated": _("处理超时，已升级给高级审核员"),
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
    data: dict[str, Any] = event.data
    if "said" in data:
        return str(data["said"])
    if event.kind == "case_submitted":
        reason = data["facts"]["request"].get("reason")
        return wording.label(of="reason", word=reason, language=language) if reason else ""
    if "serial_no" in data:
        way = wording.label(of="tender", word=data["method"], language=language)
        return f"{way} {yuan(data['refund_fen'])} · {data['serial_no']}"
    if data.get("verdict"):
        return wording.label(of="verdict_to_buyer", word=data["verdict"], language=language)
    if event.kind == "card_found_used":
        return "、".join(_minute(at) for at in data["used_at"])
    if "statuses" in data:
        said = dict.fromkeys(data["statuses"])
        return "、".join(
            wording.label(of="issuer_status", word=word, language=language) for word in said
        )
    if event.kind == "payment_returned":
        return f"{yuan(data['fen'])} · {_returned(data['cause'])}"
    return _sum(data)


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
    arrived = event.kind in ("refund_succeeded", "refund_rerouted")
    return "good" if arrived else "bad" if event.kind == "case_rejected" else ""
