"""The checkers' desk: what was drawn, one decision with all it rests on, grade, judge, send on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.case.showing import detail_of
from anxin.console.case.views import reviewer_of
from anxin.console.quality import showing
from anxin.console.quality.forms import GradeForm, JudgeForm, ResendForm
from anxin.domain.people import SENIOR_REVIEWERS
from anxin.domain.quality import barred_from, harms_buyer
from anxin.domain.wording.checklists import checklist
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.aftersale.moving import Reviewer
from anxin.services.quality.checking import (
    NotChecked,
    concerned_by,
    grade_check,
    judge_objection,
)
from anxin.services.quality.resending import resend_for_buyer, why_not_resent
from anxin.storage.aftersale import queries as cases
from anxin.storage.quality import queries
from anxin.storage.quality.queries import CheckRow

checkers_only = signed_in(*sorted(SENIOR_REVIEWERS))


@checkers_only
@never_cache
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """What waits to be checked, oldest first, and objections that wait for another pair of eyes."""
    me = account_id(request)
    rows = queries.list_to_look_at(who=me)
    lines = [showing.line_of(row=row) for row in rows]
    context = {
        "waiting": [one for one in lines if one.row.state == "waiting"],
        "objected": [one for one in lines if one.row.state == "objected"],
        "graded": [showing.line_of(row=row) for row in queries.list_graded_by(who=me)],
    }
    return render(request, "console/quality.html", context)


@checkers_only
@never_cache
@require_safe
def one(request: HttpRequest, no: str) -> HttpResponse:
    """One decision with the facts of its case, the checklist, the words it was told in."""
    return _page(request, _found(request, no))


@checkers_only
@never_cache
@require_POST
def grade(request: HttpRequest, no: str) -> HttpResponse:
    """Grade a decision."""
    found = _found(request, no)
    form = GradeForm(request.POST, lines=_lines(found))
    if not form.is_valid():
        return _page(request, found, grade_form=form)
    refused = grade_check(
        no=no,
        checker=reviewer_of(request),
        grade=form.cleaned_data["grade"],
        marks=form.marks(),
        note=form.cleaned_data["note"],
    )
    return _done(request, no, refused, _("已评，同事会看到您写的话"))


@checkers_only
@never_cache
@require_POST
def judge(request: HttpRequest, no: str) -> HttpResponse:
    """Confirm a grade that was objected to, or take it back."""
    found = _found(request, no)
    form = JudgeForm(request.POST, auto_id="judge_%s")
    if not form.is_valid():
        return _page(request, found, judge_form=form)
    refused = judge_objection(
        no=no,
        judge=reviewer_of(request),
        holds=form.cleaned_data["holds"] == "yes",
        said=form.cleaned_data["said"],
    )
    return _done(request, no, refused, _("已复核，双方都会看到"))


@checkers_only
@never_cache
@require_POST
def resend(request: HttpRequest, no: str) -> HttpResponse:
    """Appeal on the buyer's behalf."""
    found = _found(request, no)
    form = ResendForm(request.POST, auto_id="resend_%s")
    if not form.is_valid():
        return _page(request, found, resend_form=form)
    refused = resend_for_buyer(no=no, checker=reviewer_of(request), said=form.cleaned_data["said"])
    return _done(request, no, refused, _("已送审，由另一位审核员在 1 小时内裁决；买家已看到原因"))


def _found(request: HttpRequest, no: str) -> CheckRow:
    """Return a check that is none of the reader's own, or answer that there is none."""
    found = queries.check(no=no) or not_found()
    return not_found() if _barred(found, reviewer_of(request)) else found


def _barred(found: CheckRow, reader: Reviewer) -> str | None:
    who = concerned_by(found=found)
    return barred_from(who=reader.account_id, role=reader.role, concerned=who)


def _lines(found: CheckRow) -> tuple[str, ...]:
    return checklist(reason=found.reason, language=language())


def _done(request: HttpRequest, no: str, refused: NotChecked | None, done: str) -> HttpResponse:
    if refused:
        messages.warning(request, showing.sentence_of(code=refused.code))
    else:
        messages.success(request, done)
    return redirect("console_quality_check", no=no)


def _page(request: HttpRequest, found: CheckRow, **forms: Any) -> HttpResponse:
    reader = reviewer_of(request)
    case = cases.case(no=found.case_no) or not_found()
    context = {
        **detail_of(case=case, reviewer=reader, language=language()),
        "k": found,
        "check": showing.line_of(row=found),
        "told": showing.said_of(row=found),
        "marks": [(one[language()], one["mark"]) for one in found.lines],
        "may_judge": found.state == "objected" and found.checker_id != reader.account_id,
        "grade_form": forms.get("grade_form") or GradeForm(lines=_lines(found)),
        "judge_form": forms.get("judge_form") or JudgeForm(auto_id="judge_%s"),
        **_sending(found, forms),
    }
    status = 422 if forms else 200
    return render(request, "console/quality_check.html", context, status=status)


def _sending(found: CheckRow, forms: dict[str, Any]) -> dict[str, Any]:
    """Return whether the case may be sent on for the buyer, else why not."""
    harmed = harms_buyer(decided=found.decided, grade=found.grade, state=found.state)
    if not harmed or found.resent_at:
        return {"harmed": harmed}
    refused = why_not_resent(found=found)
    fair = _("我们复查了这次决定，认为原来的理由不够充分，已为您安排另一位审核员重新裁决。")
    form = forms.get("resend_form") or ResendForm(auto_id="resend_%s", initial={"said": fair})
    return {
        "harmed": True,
        "not_sent": showing.sentence_of(code=refused.code) if refused else "",
        "resend_form": form,
    }
