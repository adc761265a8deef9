"""Merchants' objections: refunds that a machine charged to a shop, and a senior's decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.domain import wording
from anxin.domain.people import SENIOR_REVIEWERS
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.pages.strict import StrictForm
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.objection import (
    NOTE_CHARACTERS,
    barred_from,
    decide_objection,
    undo_objection,
)
from anxin.services.policies import policy_of
from anxin.storage.aftersale import objections as reads
from anxin.storage.aftersale.objections import ObjectionRow

seniors_only = signed_in(*sorted(SENIOR_REVIEWERS))


class DecideForm(StrictForm):
    """The reason for granting or rejecting, which the merchant reads."""

    decision = forms.CharField(required=False, widget=forms.HiddenInput)
    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("写给商家的理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请写明理由，商家会看到")},
    )


@seniors_only
@never_cache
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """The objections that wait for a person, those due first at the top."""
    return _page(request)


@seniors_only
@never_cache
@require_POST
def decide(request: HttpRequest, no: str) -> HttpResponse:
    """Grant an objection or reject it, with a reason; done in ten seconds."""
    row = reads.objection(no=no) or not_found()
    form = DecideForm(request.POST, auto_id=f"{no}_%s")
    if not form.is_valid() or form.cleaned_data["decision"] not in ("grant", "reject"):
        return _page(request, failed=(no, form))
    refused = decide_objection(
        no=row.no,
        reviewer=_reviewer(request),
        grant=form.cleaned_data["decision"] == "grant",
        said=form.cleaned_data["said"],
    )
    if refused:
        messages.warning(request, _sentence(refused.code))
    else:
        messages.success(request, _("已决定，10 秒后生效"))
    return redirect("console_objections")


@seniors_only
@never_cache
@require_POST
def undo(request: HttpRequest, no: str) -> HttpResponse:
    """Take back one's own verdict before it is carried out."""
    row = reads.objection(no=no) or not_found()
    refused = undo_objection(no=row.no, reviewer=_reviewer(request))
    if refused:
        messages.warning(request, _sentence(refused.code))
    else:
        messages.success(request, _("已收回，没有任何变动"))
    return redirect("console_objections")


def _reviewer(request: HttpRequest) -> Reviewer:
    return Reviewer(account_id(request), getattr(request.user, "role", ""))


def _sentence(code: str) -> str:
    return {
        "decided": _("这笔异议已经有结果了"),
        "verdict_pending": _("这笔异议已有决定，正在生效"),
        "too_late_to_undo": _("已经生效，不能收回"),
        "tier_too_high": _("这笔异议已超时，由主管决定"),
        "own_case": _("这是您自己买的订单，由其他审核员决定"),
        "own_merchant": _("这是您所属店铺的异议，由其他审核员决定"),
    }.get(code, _("没有保存成功，请刷新后再试"))


def _page(request: HttpRequest, failed: tuple[str, DecideForm] | None = None) -> HttpResponse:
    rows, decided = reads.list_open_objections(), reads.list_decided_objections()
    context = {
        "lines": [_line(row, failed, _reviewer(request)) for row in rows],
        "decided": decided,
        "now": next((row.now for row in (*rows, *decided)), None),
    }
    return render(request, "console/objections.html", context, status=422 if failed else 200)


def _line(
    row: ObjectionRow, failed: tuple[str, DecideForm] | None, reviewer: Reviewer
) -> dict[str, Any]:
    """One objection with what the record said: the buyer's reason, the clause, the explanation."""
    mine = failed is not None and failed[0] == row.no
    barred = barred_from(objection=row, reviewer=reviewer)
    reason = row.reason and wording.label(of="reason", word=row.reason, language=language())
    return {
        "row": row,
        "pending": _pending(row, reviewer),
        "form": failed[1] if failed and mine else DecideForm(auto_id=f"{row.no}_%s"),
        "barred": _sentence(barred) if barred else "",
        "reason": reason or _("未发货退款"),
        "clause": wording.clause_title(
            policy=policy_of(row.policy_id), clause=row.clause, language=language()
        ),
        "why": row.why.get("review") or row.why.get(language(), ""),
    }


def _pending(row: ObjectionRow, reviewer: Reviewer) -> dict[str, Any] | None:
    """What somebody has decided and may take back, and whether it is the reader's."""
    verdict = row.verdict
    if verdict is None:
        return None
    what = wording.label(of="objection_state", word=verdict["do"], language=language())
    return {**verdict, "what": what, "mine": verdict["by"] == str(reviewer.account_id)}
