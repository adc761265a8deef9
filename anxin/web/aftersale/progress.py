"""The top of a case's page: state and steps, whose turn it is, and what if nobody acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.services.aftersale.moving import is_asked
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order.queries import EventRow


@dataclass(frozen=True, slots=True)
class Headline:
    """The top of the progress page: the state, a sentence, and until when there is a result."""

    title: str
    text: str
    tone: str
    until: datetime | None


def headline_of(
    *, case: CaseRow, events: Sequence[EventRow], held: bool, by_wallet: bool, language: str
) -> Headline:
    """Return the top of a case's page. `held`: what the channel's bill shows comes first."""
    title = wording.label(of="case_state", word=case.state, language=language)
    if case.state == "withdrawn" and not _by_buyer(case, events):
        title = _("已关闭")
    decided = case.state in ("platform_review", "appealed", "arbitration")
    text = wording.explanation(why=case.why, language=language)
    if case.state == "refunded":
        text = _("钱已退回钱包，可以直接使用") if by_wallet else _("钱已原路退回，请在付款账户查看")
    if case.state == "approved" or case.waits_for:
        text = _waiting_sentence(case)
    if case.state == "platform_review" and case.outcome in ("approve", "instant"):
        text = _("退款通过后有了新情况，见下面的处理进度。由高级审核员决定，不用您操作。")
    if case.state == "refunding":
        text = _("已提交给支付渠道，通常几分钟到账；慢了系统会自己追问，不用您催。")
        if held:
            text = _("已通过。财务正在核对支付渠道的一笔账，查清后马上发出，不用您催。")
    text = _turn_sentence(case) or text
    if case.state == "withdrawn":
        text = _withdrawn_sentence(case, events)
    return Headline(
        title=title,
        text=text,
        tone=_tone(case),
        until=case.decide_by if decided and not case.stopped_at else case.due_at,
    )


def _turn_sentence(case: CaseRow) -> str:
    """Say whose turn it is and what happens if nobody does anything; empty where that is known."""
    if case.state == "arbitration" and is_asked(case):
        return _("仲裁员请您补充。等您补充的时间不占用裁决时间；到时没有补充，按已有的材料裁决。")
    if case.stopped_at and case.state in ("merchant_turn", "platform_review", "arbitration"):
        return _("对方提了一个解决方案，等您答复。等待期间不占用审核时间。")
    if case.state == "awaiting_return":
        return _return_sentence(case)
    return {
        "merchant_turn": _("先请商家处理，商家不答复时由平台按规则处理。您可以随时请平台介入。"),
        "appealed": _("已收到申诉，等待另一位审核员接手。"),
        "arbitration": _("仲裁员正在裁决，双方可以在下面补充说明。"),
        "replacing": _("正在为您补发，没有按时补上就自动退款。"),
        "replaced": _("已补发，请到订单里查看。"),
    }.get(case.state, "")


def _withdrawn_sentence(case: CaseRow, events: Sequence[EventRow]) -> str:
    """Say how it ended without a decision: by its buyer, or by what was not done in time."""
    if _by_buyer(case, events):
        return _("您的申请已撤销，订单照常进行")
    if any(_ends(event, case) and event.kind == "return_not_sent" for event in events):
        return _("没有按时寄回商品，这次申请已关闭，没有退款。可以重新申请。")
    return _("这笔受理已结束，订单照常进行")


def _by_buyer(case: CaseRow, events: Sequence[EventRow]) -> bool:
    return any(_ends(event, case) and event.role == "buyer" for event in events)


def _ends(event: EventRow, case: CaseRow) -> bool:
    """Whether an event ended the case as withdrawn."""
    return event.data.get("case") == case.no and event.states[-1:] == ["withdrawn"]


def _return_sentence(case: CaseRow) -> str:
    """Say who has to do what about goods that come back."""
    if case.return_sent_at:
        return _("商品已寄回，商家确认收到就退款；到时没有答复，视为已收到，自动退款。")
    if case.return_to:
        return _("寄出后填上快递单号；商家收到后，钱立即退给您。")
    return _("等商家给出退货地址，请先不要寄。到时没有给，就不用寄回，直接退款。")


def _waiting_sentence(case: CaseRow) -> str:
    """Say whose word a case waits for; the page goes on by itself when it comes."""
    if case.state == "approved":
        return _("已通过。正在请发卡方锁定卡密，锁定后钱立即退出，不用您操作。")
    if case.waits_for == "evidence":
        return _("正在读取您的凭证，并与订单记录核对，通常几秒钟，页面会自动更新。")
    if case.waits_for == "supplier":
        return _("正在请供应商停止充值：没有充值就退款，已经到账就不能退。页面会自动更新。")
    return _("正在向发卡方核实卡密有没有被使用，通常几秒钟，页面会自动更新。")


def _tone(case: CaseRow) -> str:
    """Green once the money is back, grey where nothing comes, else the house's orange."""
    if case.state in ("refunded", "replaced"):
        return "calm"
    return "grave" if case.state in ("rejected", "upheld", "withdrawn") else ""


@dataclass(frozen=True, slots=True)
class Stages:
    """申请 – 审核 – 处理 – 到账, and which of them the case is at (4: all done)."""

    labels: tuple[str, ...]
    current: int
    failed: bool


_AT = {
    "submitted": 1,
    "needs_evidence": 1,
    "merchant_turn": 1,
    "platform_review": 1,
    "rejected": 1,
    "upheld": 1,
    "appealed": 1,
    "arbitration": 1,
    "withdrawn": 1,
    "approved": 2,
    "awaiting_return": 2,
    "replacing": 2,
    "refunding": 2,
    "refunded": 4,
    "replaced": 4,
}


def stages_of(*, case: CaseRow) -> Stages:
    """Return the stage bar of a case."""
    labels = (_("申请"), _("审核"), _("处理"), _("到账"))
    failed = case.state in ("rejected", "upheld", "withdrawn")
    return Stages(labels, _AT[case.state], failed)
