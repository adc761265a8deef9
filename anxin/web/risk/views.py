"""我的信用: what a buyer's credit is, what raises it, why it is restricted, and the appeal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from anxin import wiring
from anxin.domain.credit import BY_IDENTITY
from anxin.domain.wording.risk import LABELS, risk_label
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.policies import policy_of
from anxin.services.risk.filing import (
    CHECKS_PER_APPEAL,
    confirm_identity,
    correct_identity,
    file_appeal,
)
from anxin.storage.catalog.queries import latest_policy
from anxin.storage.risk import appeals, queries
from anxin.storage.risk.appeals import AppealRow
from anxin.web.risk import showing
from anxin.web.risk.forms import AppealForm

OPEN = ("checking", "mismatched", "submitted")


@signed_in("buyer")
@never_cache
@require_safe
def credit(request: HttpRequest) -> HttpResponse:
    """The buyer's credit with everything that it is made of."""
    account = account_id(request)
    person = queries.person(account_id=account) or not_found()
    assessments = queries.list_assessments(account_id=account)
    restrictions = queries.list_restrictions(account_id=account)
    open_ones = [one for one in restrictions if one.lifted_at is None]
    assessed = assessments[0] if assessments else None
    reasons = showing.reasons_of(restrictions=open_ones, language=language())
    context = {
        "person": person,
        "now": person.now,
        "lines": showing.lines_of(assessed=assessed, language=language()),
        "raises": showing.raises_of(
            assessed=assessed, since=person.created_at, language=language()
        ),
        "named": appeals.has_identity(account_id=account),
        "reasons": reasons,
        "noticed": showing.noticed_of(assessed=assessed, told=reasons, language=language()),
        "history": showing.history_of(
            assessments=assessments, restrictions=restrictions, language=language()
        ),
        **_instant(person),
        **_appeal(appeals.latest_appeal(account_id=account), may=bool(open_ones)),
    }
    return render(request, "web/credit.html", context)


def _instant(person: queries.PersonRow) -> dict[str, Any]:
    """What the credit gives today: the limit, and what is left of it."""
    version = latest_policy(name="standard")
    if version is None:
        return {}
    limits = policy_of(version.id).limits
    used_fen = queries.instant_used_fen(account_id=person.id)
    return {
        "limits": limits,
        "instant": person.credit >= limits.instant_credit and not person.flagged,
        "left_fen": max(limits.instant_24h_fen - used_fen, 0),
    }


def _appeal(row: AppealRow | None, *, may: bool) -> dict[str, Any]:
    """What the pages say of the last appeal, and whether the buyer can do something about it."""
    runs = row is not None and row.state in OPEN
    state = risk_label(of="appeal_state", word=row.state, language=language()) if row else ""
    found = row.identity if row else ""
    return {
        "appeal": row,
        "appeal_state": state,
        "identity_state": risk_label(of="identity_state", word=found, language=language())
        if found
        else "",
        "runs": runs,
        "may_appeal": may and not runs,
        "corrects": row is not None and row.state == "mismatched",
        "checks_left": CHECKS_PER_APPEAL - row.checks if row else CHECKS_PER_APPEAL,
    }


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest) -> HttpResponse:
    """State one's case and confirm one's name; afterwards, where the appeal stands."""
    account = account_id(request)
    last = appeals.latest_appeal(account_id=account)
    open_ones = queries.open_restrictions(account_id=account)
    stands = _appeal(last, may=bool(open_ones))
    if last is None and not open_ones:
        not_found()
    form = AppealForm(
        request.POST if request.method == "POST" else None,
        words=not stands["corrects"],
        identity=stands["corrects"] or not appeals.has_identity(account_id=account),
    )
    if request.method == "POST" and form.is_valid():
        send = correct_identity if stands["corrects"] else file_appeal
        refused = send(account_id=account, form=form.filed(), outside=wiring.outside())
        if refused is None:
            messages.success(request, _("已提交，结果会在这里告诉您"))
            return redirect("credit_appeal")
        form.add_error(*_why_not(refused.code))
    person = queries.person(account_id=account) or not_found()
    context = {
        "now": person.now,
        "form": form,
        "reasons": showing.reasons_of(restrictions=open_ones, language=language()),
        "asks_number": "number" in form.fields,
        **stands,
    }
    return render(request, "web/credit_appeal.html", context, status=422 if form.errors else 200)


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest) -> HttpResponse:
    """Have one's real name confirmed; afterwards, how it stands."""
    account = account_id(request)
    form = AppealForm(
        request.POST if request.method == "POST" else None, words=False, identity=True
    )
    if request.method == "POST" and form.is_valid():
        refused = confirm_identity(account_id=account, form=form.filed(), outside=wiring.outside())
        if refused is None:
            return redirect("credit_identity")
        form.add_error(*_why_not(refused.code))
    person = queries.person(account_id=account) or not_found()
    check = appeals.latest_check(account_id=account)
    context = {
        "now": person.now,
        "form": form,
        "check": check,
        "asks": check is None or check.state not in ("waiting", "confirmed"),
        "points": BY_IDENTITY,
    }
    return render(request, "web/credit_identity.html", context, status=422 if form.errors else 200)


def _why_not(code: str) -> tuple[str | None, str]:
    """The field that is at fault, if one is, and what to say."""
    if code in LABELS["number_problem"]:
        return "number", risk_label(of="number_problem", word=code, language=language())
    if code == "another_person":
        return "number", _("这个账号核验过、或正在核验的是另一个人")
    if code == "name":
        return "name", _("请填写身份证上的姓名")
    return None, {
        "appealed_already": _("您的申诉正在处理，不用重复提交"),
        "not_restricted": _("您的账号没有受到限制，不用申诉"),
        "too_soon": _("上一次申诉没有成立，7 天后可以再申诉"),
        "checked_already": _("您的实名正在核验，或者已经通过"),
        "being_checked": _("您的实名正在核验，几秒后再提交申诉"),
        "too_many_checks": _("核验次数太多了，请明天再试"),
    }.get(code, _("没有提交成功，请刷新后再试"))
