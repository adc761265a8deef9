"""The steps of a claim that is being filled in: people, purchases, papers, submit."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

import structlog
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anxin import wiring
from anxin.domain.evidence.outside import StoreFailed
from anxin.pages.minors import said
from anxin.services.minors.papers import OPEN_FOR_PAPERS, Kept, receive_paper, remove_paper
from anxin.services.minors.throttle import may_try
from anxin.services.minors.writing import (
    missing_of,
    submit_claim,
    words_of,
    write_people,
    write_purchases,
)
from anxin.storage.minors.queries import ClaimRow
from anxin.web.minors.entrance import with_claim
from anxin.web.minors.forms import PaperSent, PeopleSent, PurchasesSent, SubmitSent
from anxin.web.minors.showing import papers_of

log = structlog.get_logger()
STEPS = ("people", "purchases", "papers", "submit")
either = require_http_methods(["GET", "HEAD", "POST"])


def _page(
    request: HttpRequest, found: ClaimRow, step: str, form: BaseForm, **more: Any
) -> HttpResponse:
    context = {
        "c": found,
        "now": found.now,
        "form": form,
        "step": STEPS.index(step),
        "labels": [_("监护人和孩子"), _("消费情况"), _("材料"), _("提交")],
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, f"web/minors/{step}.html", context, status=status)


@never_cache
@either
@with_claim
def people(request: HttpRequest, found: ClaimRow) -> HttpResponseBase:
    """Who asks for whom."""
    if found.state != "draft":
        return redirect("minors_claim")
    form = _bound(request, PeopleSent, {"relation": found.relation, **_known(found)})
    if request.method == "POST" and form.is_valid():
        refused = write_people(no=found.no, form=form.sent(), vault=wiring.minors_vault())
        if refused is None:
            return redirect("minors_purchases")
        _blame(form, refused.code)
    return _page(request, found, "people", form)


@never_cache
@either
@with_claim
def purchases(request: HttpRequest, found: ClaimRow) -> HttpResponseBase:
    """What was bought and how it came about."""
    if found.state != "draft":
        return redirect("minors_claim")
    known = _known(found)
    initial = {"consent": found.consent, **known, "orders": "\n".join(known.get("orders", []))}
    form = _bound(request, PurchasesSent, initial)
    if request.method == "POST" and form.is_valid():
        refused = write_purchases(no=found.no, form=form.sent(), vault=wiring.minors_vault())
        if refused is None:
            return redirect("minors_papers")
        form.add_error(None, said("problem", refused.code))
    return _page(request, found, "purchases", form)


@never_cache
@either
@with_claim
def papers(request: HttpRequest, found: ClaimRow) -> HttpResponseBase:
    """Send papers, one by one or several at once; each is taken by itself."""
    if found.state not in OPEN_FOR_PAPERS:
        return redirect("minors_claim")
    post = request.method == "POST"
    form = PaperSent(request.POST, request.FILES) if post else PaperSent()
    if post and form.is_valid():
        wrong = _take(request, found, form.cleaned_data["kind"])
        if not wrong:
            messages.success(request, _("已收到，加密保存"))
            return redirect("minors_papers" if found.state == "draft" else "minors_claim")
        form.add_error("paper", said("problem", wrong))
    return _page(request, found, "papers", form, papers=papers_of(claim=found))


def _take(request: HttpRequest, found: ClaimRow, kind: str) -> str:
    """Keep the files of one upload; return the code of the first that was turned away."""
    vault = wiring.minors_vault()
    for file in request.FILES.getlist("paper"):
        if not may_try(kind="paper", value=found.no, vault=vault):
            return "too_often"
        try:
            kept = receive_paper(
                no=found.no,
                kind=kind,
                file=cast(BinaryIO, file.file),
                filename=file.name or "",
                vault=vault,
            )
        except StoreFailed as error:
            log.error("minors.not_stored", why=str(error))
            return "store"
        if not isinstance(kept, Kept):
            return kept.code
    return ""


@require_POST
@with_claim
def paper_remove(request: HttpRequest, found: ClaimRow) -> HttpResponseBase:
    """Take a paper back before the claim is submitted."""
    if remove_paper(no=found.no, paper_no=request.POST.get("paper", "")[:32]) is None:
        messages.success(request, _("已移除"))
    return redirect("minors_papers")


@never_cache
@either
@with_claim
def submit(request: HttpRequest, found: ClaimRow) -> HttpResponseBase:
    """Look at everything once more and submit."""
    if found.state != "draft":
        return redirect("minors_claim")
    form = SubmitSent(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        refused = submit_claim(no=found.no, vault=wiring.minors_vault())
        if refused is None:
            messages.success(request, _("已提交，15 天内答复"))
            return redirect("minors_claim")
        form.add_error(None, said("problem", refused.code))
    missing = missing_of(claim=found)
    return _page(
        request,
        found,
        "submit",
        form,
        papers=papers_of(claim=found),
        consent=said("consent", found.consent) if found.consent else "",
        missing=said("problem", missing) if missing else "",
        checks=((_("监护人"), found.guardian_masked, said("check", found.guardian_check)),
                (_("孩子"), found.minor_masked, said("check", found.minor_check))),
    )  # fmt: skip


def _known(found: ClaimRow) -> dict[str, Any]:
    return words_of(no=found.no, vault=wiring.minors_vault())


def _bound(request: HttpRequest, kind: Any, initial: dict[str, Any]) -> Any:
    known = {name: value for name, value in initial.items() if name in kind.base_fields}
    return kind(request.POST) if request.method == "POST" else kind(initial=known)


def _blame(form: BaseForm, code: str) -> None:
    """Put what is wrong at its field: `guardian_form` is the form of the guardian's number."""
    who, _sep, what = code.partition("_")
    if who in ("guardian", "minor"):
        field = f"{who}_name" if what == "name" else f"{who}_number"
        form.add_error(field, said("problem", what))
    else:
        form.add_error("relation" if code == "relation" else None, said("problem", code))
