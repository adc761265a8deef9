"""A reviewer's own results, and how all reviewers do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.case.views import reviewer_of
from anxin.console.quality import showing
from anxin.console.quality.forms import AnswerForm
from anxin.domain.people import REVIEWERS
from anxin.domain.quality import share_of
from anxin.pages.reader import account_id, not_found, signed_in
from anxin.services.quality.checking import answer_check
from anxin.storage.quality import overview as reviewers
from anxin.storage.quality import practice, queries

reviewers_only = signed_in(*sorted(REVIEWERS))
overseers_only = signed_in("supervisor", "auditor")


@reviewers_only
@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The score of thirty days and each note, with what one may answer."""
    return _own_page(request)


@reviewers_only
@never_cache
@require_POST
def answer(request: HttpRequest, no: str) -> HttpResponse:
    """Agree with a grade, or object in words; once."""
    form = AnswerForm(request.POST, auto_id=f"answer_{no}_%s")
    if not form.is_valid():
        return _own_page(request, no=no, form=form)
    refused = answer_check(
        no=no,
        reviewer=reviewer_of(request),
        objects=form.cleaned_data["answer"] == "object",
        said=form.cleaned_data["said"],
    )
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.warning(request, showing.sentence_of(code=refused.code))
    else:
        messages.success(request, _("已答复"))
    return redirect("console_quality_own")


def _own_page(
    request: HttpRequest, *, no: str = "", form: AnswerForm | None = None
) -> HttpResponse:
    me = account_id(request)
    rows = queries.list_own(reviewer_id=me)
    if form and no not in {row.no for row in rows}:
        not_found()
    score = queries.score(reviewer_id=me)
    right = share_of(part=score.found_right, whole=score.checked)
    lines = [
        (
            showing.line_of(row=row),
            showing.said_of(row=row),
            form if row.no == no and form else AnswerForm(auto_id=f"answer_{row.no}_%s"),
        )
        for row in rows
    ]
    context = {
        "lines": lines,
        "score": score,
        "practised": len(practice.list_tried(account_id=me)),
        "lessons": len(practice.list_practice()),
        "right": right,
        "right_tone": showing.tone_of(share=right),
    }
    return render(request, "console/quality_own.html", context, status=422 if form else 200)


@overseers_only
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every reviewer's thirty days: decided, checked, overturned, how fast, practised."""
    rows = reviewers.list_reviewers()
    checked, right = sum(r.checked for r in rows), sum(r.found_right for r in rows)
    rejected, turned = sum(r.rejected for r in rows), sum(r.overturned for r in rows)
    whole = share_of(part=right, whole=checked)
    context = {
        "lines": [showing.reviewer_line(row=row) for row in rows],
        "decided": sum(r.decided for r in rows),
        "checked": checked,
        "right": whole,
        "right_tone": showing.tone_of(share=whole),
        "turned": share_of(part=turned, whole=rejected),
        "objected": sum(r.objected for r in rows),
    }
    return render(request, "console/quality_overview.html", context)
