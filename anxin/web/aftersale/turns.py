"""What a buyer can do with a case besides watching it: each act is one tap, or a short form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin import wiring
from anxin.pages.dealing import deal
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.pages.strict import StrictForm
from anxin.services.aftersale.moving import NOTE_CHARACTERS, NotDecided, is_asked
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns import buyer, returning
from anxin.services.aftersale.turns.answering import answer_in_words
from anxin.services.aftersale.turns.proposals import Party
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.queries import CaseRow


class AppealForm(StrictForm):
    """Why the refusal is wrong."""

    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("为什么应该退"),
        help_text=gettext_lazy("说清楚哪一条理由不对；新的凭证先在下面上传"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写一句为什么应该退")},
    )


class AnswerForm(StrictForm):
    """What the buyer says to a reviewer's question."""

    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("您的答复"),
        help_text=gettext_lazy("审核员和商家会看到；提交后马上继续审核"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写一句答复")},
    )


class ParcelForm(StrictForm):
    """Who carries the goods back, under which number."""

    carrier = forms.CharField(
        max_length=40,
        label=gettext_lazy("快递公司"),
        error_messages={"required": gettext_lazy("请填写快递公司")},
    )
    parcel = forms.RegexField(
        r"^[0-9A-Za-z-]{6,40}$",
        label=gettext_lazy("快递单号"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("请填写快递单号"),
            "invalid": gettext_lazy("快递单号是 6 到 40 位字母和数字"),
        },
    )


@dataclass(frozen=True, slots=True)
class Acts:
    """What the buyer of a case can do now."""

    platform: bool
    person: bool
    appeal: AppealForm | None
    nudge: bool
    nudge_from: Any
    parcel: ParcelForm | None
    answer: AnswerForm | None


def acts_of(*, case: CaseRow) -> Acts:
    """Return what the buyer can do with a case as it stands; the service has the last word."""
    refused = case.state == "rejected" and buyer.why_not_reopened(no=case.no) is None
    by_machine = case.decided_by is None
    waits = case.state in buyer.NUDGED and not case.stopped_at
    again = (case.nudged_at or case.submitted_at) + buyer.NUDGE_AGAIN
    nudged = case.nudged_at is not None and again > case.now
    alone = case.state == "needs_evidence" and not case.wants
    coming = case.state == "awaiting_return"
    sent = coming and case.return_sent_at is not None
    return Acts(
        platform=coming or case.state in ("merchant_turn", "replacing"),
        person=(refused and by_machine) or alone,
        appeal=AppealForm() if refused and not by_machine else None,
        nudge=waits and not nudged and case.now - case.submitted_at > timedelta(minutes=5),
        nudge_from=again if nudged else None,
        parcel=ParcelForm() if coming and case.return_to and not sent else None,
        answer=AnswerForm() if is_asked(case) else None,
    )


@signed_in("buyer")
@require_POST
def refund_act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """Take one of the buyer's acts: `platform`, `person`, `nudge`, `appeal`, `parcel`, `answer`."""
    take = _ACTS.get(act) or not_found()
    try:
        refused = take(request, no)
    except GroundKeepsMoving:
        refused = NotDecided("moved")
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.warning(request, _why_not(refused.code))
    else:
        messages.success(request, _done(act))
    return redirect("refund_progress", no=no)


def _platform(request: HttpRequest, no: str) -> NotDecided | None:
    """While the merchant is heard, or what was granted waits for it."""
    refused = buyer.call_platform_in(no=no, buyer_id=account_id(request))
    if refused and refused.code == "not_merchants_turn":
        return returning.call_platform_in(
            no=no, buyer_id=account_id(request), outside=wiring.outside()
        )
    return refused


def _person(request: HttpRequest, no: str) -> NotDecided | None:
    return buyer.ask_for_person(no=no, buyer_id=account_id(request), outside=wiring.outside())


def _nudge(request: HttpRequest, no: str) -> NotDecided | None:
    return buyer.nudge(no=no, buyer_id=account_id(request))


def _appeal(request: HttpRequest, no: str) -> NotDecided | None:
    form = AppealForm(request.POST)
    said = form.cleaned_data["said"] if form.is_valid() else ""
    return buyer.appeal(no=no, buyer_id=account_id(request), said=said)


def _answer(request: HttpRequest, no: str) -> NotDecided | None:
    form = AnswerForm(request.POST)
    said = form.cleaned_data["said"] if form.is_valid() else ""
    return answer_in_words(no=no, buyer_id=account_id(request), said=said)


def _parcel(request: HttpRequest, no: str) -> NotDecided | None:
    form = ParcelForm(request.POST)
    if not form.is_valid():
        return NotDecided("parcel_missing")
    sent = form.cleaned_data
    return buyer.send_back(
        no=no, buyer_id=account_id(request), carrier=sent["carrier"], parcel_no=sent["parcel"]
    )


_ACTS: dict[str, Callable[[HttpRequest, str], NotDecided | None]] = {
    "platform": _platform,
    "person": _person,
    "nudge": _nudge,
    "appeal": _appeal,
    "parcel": _parcel,
    "answer": _answer,
}


def _done(act: str) -> str:
    return {
        "platform": _("平台已介入，按承诺的时间给您结果"),
        "person": _("已转人工复核"),
        "nudge": _("已催，处理方会看到"),
        "appeal": _("已收到申诉，由另一位审核员在 1 小时内裁决"),
        "parcel": _("已记下，商家收到后退款"),
        "answer": _("已转给审核员，继续审核"),
    }[act]


def _why_not(code: str) -> str:
    return {
        "not_merchants_turn": _("现在不是商家处理，平台已经在处理"),
        "not_rejected": _("这笔申请的结果已经变了，请看最新进度"),
        "case_open": _("这笔订单有另一笔申请正在处理"),
        "not_the_last": _("请对这笔订单最新的一次申请提出"),
        "too_late": _("结果出来已超过 15 天，可以重新申请"),
        "nothing_left": _("这笔订单已经没有可退的金额"),
        "appeal_instead": _("这是人工作出的决定，请提出申诉"),
        "words_missing": _("请写一句为什么应该退"),
        "nudged_already": _("刚催过，处理方会看到，两小时后可以再催"),
        "not_waiting": _("现在轮到您处理，或已经有结果"),
        "address_missing": _("商家还没有给出退货地址，请先不要寄；有了地址会马上告诉您"),
        "not_awaiting_return": _("这笔申请现在不需要寄回商品"),
        "answer_missing": _("请写一句答复"),
        "not_asked": _("已经转给审核员，不用再答复"),
        "parcel_missing": _("请填写快递公司和 6 到 40 位的快递单号"),
    }.get(code, _("没有保存成功，请刷新后再试"))


@signed_in("buyer")
@require_POST
def refund_deal(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """Say or offer something, or answer what was offered."""
    case = queries.case_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    return deal(
        request,
        no=case.no,
        act=act,
        party=Party("buyer", account_id(request)),
        language=language(),
        back=reverse("refund_progress", kwargs={"no": no}),
    )
