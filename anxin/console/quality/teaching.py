"""What supervisors do for practice: take a closed case, retire one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anxin.console.case.views import reviewer_of
from anxin.console.quality import showing
from anxin.console.quality.forms import LessonForm
from anxin.domain import wording
from anxin.domain.practice import snapshot_of
from anxin.domain.states import CASE_OPEN
from anxin.pages.reader import language, not_found, signed_in
from anxin.services.quality.practising import retire_practice, take_as_practice
from anxin.services.quality.snapshots import facts_of_case
from anxin.storage.aftersale import queries as cases

supervisors_only = signed_in("supervisor")


@supervisors_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, no: str) -> HttpResponse:
    """Show what is kept of a closed case, and take it with the answer and explanation written."""
    case = cases.case(no=no) or not_found()
    facts = facts_of_case(case=case) or not_found()
    if case.state in CASE_OPEN:
        messages.warning(request, showing.sentence_of(code="not_closed"))
        return redirect("console_case", no=no)
    form = LessonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = take_as_practice(case_no=no, by=reviewer_of(request), lesson=form.lesson())
        if refused is None:
            messages.success(request, _("已加入练习"))
            return redirect("console_practice")
        form.add_error(None, showing.sentence_of(code=refused.code))
    place = language()
    kept = [
        (
            wording.label(of="practice_fact", word=fact.about, language=place),
            fact.en if place == "en" else fact.zh,
        )
        for fact in snapshot_of(facts=facts)
    ]
    context = {"c": case, "kept": kept, "reason": showing.reason_of(reason=case.reason),
               "form": form}  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "console/practice_take.html", context, status=status)


@supervisors_only
@never_cache
@require_POST
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Take a case out of practice."""
    if retire_practice(no=key, by=reviewer_of(request)):
        not_found()
    messages.success(request, _("已停用，答过的记录保留"))
    return redirect("console_practice")
