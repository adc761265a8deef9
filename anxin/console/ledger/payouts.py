"""Payouts and deposits in finance's hands: approve, confirm with the bank's number, refuse."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin import wiring
from anxin.console.finance.views import treasurers_only
from anxin.console.ledger import showing
from anxin.console.ledger.forms import (
    DepositBackForm,
    DepositForm,
    ReturnForm,
    SerialForm,
    WhyForm,
)
from anxin.pages.reader import account_id, not_found
from anxin.services.deposit import NotRecorded, record_deposit, undo_deposit
from anxin.services.payee import SUPERVISOR, hand_payee_over, open_payee
from anxin.services.payout import (
    NotMoved,
    approve_payout,
    ask_deposit_back,
    confirm_payout,
    refuse_payout,
)
from anxin.services.payout_return import deny_return, report_return, sign_return
from anxin.storage.ledger import payouts


@treasurers_only
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The payouts that wait for somebody, those due first on top; deposits beside them."""
    return _page(request)


@treasurers_only
@never_cache
@require_POST
def approve(request: HttpRequest, no: str) -> HttpResponse:
    """Approve a payout that somebody else asked for."""
    refused = approve_payout(no=no, actor=account_id(request))
    return _answer(request, refused, _("已同意，等另一位同事打款"))


@treasurers_only
@never_cache
@require_POST
def confirm(request: HttpRequest, no: str) -> HttpResponse:
    """Confirm that a payout has been paid, with the bank's serial number."""
    form = SerialForm(request.POST)
    if not form.is_valid():
        return _page(request, failed=(no, "confirm", form))
    refused = confirm_payout(
        no=no, actor=account_id(request), bank_serial=form.cleaned_data["bank_serial"]
    )
    if refused and refused.code == "serial_used":
        form.add_error("bank_serial", _sentence(refused))
        return _page(request, failed=(no, "confirm", form))
    return _answer(request, refused, _("已记为打款完成"))


@treasurers_only
@never_cache
@require_POST
def refuse(request: HttpRequest, no: str) -> HttpResponse:
    """Refuse a payout: the money goes back where it came from."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, failed=(no, "refuse", form))
    refused = refuse_payout(no=no, actor=account_id(request), why=form.cleaned_data["why"])
    return _answer(request, refused, _("已退回，对方会看到原因"))


@treasurers_only
@never_cache
@require_POST
def payee(request: HttpRequest, no: str) -> HttpResponse:
    """Show whose card an approved payout of a buyer goes to: it is in the reader's hands then."""
    found = open_payee(no=no, actor=account_id(request), outside=wiring.outside())
    if isinstance(found, NotMoved):
        return _answer(request, found, "")
    context = {
        "card": found,
        "p": payouts.payout_row(no=no),
        "confirm": SerialForm(auto_id=f"serial_{no}_%s"),
    }
    return render(request, "console/payee.html", context)


@treasurers_only
@never_cache
@require_POST
def hand_over(request: HttpRequest, no: str) -> HttpResponse:
    """Leave a payout that one has in hand, and has not paid, to a colleague."""
    refused = hand_payee_over(no=no, actor=account_id(request), role=_role(request))
    return _answer(request, refused, _("已交给同事，请不要再打款"))


@treasurers_only
@never_cache
@require_POST
def returned(request: HttpRequest) -> HttpResponse:
    """Say that a bank has sent back what was paid; a colleague has to agree."""
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, return_form=form)
    refused = report_return(**form.cleaned_data, actor=account_id(request))
    if refused:
        form.add_error(None, _sentence(refused))
        return _page(request, return_form=form)
    messages.success(request, _("已登记，等另一位同事核对"))
    return redirect("console_payouts")


@treasurers_only
@never_cache
@require_POST
def return_signed(request: HttpRequest, no: str) -> HttpResponse:
    """Agree that the bank has it back: its owner has it again."""
    refused = sign_return(no=no, actor=account_id(request))
    return _answer(request, refused, _("钱已退回原处，对方能看到"))


