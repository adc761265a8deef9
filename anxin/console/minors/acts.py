"""What a senior does with a claim: take it, find its orders, decide, ask, sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anxin import wiring
from anxin.console.minors.forms import (
    ApproveForm,
    AskForm,
    CodeForm,
    EndForm,
    FindForm,
    ObjectionForm,
    RejectForm,
)
from anxin.console.minors.showing import officer_of
from anxin.console.minors.views import claim_page, seniors_only
from anxin.pages.minors import said
from anxin.pages.reader import not_found
from anxin.services.minors.closing import decide_again, end_payment
from anxin.services.minors.deciding import (
    approve_claim,
    ask_for_papers,
    reject_claim,
    send_back,
    sign_claim,
)
from anxin.services.minors.entering import Begun, written_as
from anxin.services.minors.finding import account_named, attach_order, detach_order
from anxin.services.minors.looking import take_claim
from anxin.services.minors.objecting import answer_objection
from anxin.services.minors.recovering import renew_code
from anxin.services.minors.taking_back import take_back
from anxin.services.minors.telling import NotDone, Officer
from anxin.storage.minors import queries

ORDER_CHARACTERS = 32


def _done(request: HttpRequest, no: str, refused: NotDone | None, done: str) -> HttpResponse:
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.warning(request, said("barred", refused.code))
    else:
        messages.success(request, done)
    return redirect("console_minor", no=no)


def _by_form(
    request: HttpRequest,
    no: str,
    name: str,
    form: forms.Form,
    take: Callable[..., NotDone | None],
    done: str,
) -> HttpResponse:
    """Do what a form of the page says in its own fields; back on the page if it is not in order."""
    if not form.is_valid():
        return claim_page(request, no, **{name: form})
    return _done(request, no, take(no=no, officer=officer_of(request), **form.cleaned_data), done)


@seniors_only
@never_cache
@require_POST
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """Take a claim, attach or leave out an order, sign a decision or send it back."""
    take = _ACTS.get(act) or not_found()
    told = {name: request.POST.get(name, "") for name in ("said", "shown")}
    told["order"] = request.POST.get("order", "")[:ORDER_CHARACTERS]
    refused = take(no, officer_of(request), told)
    return _done(request, no, refused, _("已保存"))


_ACTS: dict[str, Callable[[str, Officer, Mapping[str, str]], NotDone | None]] = {
    "take": lambda no, officer, _: take_claim(no=no, officer=officer),
    "attach": lambda no, officer, told: attach_order(
        no=no, order_no=told["order"], officer=officer, vault=wiring.minors_vault()
    ),
    "detach": lambda no, officer, told: detach_order(
        no=no, order_no=told["order"], officer=officer
    ),
    "sign": lambda no, officer, told: sign_claim(no=no, shown=told["shown"], officer=officer),
    "again": lambda no, officer, _: decide_again(no=no, officer=officer),
    "undo": lambda no, officer, _: take_back(no=no, officer=officer),
    "back": lambda no, officer, told: send_back(
        no=no, shown=told["shown"], said=told["said"], officer=officer
    ),
}


@seniors_only
@never_cache
@require_POST
def find(request: HttpRequest, no: str) -> HttpResponse:
    """Attach the order of a number, or list the orders of the account of a name."""
    found = queries.claim(no=no) or not_found()
    officer = officer_of(request)
    form = FindForm(request.POST, auto_id="find_%s")
    if not form.is_valid():
        return claim_page(request, no, find=form)
    if found.assigned_id != officer.account_id:
        return _done(request, no, NotDone("not_assigned"), "")
    asked = form.cleaned_data["what"]
    account = account_named(name=asked)
    if account is None:
        refused = attach_order(
            no=no, order_no=written_as(asked), officer=officer, vault=wiring.minors_vault()
        )
        return _done(request, no, refused, _("已加入订单，账号已暂停购买和查看卡密"))
    orders = queries.list_orders_to_find(account_id=account, claim_id=found.id)
    context = {"c": found, "name": asked, "orders": orders, "now": found.now}
    return render(request, "console/minor_find.html", context)


@seniors_only
@never_cache
@require_POST
def approve(request: HttpRequest, no: str) -> HttpResponse:
    """Give back a share of each order."""
    found = queries.claim(no=no) or not_found()
    lines = [one for one in queries.list_lines(claim_id=found.id) if one.paid_at is None]
    form = ApproveForm(request.POST, lines=lines, auto_id="approve_%s")
    if not form.is_valid():
        return claim_page(request, no, approve=form)
    refused = approve_claim(
        no=no, shares=form.shares(), said=form.cleaned_data["said"], officer=officer_of(request)
    )
    return _done(request, no, refused, _("已决定，监护人会看到您写的话"))


@seniors_only
@never_cache
@require_POST
def reject(request: HttpRequest, no: str) -> HttpResponse:
    """Refuse in writing."""
    form = RejectForm(request.POST, auto_id="reject_%s")
    return _by_form(request, no, "reject", form, reject_claim, _("已决定，监护人会看到您写的话"))


@seniors_only
@never_cache
@require_POST
def ask(request: HttpRequest, no: str) -> HttpResponse:
    """Ask for more papers."""
    form = AskForm(request.POST, auto_id="ask_%s")
    return _by_form(request, no, "ask", form, ask_for_papers, _("已请监护人补充，停止计时"))


@seniors_only
@never_cache
@require_POST
def end(request: HttpRequest, no: str) -> HttpResponse:
    """Close what cannot be paid any further, with a reason that the guardian reads."""
    form = EndForm(request.POST, auto_id="end_%s")
    return _by_form(request, no, "end", form, end_payment, _("已决定，监护人会看到您写的话"))


@seniors_only
@never_cache
@require_POST
def objection(request: HttpRequest, no: str) -> HttpResponse:
    """Answer the holder's objection."""
    form = ObjectionForm(request.POST, auto_id="objection_%s")
    if not form.is_valid():
        return claim_page(request, no, objection=form)
    refused = answer_objection(
        no=no,
        upheld=form.cleaned_data["upheld"] == "yes",
        said=form.cleaned_data["said"],
        officer=officer_of(request),
    )
    return _done(request, no, refused, _("已答复账号持有人"))


@seniors_only
@never_cache
@require_POST
def code(request: HttpRequest, no: str) -> HttpResponse:
    """Give a new code to a guardian who has proven who it is; it is on this answer alone."""
    form = CodeForm(request.POST, auto_id="code_%s")
    if not form.is_valid():
        return claim_page(request, no, code=form)
    made = renew_code(
        no=no, officer=officer_of(request), vault=wiring.minors_vault(), **form.cleaned_data
    )
    if not isinstance(made, Begun):
        return _done(request, no, made, "")
    return render(request, "console/minor_code.html", {"made": made})
