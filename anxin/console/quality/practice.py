"""Practice: the cases, those not yet answered first; one of them, answered and explained."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from anxin.console.case.views import reviewer_of, reviewers_only
from anxin.console.quality import showing
from anxin.console.quality.forms import PracticeForm
from anxin.domain.practice import Practice
from anxin.domain.quality import share_of
from anxin.pages.reader import account_id, not_found
from anxin.services.quality.practising import answer_practice
from anxin.storage.quality import practice as queries


@reviewers_only
@never_cache
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All practice cases and one's own progress."""
    tried = queries.list_tried(account_id=account_id(request))
    found = queries.list_practice()
    lines = [showing.practice_line(practice=one, tried=tried.get(one.key)) for one in found]
    first = [one.tried.first_right for one in lines if one.tried]
    context = {
        "new": [one for one in lines if one.tried is None],
        "done": [one for one in lines if one.tried],
        "total": len(lines),
        "answered": len(first),
        "right": sum(first),
        "share": share_of(part=sum(first), whole=len(first)),
    }
    return render(request, "console/practice.html", context)


@reviewers_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, key: str) -> HttpResponse:
    """One practice case; after an answer, whether it was right and why."""
    found = queries.practice(key=key) or not_found()
    if request.method != "POST":
        return _page(request, found, PracticeForm())
    form = PracticeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    refused = answer_practice(
        key=key,
        reviewer=reviewer_of(request),
        form_key=form.cleaned_data["form_key"],
        given=form.given(),
    )
    if refused:
        not_found()
    where = reverse("console_practice_case", kwargs={"key": key})
    return redirect(f"{where}?try={form.cleaned_data['form_key']}#result")


def _page(
    request: HttpRequest, found: Practice, form: PracticeForm, *, status: int = 200
) -> HttpResponse:
    tried = queries.list_tried(account_id=account_id(request))
    new = (one.key for one in queries.list_practice() if one.key not in tried)
    context = {
        **showing.practice_detail(practice=found),
        "form": form,
        "result": _result(request, found),
        "tried": tried.get(found.key),
        "next": next((key for key in new if key != found.key), ""),
        "retirable": reviewer_of(request).role == "supervisor" and queries.is_taken(key=found.key),
    }
    return render(request, "console/practice_case.html", context, status=status)


def _result(request: HttpRequest, found: Practice) -> dict[str, object] | None:
    """Return what is told of the try that the address names, if it is the reader's own."""
    try:
        form_key = UUID(request.GET.get("try", ""))
    except ValueError:
        return None
    answer = queries.answer_of(account_id=account_id(request), form_key=form_key, key=found.key)
    return showing.practice_result(practice=found, answer=answer) if answer else None
