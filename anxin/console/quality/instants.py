"""Refunds that were paid before review: looked at by sample, doubted, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.quality.forms import JudgeInstantForm, LookForm
from anxin.console.quality.showing import reason_of, sentence_of
from anxin.domain.people import SENIOR_REVIEWERS
from anxin.pages.reader import account_id, not_found, signed_in
from anxin.services.quality.instants import (
    JUDGES,
    NotLooked,
    barred_from_instant,
    judge_instant,
    look_at_instant,
)
from anxin.services.risk.restricting import Officer
from anxin.storage.quality import instants as queries
from anxin.storage.quality.instants import InstantRow

lookers_only = signed_in(*sorted(SENIOR_REVIEWERS))
judges_only = signed_in(*sorted(JUDGES))
Form = LookForm | JudgeInstantForm


@dataclass(frozen=True, slots=True)
class Line:
    """One refund with the form of what is to be done about it, or why this reader may not."""

    row: InstantRow
    reason: str
    form: Form | None
    barred: str


@lookers_only
@never_cache
@require_safe
def instants(request: HttpRequest) -> HttpResponse:
    """What was drawn and waits for somebody, what is due first at the top."""
    return _page(request)


@lookers_only
@never_cache
@require_POST
def look(request: HttpRequest, no: str) -> HttpResponse:
    """Say whether a refund was rightly paid before review."""
    queries.instant(no=no) or not_found()
    form = LookForm(request.POST, auto_id=f"{no}_%s")
    if not form.is_valid():
        return _page(request, failed=(no, form))
    fine, said = form.cleaned_data["verdict"] == "right", form.cleaned_data["said"]
    refused = look_at_instant(no=no, by=_officer(request), fine=fine, said=said)
    if refused and refused.code == "words_missing":
        form.add_error("said", _("请写一两句话"))
        return _page(request, failed=(no, form))
    return _done(request, refused, _("已记下") if fine else _("已交给主管；钱不会收回"))


@judges_only
@never_cache
@require_POST
def judge(request: HttpRequest, no: str) -> HttpResponse:
    """Record an abuse of the buyer's, or let it be."""
    queries.instant(no=no) or not_found()
    form = JudgeInstantForm(request.POST, auto_id=f"{no}_%s")
    if not form.is_valid():
        return _page(request, failed=(no, form))
    abuse = form.cleaned_data["kind"] if form.cleaned_data["verdict"] == "abuse" else ""
    said = form.cleaned_data["said"]
    refused = judge_instant(no=no, by=_officer(request), abuse=abuse, said=said)
    return _done(
        request, refused, _("已登记，信用分和风险分已重算") if abuse else _("不记违规，已记下")
    )


def _done(request: HttpRequest, refused: NotLooked | None, done: str) -> HttpResponse:
    if refused:
        messages.warning(request, _sentence(refused.code))
    else:
        messages.success(request, done)
    return redirect("console_instants")


def _sentence(code: str) -> str:
    known = {
        "looked_at_already": _("另一位同事刚刚看过了"),
        "to_supervisor": _("等主管决定"),
    }
    return known.get(code) or sentence_of(code=code)


def _officer(request: HttpRequest) -> Officer:
    return Officer(account_id(request), getattr(request.user, "role", ""))


def _page(request: HttpRequest, failed: tuple[str, Form] | None = None) -> HttpResponse:
    officer = _officer(request)
    context = {
        "lines": [_line(row, officer, failed) for row in queries.list_open_instants()],
        "closed": queries.list_closed_instants(),
    }
    return render(request, "console/instants.html", context, status=422 if failed else 200)


def _line(row: InstantRow, officer: Officer, failed: tuple[str, Form] | None) -> Line:
    barred = barred_from_instant(found=row, who=officer)
    if not barred and row.state == "doubted" and officer.role not in JUDGES:
        barred = "to_supervisor"
    kind = JudgeInstantForm if row.state == "doubted" else LookForm
    form = failed[1] if failed and failed[0] == row.no else kind(auto_id=f"{row.no}_%s")
    shown = None if barred else form
    return Line(row, reason_of(reason=row.reason), shown, _sentence(barred) if barred else "")
