"""The review queues and the case beside them: read, then approve, reject or ask for more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin import wiring
from anxin.console.case import deciding, showing
from anxin.console.case.forms import ApproveForm, AskForm, DeclineForm, RejectForm
from anxin.console.case.relied import basis_of
from anxin.domain import wording
from anxin.domain.people import REVIEWERS
from anxin.domain.remedy import not_replaceable
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.aftersale.giving import nothing_left
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import ARBITRATED, IN_REVIEW, ask_for_evidence
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns.verdicts import decide_to_approve, decide_to_reject
from anxin.services.sweep import meet_cases
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.complaints import list_lapsed
from anxin.storage.aftersale.figures import queue_figures
from anxin.storage.aftersale.ground import ground_by_case
from anxin.storage.aftersale.queries import CaseRow, Reader

reviewers_only = signed_in(*sorted(REVIEWERS))


@reviewers_only
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The cases that wait for this person, by time left; on wide screens the first one is open."""
    cases = queries.list_queue(queue=_queue_name(request), reader=reader_of(request))
    if meet_cases(seen=cases, outside=wiring.outside()):
        cases = queries.list_queue(queue=_queue_name(request), reader=reader_of(request))
    return page(request, cases[0] if cases else None, cases=cases)


@reviewers_only
@never_cache
@require_safe
def case(request: HttpRequest, no: str) -> HttpResponse:
    """One case with everything a decision rests on."""
    return page(request, find_case(no), opened=True)


@reviewers_only
@never_cache
@require_POST
def approve(request: HttpRequest, no: str) -> HttpResponse:
    """Approve a case: done in ten seconds, which it can be undone in."""
    found = find_case(no)
    form = ApproveForm(request.POST, replaceable=is_replaceable(found))
    if not form.is_valid():
        return page(request, found, opened=True, approve_form=form, status=422)
    note = form.cleaned_data["note"].strip()
    refused = decided(
        lambda: decide_to_approve(
            no=no,
            reviewer=reviewer_of(request),
            note=note,
            remedy=form.remedy(),
            seen=form.cleaned_data["seen"],
        )
    )
    return _answer(request, found, refused)


@reviewers_only
@never_cache
@require_POST
def reject(request: HttpRequest, no: str) -> HttpResponse:
    """Reject a case, on a ground and with words for the buyer."""
    found = find_case(no)
    form = reject_form(found, request.POST)
    if not form.is_valid():
        return page(request, found, opened=True, reject_form=form, status=422)
    sent = form.cleaned_data
    refused = decided(
        lambda: decide_to_reject(
            no=no,
            reviewer=reviewer_of(request),
            code=sent["code"],
            said=sent["said"].strip(),
            would_change=sent.get("would_change", "").strip(),
            seen=sent["seen"],
            **form.relied_on(),
        )
    )
    return _answer(request, found, refused)


@reviewers_only
@never_cache
@require_POST
def ask(request: HttpRequest, no: str) -> HttpResponse:
    """Ask the buyer for more evidence; the clock of the review stands still meanwhile."""
    found = find_case(no)
    form = AskForm(request.POST, reason=found.reason)
    if not form.is_valid():
        return page(request, found, opened=True, ask_form=form, status=422)
    sent = form.cleaned_data
    refused = decided(
        lambda: ask_for_evidence(
            no=no, reviewer=reviewer_of(request), kinds=sent["kinds"], said=sent["said"].strip()
        )
    )
    if refused:
        return not_decided(request, found, refused)
    messages.success(request, _("已请买家补充，等待期间审核时间停表"))
    return redirect("console_queue")


def _answer(request: HttpRequest, found: CaseRow, refused: NotDecided | None) -> HttpResponse:
    """Back to the case, where a verdict can be undone until it is carried out."""
    if refused:
        return not_decided(request, found, refused)
    return redirect(reverse("console_case", kwargs={"no": found.no}) + f"?done={found.no}#main")


def reject_form(case: CaseRow | None, sent: QueryDict | None = None) -> RejectForm:
    """Return the form of a refusal as a case stands."""
    in_review = case is not None and case.state in IN_REVIEW
    ground = ground_by_case(case_no=case.no) if case and in_review else None
    return RejectForm(
        sent,
        last_word=case is not None and case.state in ARBITRATED,
        gone=ground is not None and nothing_left(ground),
        basis=basis_of(case=case) if case and in_review else None,
    )


def is_replaceable(case: CaseRow | None) -> bool:
    """Say whether other goods can be given as a case stands."""
    return case is not None and not not_replaceable(
        case_state=case.state, order_state=case.order_state
    )


def find_case(no: str) -> CaseRow:
    """Return the case of that number as it stands by now, or answer that there is none."""
    found = queries.case(no=no) or not_found()
    if meet_cases(seen=[found], outside=wiring.outside()):
        found = queries.case(no=no) or not_found()
    return found


def reviewer_of(request: HttpRequest) -> Reviewer:
    """Return who is deciding, and as what."""
    return Reviewer(account_id(request), getattr(request.user, "role", ""))


def reader_of(request: HttpRequest) -> Reader:
    """Return whose queues are shown."""
    reviewer = reviewer_of(request)
    return Reader(reviewer.account_id, reviewer.role)


def decided(decide: Callable[[], NotDecided | None]) -> NotDecided | None:
    """Decide, and take it as not saved if the order never stood still."""
    try:
        return decide()
    except GroundKeepsMoving:
        return NotDecided("moved")


def not_decided(request: HttpRequest, found: CaseRow, refused: NotDecided) -> HttpResponse:
    """Say why, on the page of the case as it stands now."""
    present = find_case(found.no)
    state = wording.label(of="case_state", word=present.state, language=language())
    said = deciding.not_decided_sentence(code=refused.code, state=state, claimer=present.claimer)
    messages.warning(request, said)
    return page(request, present, opened=True, status=409)


def _queue_name(request: HttpRequest) -> str:
    asked = request.GET.get("queue", "mine")
    return asked if asked in queries.QUEUES else "mine"


def page(
    request: HttpRequest,
    chosen: CaseRow | None,
    *,
    cases: list[CaseRow] | None = None,
    opened: bool = False,
    status: int = 200,
    **invalid: Any,
) -> HttpResponse:
    """Show a queue and a case; `invalid` holds the form that was not filled in well."""
    name = _queue_name(request)
    if cases is None:
        cases = queries.list_queue(queue=name, reader=reader_of(request))
    figures = queue_figures()
    reviewer = reviewer_of(request)
    context: dict[str, Any] = {
        "lines": showing.lines_of(cases=cases, language=language()),
        "figures": figures,
        "automatic_share": round(100 * figures.automatic / max(1, figures.decided)),
        "opened": opened,
        "queue": name,
        "lapsed": list_lapsed(proposed_by=reviewer.account_id) if name == "second" else [],
        "queues": deciding.queues_of(reviewer=reviewer, language=language()),
        "approve_form": ApproveForm(replaceable=is_replaceable(chosen)),
        "reject_form": reject_form(chosen),
        "ask_form": AskForm(reason=chosen.reason if chosen else None),
        "decline_form": DeclineForm(),
        **invalid,
    }
    if chosen:
        context |= showing.detail_of(case=chosen, reviewer=reviewer, language=language())
    return render(request, "console/queue.html", context, status=status)
