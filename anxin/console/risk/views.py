"""Risk for those who answer for it: appeals to decide, restricted accounts, one account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.risk import showing
from anxin.console.risk.forms import AbuseForm, DecideForm, LiftForm, RestrictForm
from anxin.domain.people import BUYER, SENIOR_REVIEWERS
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.risk.appealing import decide_appeal
from anxin.services.risk.restricting import (
    LIFTING,
    RESTRICTING,
    NotRestricted,
    Officer,
    lift_by_hand,
    record_abuse,
    restrict_by_hand,
)
from anxin.storage.risk import appeals, queries
from anxin.storage.risk.queries import PersonRow

officers_only = signed_in(*sorted(showing.OFFICERS))
restricting_only = signed_in(*sorted(RESTRICTING))
lifting_only = signed_in(*sorted(LIFTING))
deciders_only = signed_in(*sorted(SENIOR_REVIEWERS))


@officers_only
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Appeals that wait, accounts that are restricted, and the way to any buyer by name."""
    name = request.GET.get("account", "").strip()[:150]
    found = queries.person_named(username=name) if name else None
    if found and found.role == BUYER:
        return redirect("console_risk_account", key=found.id)
    return _overview(request, name=name)


def _overview(
    request: HttpRequest, *, name: str = "", failed: tuple[str, DecideForm] | None = None
) -> HttpResponse:
    lines = showing.appeal_lines(officer=_officer(request), language=language())
    restricted = queries.list_restricted()
    context = {
        "lines": [(line, _form_of(line.row.no, failed)) for line in lines],
        "decided": appeals.list_decided_appeals(),
        "restricted": restricted,
        "name": name,
        "barred": _barred(),
    }
    return render(request, "console/risk.html", context, status=422 if failed else 200)


def _form_of(no: str, failed: tuple[str, DecideForm] | None) -> DecideForm:
    return failed[1] if failed and failed[0] == no else DecideForm(auto_id=f"{no}_%s")


@deciders_only
@never_cache
@require_POST
def decide(request: HttpRequest, no: str) -> HttpResponse:
    """Accept or reject an appeal, with words for the buyer."""
    appeals.appeal(no=no) or not_found()
    form = DecideForm(request.POST, auto_id=f"{no}_%s")
    if not form.is_valid():
        return _overview(request, failed=(no, form))
    sent = form.cleaned_data
    refused = decide_appeal(
        no=no,
        officer=_officer(request),
        accept=sent["decision"] == "accept",
        said=sent["said"],
        wrong=sent["wrong"],
    )
    if refused and refused.code == "still_flagged":
        form.add_error("wrong", _("剩下的原因仍会触发限制：请再看哪些不成立，或者拒绝申诉"))
        return _overview(request, failed=(no, form))
    if refused:
        messages.warning(request, _barred().get(refused.code, _("没有保存成功，请刷新后再试")))
    else:
        messages.success(request, _("已答复，买家会看到您写的话"))
    return redirect("console_risk")


@officers_only
@never_cache
@require_safe
def account(request: HttpRequest, key: UUID) -> HttpResponse:
    """One buyer: score, links, what restricts him, what was established, and what it came from."""
    return _account(request, _buyer(key))


@restricting_only
@never_cache
@require_POST
def restrict(request: HttpRequest, key: UUID) -> HttpResponse:
    """Restrict a buyer by hand."""
    buyer, form = _buyer(key), RestrictForm(request.POST)
    if not form.is_valid():
        return _account(request, buyer, restrict_form=form)
    refused = restrict_by_hand(account_id=key, officer=_officer(request), **form.cleaned_data)
    return _done(request, key, refused, _("已限制，买家会看到原因，可以申诉"))


@lifting_only
@never_cache
@require_POST
def lift(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lift what was placed by hand."""
    buyer, form = _buyer(key), LiftForm(request.POST)
    if not form.is_valid():
        return _account(request, buyer, lift_form=form)
    refused = lift_by_hand(account_id=key, officer=_officer(request), **form.cleaned_data)
    return _done(request, key, refused, _("已解除限制"))


@restricting_only
@never_cache
@require_POST
def abuse(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record abuse that was established."""
    buyer, form = _buyer(key), AbuseForm(request.POST)
    if not form.is_valid():
        return _account(request, buyer, abuse_form=form)
    refused = record_abuse(account_id=key, officer=_officer(request), **form.cleaned_data)
    return _done(request, key, refused, _("已登记，信用分和风险分已重算"))


def _done(
    request: HttpRequest, key: UUID, refused: NotRestricted | None, done: str
) -> HttpResponse:
    if refused is None:
        messages.success(request, done)
    else:
        messages.warning(request, _barred().get(refused.code, _("没有保存成功，请刷新后再试")))
    return redirect("console_risk_account", key=key)


def _barred() -> dict[str, str]:
    return {
        "not_allowed": _("您的岗位不能做这一步"),
        "own_account": _("这是您自己的账号"),
        "own_appeal": _("这是您自己的申诉"),
        "own_restriction": _("限制是您做的，由另一位高级审核员决定"),
        "decided": _("这笔申诉已经有结果了"),
        "restricted_already": _("这个账号已经有一条人工限制"),
        "not_restricted": _("这个账号没有人工限制"),
        "no_such_order": _("这位买家没有这个订单号"),
    }


def _officer(request: HttpRequest) -> Officer:
    return Officer(account_id(request), getattr(request.user, "role", ""))


def _buyer(key: UUID) -> PersonRow:
    found = queries.person(account_id=key)
    return found if found and found.role == BUYER else not_found()


def _account(
    request: HttpRequest,
    buyer: PersonRow,
    *,
    restrict_form: RestrictForm | None = None,
    lift_form: LiftForm | None = None,
    abuse_form: AbuseForm | None = None,
) -> HttpResponse:
    role = getattr(request.user, "role", "")
    context: dict[str, Any] = {
        **showing.panel_of(account_id=buyer.id, role=role, language=language()),
        "past": queries.list_restrictions(account_id=buyer.id),
        "assessments": queries.list_assessments(account_id=buyer.id),
        "abuses": queries.list_abuse(account_id=buyer.id),
        "may_restrict": role in RESTRICTING,
        "may_lift": role in LIFTING,
        "by_hand": any(one.source == "hand" for one in _standing(buyer)),
        "restrict_form": restrict_form or RestrictForm(auto_id="restrict_%s"),
        "lift_form": lift_form or LiftForm(auto_id="lift_%s"),
        "abuse_form": abuse_form or AbuseForm(),
    }
    failed = restrict_form or lift_form or abuse_form
    return render(request, "console/risk_account.html", context, status=422 if failed else 200)


def _standing(buyer: PersonRow) -> list[queries.RestrictionRow]:
    return queries.open_restrictions(account_id=buyer.id)