@treasurers_only
@never_cache
@require_POST
def return_denied(request: HttpRequest, no: str) -> HttpResponse:
    """Say why the bank has not sent it back."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, failed=(no, "refuse", form))
    refused = deny_return(no=no, actor=account_id(request), why=form.cleaned_data["why"])
    return _answer(request, refused, _("没有退回，仍是已打款"))


@treasurers_only
@never_cache
@require_POST
def deposit(request: HttpRequest) -> HttpResponse:
    """Record a deposit that arrived at the bank."""
    form = DepositForm(request.POST, shops=payouts.list_shops())
    if not form.is_valid():
        return _page(request, deposit_form=form)
    refused = record_deposit(
        merchant_id=UUID(form.cleaned_data["merchant"]),
        amount_fen=form.cleaned_data["amount"],
        bank_serial=form.cleaned_data["bank_serial"],
        actor=account_id(request),
    )
    if refused:
        form.add_error(None, _sentence(refused))
        return _page(request, deposit_form=form)
    messages.success(request, _("已登记，10 秒后计入保证金"))
    return redirect("console_payouts")


@treasurers_only
@never_cache
@require_POST
def deposit_undo(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Take back what one has just recorded."""
    refused = undo_deposit(entry_id=entry, actor=account_id(request))
    if refused:
        messages.warning(request, _sentence(refused))
    else:
        messages.success(request, _("已收回，没有任何变动"))
    return redirect("console_payouts")


@treasurers_only
@never_cache
@require_POST
def deposit_back(request: HttpRequest) -> HttpResponse:
    """Ask that a part of a deposit be returned; two colleagues have to sign."""
    form = DepositBackForm(request.POST, shops=payouts.list_shops())
    if not form.is_valid():
        return _page(request, back_form=form)
    refused = ask_deposit_back(
        merchant_id=UUID(form.cleaned_data["merchant"]),
        actor=account_id(request),
        amount_fen=form.cleaned_data["amount"],
        form_key=form.cleaned_data["form_key"],
    )
    if refused:
        form.add_error(None, _sentence(refused))
        return _page(request, back_form=form)
    messages.success(request, _("已申请退还，等两位同事审批和打款"))
    return redirect("console_payouts")


def _role(request: HttpRequest) -> str:
    return str(getattr(request.user, "role", ""))


def _sentence(refused: NotMoved | NotRecorded) -> str:
    return showing.not_moved_sentence(code=refused.code, fen=getattr(refused, "fen", 0))


def _answer(request: HttpRequest, refused: NotMoved | None, done: str) -> HttpResponse:
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.warning(request, _sentence(refused))
    else:
        messages.success(request, done)
    return redirect("console_payouts")


def _page(
    request: HttpRequest,
    *,
    failed: tuple[str, str, SerialForm | WhyForm] | None = None,
    deposit_form: DepositForm | None = None,
    back_form: DepositBackForm | None = None,
    return_form: ReturnForm | None = None,
) -> HttpResponse:
    """Show the page, with the one form that was not taken as it was sent."""
    shops = payouts.list_shops()
    rows = payouts.list_open_payouts()
    entries = payouts.list_entries()
    context: dict[str, Any] = {
        "lines": [_line(row, failed, account_id(request)) for row in rows],
        "closed": payouts.list_closed_payouts(),
        "now": rows[0].now if rows else None,
        "entries": entries,
        "me": account_id(request),
        "supervises": _role(request) == SUPERVISOR,
        "late": sum(row.late for row in rows),
        "waiting_fen": sum(row.amount_fen for row in rows if row.state != "returning"),
        "shops": [shop for shop in shops if shop.deposit_fen or shop.advanced_fen],
        "advanced_fen": sum(shop.advanced_fen for shop in shops),
        "deposit_fen": sum(shop.deposit_fen for shop in shops),
        "deposit_form": deposit_form or DepositForm(shops=shops, auto_id="deposit_%s"),
        "back_form": back_form or DepositBackForm(shops=shops, auto_id="back_%s"),
    }
    context["return_form"] = return_form or ReturnForm(auto_id="return_%s")
    bad = failed or deposit_form or back_form or return_form
    return render(request, "console/payouts.html", context, status=422 if bad else 200)


def _line(
    row: payouts.PayoutRow, failed: tuple[str, str, SerialForm | WhyForm] | None, me: UUID
) -> dict[str, Any]:
    """A payout with its forms; `mine` where the reader has signed it already."""
    forms: dict[str, Any] = {
        "confirm": SerialForm(auto_id=f"serial_{row.no}_%s"),
        "refuse": WhyForm(auto_id=f"why_{row.no}_%s"),
    }
    if failed and failed[0] == row.no:
        forms[failed[1]] = failed[2]
    signed = (row.requested_by_id, row.approved_by_id)
    if row.returned_by_id:
        signed = (row.requested_by_id, row.returned_by_id)
    return {"row": row, "mine": me in signed, **forms}
