"""Complaints raised outside: joined to their order's case and answered; and compensation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anxin import wiring
from anxin.console.case.beyond import CompensationForm
from anxin.console.case.deciding import not_decided_sentence
from anxin.console.case.views import find_case, reviewer_of
from anxin.domain import wording
from anxin.domain.complaints import COMPLAINT_SOURCES
from anxin.domain.people import SENIOR_REVIEWERS, TREASURERS
from anxin.pages.amounts import YuanField
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.pages.strict import StrictForm
from anxin.services.aftersale import compensation as paying
from anxin.services.aftersale.complaints import (
    SAID_CHARACTERS,
    Outside,
    answer_complaint,
    join_complaint,
)
from anxin.storage.aftersale.complaints import list_complaints
from anxin.storage.aftersale.figures import queue_figures

keepers_only = signed_in(*sorted(SENIOR_REVIEWERS | TREASURERS))
seniors_only = signed_in(*sorted(SENIOR_REVIEWERS))


class ComplaintForm(StrictForm):
    """A complaint as it came in: about which order, from where, under which number."""

    order_no = forms.CharField(max_length=32, label=gettext_lazy("订单号或支付单号"))
    source = forms.ChoiceField(label=gettext_lazy("来源"))
    outside_no = forms.CharField(max_length=64, label=gettext_lazy("投诉单号"))
    fen = YuanField(
        required=False,
        label=gettext_lazy("被扣金额（元，仅拒付）"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    said = forms.CharField(
        required=False,
        max_length=SAID_CHARACTERS,
        label=gettext_lazy("投诉内容"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the sources by name."""
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (word, wording.label(of="complaint_source", word=word, language=language()))
            for word in COMPLAINT_SOURCES
        ]


@keepers_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complaints(request: HttpRequest) -> HttpResponse:
    """The complaints with their deadlines; a POST joins one to its order's case."""
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        refused = join_complaint(
            order_no=sent["order_no"],
            complaint=Outside(sent["source"], sent["outside_no"], sent["said"], sent["fen"] or 0),
            actor=account_id(request),
            role=getattr(request.user, "role", ""),
        )
        if refused is None:
            messages.success(request, _("已并入这笔订单的售后，不会重复退款"))
            return redirect("console_complaints")
        form.add_error(None, _why_not(refused.code))
    context = {
        "form": form,
        "rows": list_complaints(),
        "figures": queue_figures(),
    }
    return render(request, "console/complaints.html", context, status=422 if form.errors else 200)


@keepers_only
@never_cache
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Note what a complaint was answered outside."""
    refused = answer_complaint(
        source=request.POST.get("source", ""),
        outside_no=request.POST.get("outside_no", ""),
        answer=request.POST.get("answer", ""),
        actor=account_id(request),
        role=reviewer_of(request).role,
    )
    if refused:
        messages.warning(request, _("请写一句怎样答复的"))
    else:
        messages.success(request, _("已记下答复"))
    return redirect("console_complaints")


@seniors_only
@never_cache
@require_POST
def compensation(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """Propose, sign or drop compensation beside a case's refund, or take one's signature back."""
    found, reviewer = find_case(no), reviewer_of(request)
    if act == "propose":
        form = CompensationForm(request.POST)
        if not form.is_valid():
            messages.warning(request, _("请填写赔付金额和依据"))
            return redirect("console_case", no=no)
        sent = form.cleaned_data
        refused = paying.propose_compensation(
            no=no,
            reviewer=reviewer,
            fen=sent["fen"],
            basis=sent["basis"],
            is_working_day=wiring.outside().is_working_day,
        )
    elif act == "sign":
        seen = request.POST.get("seen", "")
        refused = paying.sign_compensation(no=no, reviewer=reviewer, seen=seen)
    elif act == "drop":
        sent = {name: request.POST.get(name, "") for name in ("said", "seen")}
        refused = paying.drop_compensation(no=no, reviewer=reviewer, **sent)
    elif act == "undo":
        refused = paying.undo_signature(no=no, reviewer=reviewer)
    else:
        not_found()
    if refused:
        messages.warning(request, not_decided_sentence(code=refused.code, state=found.state))
    else:
        messages.success(request, _DONE[act]())
    return redirect("console_case", no=no)


_DONE = {
    "propose": lambda: _("已提议赔付，等另一位复核"),
    "sign": lambda: _("已复核同意，10 秒后生效"),
    "undo": lambda: _("已收回，没有任何变动"),
    "drop": lambda: _("这笔赔付提议已结束，不赔付"),
}


def _why_not(code: str) -> str:
    return {
        "not_found": _("没有这个订单号"),
        "number_missing": _("请填写来源和投诉单号"),
        "which_payment": _("这笔订单付过不止一次，请填写渠道给出的商户单号（支付单号）"),
        "sum_out_of_range": _("拒付要填写被扣的金额"),
        "joined_before": _("这个投诉已经登记过"),
    }.get(code, _("没有保存成功，请刷新后再试"))
