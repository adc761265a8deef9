"""The queue, one claim, a look at what is sealed, and the year's numbers."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin import wiring
from anxin.console.minors.forms import LookForm
from anxin.console.minors.showing import context_of, marks_of, officer_of
from anxin.domain.evidence.outside import StoreFailed
from anxin.domain.people import SENIOR_REVIEWERS
from anxin.pages.minors import said, said_to_staff
from anxin.pages.reader import not_found, signed_in
from anxin.services.minors.looking import look_at_page, look_into
from anxin.services.minors.telling import NotDone
from anxin.storage.minors import marks, queries

log = structlog.get_logger()
seniors_only = signed_in(*sorted(SENIOR_REVIEWERS))
auditors_only = signed_in("auditor", *sorted(SENIOR_REVIEWERS))
OF_YEAR = ("outcome", "refusal", "age", "claims", "late", "orders", "refunded_fen", "days")
YEARS = range(2020, 2100)


@seniors_only
@never_cache
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """What waits, that which is due first at the top."""
    rows = queries.list_open()
    context = {
        "lines": [(row, said_to_staff("state", row.state), marks_of(row)) for row in rows],
        "closed": [(row, said("outcome", row.outcome)) for row in queries.list_closed()],
        "me": officer_of(request).account_id,
    }
    return render(request, "console/minors.html", context)


@seniors_only
@never_cache
@require_safe
def claim(request: HttpRequest, no: str) -> HttpResponse:
    """One claim with its orders and what is proposed."""
    return claim_page(request, no)


def claim_page(request: HttpRequest, no: str, **forms: Any) -> HttpResponse:
    """Return the page of a claim, with forms that came back."""
    found = queries.claim(no=no)
    if found is None or found.submitted_at is None:
        not_found()
    context = context_of(found=found, officer=officer_of(request), forms=forms)
    status = 422 if forms else 200
    return render(request, "console/minor_claim.html", context, status=status)


@seniors_only
@never_cache
@require_POST
def look(request: HttpRequest, no: str) -> HttpResponse:
    """Open what was said and shown, with a reason; the answer is this page and no other."""
    found = queries.claim(no=no) or not_found()
    form = LookForm(request.POST, auto_id="look_%s")
    if not form.is_valid():
        return claim_page(request, no, look=form)
    opened = look_into(
        no=no,
        reason=form.cleaned_data["reason"],
        officer=officer_of(request),
        vault=wiring.minors_vault(),
    )
    if isinstance(opened, NotDone):
        messages.warning(request, said("barred", opened.code))
        return redirect("console_minor", no=no)
    pages = [(p.id, said("paper", p.kind), p.number) for p in queries.list_pages(claim_id=found.id)]
    context = {"c": found, "look": opened, "w": opened.words, "pages": pages}
    return render(request, "console/minor_look.html", context)


@seniors_only
@never_cache
@require_safe
def page(request: HttpRequest, look: str, page: UUID) -> HttpResponse:
    """One page's picture within a look of the same person; each time is a row of its own."""
    try:
        shown = look_at_page(
            look=look, page=page, officer=officer_of(request), vault=wiring.minors_vault()
        )
    except StoreFailed as error:
        log.error("minors.page_lost", page=str(page), why=type(error).__name__)
        shown = None
    if shown is None:
        not_found()
    response = HttpResponse(shown, content_type="image/webp")
    response["Content-Disposition"] = 'attachment; filename="page.webp"'
    response["Cache-Control"] = "no-store"
    return response


@signed_in("auditor")
@never_cache
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The auditor's way to a year's numbers; those who decide have it on their own page."""
    return render(request, "console/minors_audit.html")


@auditors_only
@never_cache
@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """A year's claims counted for the audit, without anybody in it, as CSV or JSON.

    Without `year` it is the present one.
    """
    asked = request.GET.get("year") or str(localdate().year)
    if not asked.isdecimal() or len(asked) > 4 or int(asked) not in YEARS:
        not_found()
    rows = [
        {name: getattr(row, name) for name in OF_YEAR}
        for row in marks.year_of_claims(year=int(asked))
    ]
    if request.GET.get("as") == "json":
        return JsonResponse({"year": int(asked), "claims": rows})
    text = io.StringIO()
    table = csv.DictWriter(text, OF_YEAR)
    table.writeheader()
    table.writerows(rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="minors-{asked}.csv"'
    return response
