"""The review queue and the case beside it: read, then approve or reject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.case import showing
from anxin.console.case.forms import ApproveForm, RejectForm
from anxin.domain import wording
from anxin.domain.people import REVIEWERS
from anxin.pages.formatting import yuan
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.aftersale.review import NotDecided, Reviewer, approve_case, reject_case
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.queries import CaseRow

reviewers_only = signed_in(*sorted(REVIEWERS))


@reviewers_only
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The cases that wait for a person, by time left; on wide screens the first one is open."""
    cases = queries.list_queue()
    return _page(request, cases[0] if cases else None, cases=cases)


@reviewers_only
@never_cache
@require_safe
def case(request: HttpRequest, no: str) -> HttpResponse:
    """One case with everything a decision rests on."""
    return _page(request, _case(no), opened=True)


@reviewers_only
@never_cache
@require_POST
def approve(request: HttpRequest, no: str) -> HttpResponse:
    """Approve a case: the money goes back now, or once the goods are back."""
    found = _case(no)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _page(request, found, opened=True, approve_form=form, status=422)
    refused = _decided(
        lambda: approve_case(
            no=no, reviewer=_reviewer(request), note=form.cleaned_data["note"].strip()
        )
    )
    if refused:
        return _not_decided(request, found, refused)
    goods, money = _("已同意，买家退回商品后退 %(amount)s"), _("已同意，%(amount)s 已退给买家")
    done = goods if found.return_goods else money
    messages.success(request, done % {"amount": yuan(found.refund_fen)})
    return redirect("console_queue")


@reviewers_only
@never_cache
@require_POST
def reject(request: HttpRequest, no: str) -> HttpResponse:
    """Reject a case, on a ground and with words for the buyer."""
    found = _case(no)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _page(request, found, opened=True, reject_form=form, status=422)
    sent = form.cleaned_data
    refused = _decided(
        lambda: reject_case(
            no=no, reviewer=_reviewer(request), code=sent["code"], said=sent["said"].strip()
        )
    )
    if refused:
        return _not_decided(request, found, refused)
    messages.success(request, _("已拒绝，买家会看到您写的说明"))
    return redirect(reverse("console_queue") + f"?done={no}#main")


def _case(no: str) -> CaseRow:
    return queries.case(no=no) or not_found()


def _reviewer(request: HttpRequest) -> Reviewer:
    return Reviewer(account_id(request), getattr(request.user, "role", ""))


def _decided(decide: Callable[[], NotDecided | None]) -> NotDecided | None:
    try:
        return decide()
    except GroundKeepsMoving:
        return NotDecided("moved")


def _not_decided(request: HttpRequest, found: CaseRow, refused: NotDecided) -> HttpResponse:
    """Say why, on the page of the case as it stands now."""
    present = _case(found.no)
    state = wording.label(of="case_state", word=present.state, language=language())
    messages.warning(request, showing.not_decided_sentence(code=refused.code, state=state))
    return _page(request, present, opened=True, status=409)


def _page(
    request: HttpRequest,
    chosen: CaseRow | None,
    *,
    cases: list[CaseRow] | None = None,
    opened: bool = False,
    approve_form: ApproveForm | None = None,
    reject_form: RejectForm | None = None,
    status: int = 200,
) -> HttpResponse:
    cases = queries.list_queue() if cases is None else cases
    figures = queries.queue_figures()
    context: dict[str, Any] = {
        "lines": showing.lines_of(cases=cases, language=language()),
        "figures": figures,
        "automatic_share": round(100 * figures.automatic / max(1, figures.decided)),
        "opened": opened,
        "approve_form": approve_form or ApproveForm(),
        "reject_form": reject_form or RejectForm(),
    }
    if chosen:
        reviewer = _reviewer(request)
        context |= showing.detail_of(case=chosen, reviewer=reviewer, language=language())
    return render(request, "console/queue.html", context, status=status)
