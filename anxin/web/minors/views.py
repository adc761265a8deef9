"""The way in, and where a claim stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin import wiring
from anxin.domain.minors.caps import RULES
from anxin.domain.wording.minors import minors_label
from anxin.pages.minors import answer_of, said
from anxin.pages.reader import client_ip, language
from anxin.services.minors.entering import Begun, begin_claim, enter_claim
from anxin.services.minors.telling import NotDone
from anxin.services.minors.writing import answer_papers, withdraw_claim
from anxin.storage.minors import queries
from anxin.storage.minors.queries import ClaimRow
from anxin.web.minors.entrance import close_for, open_for, opened, with_claim
from anxin.web.minors.forms import EnterForm
from anxin.web.minors.showing import lines_of, papers_of, timeline_of
from anxin.web.risk.device import COOKIE


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is for, what is needed, and the two ways in."""
    return _start(request, EnterForm())


def _start(request: HttpRequest, form: EnterForm, status: int = 200) -> HttpResponse:
    caps = [
        (minors_label(of="band", word=band, language=language()), cap)
        for band, cap in RULES[-1].caps.items()
    ]
    context = {"form": form, "claim": opened(request), "caps": caps, "rule": RULES[-1]}
    return render(request, "web/minors/start.html", context, status=status)


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a claim: number and code are on this answer and never shown again."""
    made = begin_claim(
        place=client_ip(request),
        device=request.COOKIES.get(COOKIE, "")[:64],
        vault=wiring.minors_vault(),
    )
    if not isinstance(made, Begun):
        return render(request, "429.html", status=429)
    open_for(request, made.no)
    return render(request, "web/minors/code.html", {"made": made})


@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Go on with a claim. Unknown numbers and wrong codes get the same answer."""
    form = EnterForm(request.POST)
    if not form.is_valid():
        return _start(request, form, 422)
    found = enter_claim(
        no=form.cleaned_data["no"],
        code=form.cleaned_data["code"],
        place=client_ip(request),
        vault=wiring.minors_vault(),
    )
    if isinstance(found, NotDone):
        if found.code == "too_often":
            return render(request, "429.html", status=429)
        form.add_error(None, said("problem", found.code))
        return _start(request, form, 422)
    open_for(request, found.no)
    return redirect("minors_claim")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the claim in this browser; number and code open it again."""
    close_for(request)
    messages.success(request, _("已退出。用申请号和查询码可以再进来"))
    return redirect("minors")


@never_cache
@require_safe
@with_claim
def claim(request: HttpRequest, found: ClaimRow) -> HttpResponseBase:
    """Where the claim stands, what comes next and until when; a draft goes on where it stopped."""
    if found.state == "draft":
        return redirect(_next_step(found))
    context: dict[str, Any] = {
        "c": found,
        "now": found.now,
        "state": said("state", found.state),
        "refusal": said("refusal", found.refusal) if found.refusal else "",
        "asked": [said("paper", kind) for kind in found.asked_kinds],
        "lines": lines_of(claim=found),
        "papers": papers_of(claim=found),
        "answer": answer_of(claim=found),
        "events": timeline_of(claim=found),
        "checks": (
            (_("监护人"), found.guardian_masked, said("check", found.guardian_check)),
            (_("孩子"), found.minor_masked, said("check", found.minor_check)),
        ),
    }
    return render(request, "web/minors/claim.html", context)


def _next_step(found: ClaimRow) -> str:
    if not found.guardian_masked:
        return "minors_people"
    if not found.consent:
        return "minors_purchases"
    return "minors_submit" if queries.list_papers(claim_id=found.id) else "minors_papers"


@require_POST
@with_claim
def answer(request: HttpRequest, found: ClaimRow) -> HttpResponseBase:
    """Say that the papers asked for are there."""
    if answer_papers(no=found.no) is None:
        messages.success(request, _("已告诉审核员，继续审核"))
    return redirect("minors_claim")


@require_POST
@with_claim
def withdraw(request: HttpRequest, found: ClaimRow) -> HttpResponseBase:
    """Withdraw the claim."""
    if withdraw_claim(no=found.no) is None:
        done = _("已撤回，账号恢复正常") if found.submitted_at else _("已放弃，写过的内容不再保留")
        messages.success(request, done)
    return redirect("minors_claim")
