"""What a reviewer does around a decision: take a case, give it back, undo, sign second, talk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anxin.console.case.forms import DeclineForm
from anxin.console.case.views import (
    decided,
    find_case,
    not_decided,
    page,
    reviewer_of,
    reviewers_only,
)
from anxin.pages.dealing import deal as take_part
from anxin.pages.reader import account_id, language, not_found
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.turns import claiming, undoing, verdicts
from anxin.services.aftersale.turns.proposals import Party
from anxin.storage.aftersale import queries


@reviewers_only
@never_cache
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the case of a queue that is due first and nobody holds."""
    queue = request.POST.get("queue", "mine")
    if queue not in queries.QUEUES:
        not_found()
    taken = claiming.take_next(queue=queue, reviewer=reviewer_of(request))
    if isinstance(taken, NotDecided):
        many = _("您手上已有 5 笔，先处理完再取")
        messages.info(request, many if taken.code == "too_many_held" else _("没有可以取的申请"))
        return redirect(reverse("console_queue") + f"?queue={queue}")
    return redirect("console_case", no=taken)


@reviewers_only
@never_cache
@require_POST
def claim(request: HttpRequest, no: str) -> HttpResponse:
    """Take a case, so that nobody else decides it meanwhile."""
    found = find_case(no)
    refused = decided(lambda: claiming.claim_case(no=no, reviewer=reviewer_of(request)))
    return not_decided(request, found, refused) if refused else redirect("console_case", no=no)


@reviewers_only
@never_cache
@require_POST
def release(request: HttpRequest, no: str) -> HttpResponse:
    """Give a case back to its queue."""
    found = find_case(no)
    claiming.release_case(no=found.no, reviewer=reviewer_of(request))
    return redirect("console_queue")


@reviewers_only
@never_cache
@require_POST
def undo(request: HttpRequest, no: str) -> HttpResponse:
    """Take back one's own verdict, or one's signature, before it is carried out."""
    found = find_case(no)
    refused = undoing.undo(no=no, reviewer=reviewer_of(request))
    if refused:
        return not_decided(request, found, refused)
    messages.success(request, _("已收回，没有任何变动"))
    return redirect("console_case", no=no)


@reviewers_only
@never_cache
@require_POST
def sign(request: HttpRequest, no: str) -> HttpResponse:
    """Sign a large approval as the second person."""
    found = find_case(no)
    by, seen = reviewer_of(request), request.POST.get("seen", "")
    refused = decided(lambda: verdicts.sign_second(no=no, reviewer=by, seen=seen))
    if refused:
        return not_decided(request, found, refused)
    messages.success(request, _("已复核同意，10 秒后生效"))
    return redirect("console_case", no=no)


@reviewers_only
@never_cache
@require_POST
def decline(request: HttpRequest, no: str) -> HttpResponse:
    """Do not agree, as the second person: the verdict falls and another senior decides."""
    found = find_case(no)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return page(request, found, opened=True, decline_form=form, status=422)
    by, seen, said = reviewer_of(request), request.POST.get("seen", ""), form.cleaned_data["said"]
    refused = decided(lambda: verdicts.decline_second(no=no, reviewer=by, said=said, seen=seen))
    if refused:
        return not_decided(request, found, refused)
    messages.success(request, _("没有同意，由另一位高级审核员决定"))
    return redirect("console_case", no=no)


@reviewers_only
@never_cache
@require_POST
def deal(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """Say or offer something in a case, or answer what its buyer offers."""
    reviewer = reviewer_of(request)
    return take_part(
        request,
        no=find_case(no).no,
        act=act,
        party=Party("platform", account_id(request), role=reviewer.role),
        language=language(),
        back=reverse("console_case", kwargs={"no": no}),
    )
