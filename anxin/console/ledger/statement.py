"""A merchant's money: where it stands, what moved, and the way to its bank."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.ledger import showing
from anxin.console.ledger.forms import PayoutForm
from anxin.pages.formatting import to_the_second
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.pages.spreadsheet import amount, cell, download
from anxin.pages.templatetags.words import title_of
from anxin.services.payout import LEAST_FEN, ask_payout
from anxin.storage.ledger import payouts, statements
from anxin.storage.ledger.statements import BALANCE, DEPOSIT, MerchantFigures, Movement
from anxin.storage.merchant.queries import MerchantRow, list_settle_terms, merchant_of

SHOWN, EXPORTED = 200, 100_000


@signed_in("merchant")
@never_cache
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """What the merchant has, what is held for it, and every movement of a month."""
    return _page(request, _merchant(request), PayoutForm())


@signed_in("merchant")
@never_cache
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask for a part of the balance, once per form."""
    merchant = _merchant(request)
    form = PayoutForm(request.POST)
    if form.is_valid():
        refused = ask_payout(
            merchant_id=merchant.id,
            actor=account_id(request),
            amount_fen=form.cleaned_data["amount"],
            form_key=form.cleaned_data["form_key"],
        )
        if refused is None:
            messages.success(request, _("已申请提现，财务审批后打款"))
            return redirect("console_statement")
        sentence = showing.not_moved_sentence(code=refused.code, fen=refused.fen)
        form.add_error("amount", sentence)
    return _page(request, merchant, form, status=422)


@signed_in("merchant")
@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """A month's movements as a table for a spreadsheet, the oldest first."""
    merchant = _merchant(request)
    figures = statements.merchant_figures(merchant_id=merchant.id)
    month = showing.month_of(text=request.GET.get("month", ""), now=figures.now)
    lines = _movements(merchant, month, EXPORTED)
    head = [_("时间"), _("类型"), _("商品"), _("单号"), _("金额（元）"), _("余额（元）")]
    rows = [_row(line) for line in reversed(lines)]
    return download(name=f"statement-{month.name}.csv", head=head, rows=rows)


def _row(line: Movement) -> list[str]:
    return [
        to_the_second(line.at),
        cell(showing.kind_of(line, language())),
        cell(title_of(line)),
        cell(line.order_no or line.payout_no or ""),
        amount(line.amount_fen),
        amount(line.balance_fen),
    ]


def _movements(merchant: MerchantRow, month: showing.Month, limit: int) -> list[Movement]:
    return statements.list_movements(
        owner=merchant.id, accounts=BALANCE, since=month.since, until=month.until, limit=limit
    )


def _page(
    request: HttpRequest, merchant: MerchantRow, form: PayoutForm, status: int = 200
) -> HttpResponse:
    figures = statements.merchant_figures(merchant_id=merchant.id)
    month = showing.month_of(text=request.GET.get("month", ""), now=figures.now)
    context = {
        "merchant": merchant,
        "f": figures,
        "now": figures.now,
        "month": month,
        "totals": statements.totals_of(
            owner=merchant.id, accounts=BALANCE, since=month.since, until=month.until
        ),
        "lines": [_shown(line) for line in _movements(merchant, month, SHOWN)],
        "deposits": [_shown(line) for line in _deposits(merchant, figures)],
        "escrow": statements.escrow_by_state(merchant_id=merchant.id),
        "payouts": payouts.list_payouts_of(merchant_id=merchant.id),
        "settle_terms": list_settle_terms(merchant_id=merchant.id),
        "form": form,
        "least_fen": LEAST_FEN,
        "shown": SHOWN,
    }
    return render(request, "console/statement.html", context, status=status)


def _shown(line: Movement) -> dict[str, object]:
    return {
        "row": line,
        "kind": showing.kind_of(line, language()),
        "note": showing.note_of(line),
    }


def _deposits(merchant: MerchantRow, figures: MerchantFigures) -> list[Movement]:
    """The latest movements of the deposit, whatever month."""
    ever = showing.month_of(text="2000-01", now=figures.now).since
    until = figures.now + timedelta(days=1)
    return statements.list_movements(
        owner=merchant.id, accounts=DEPOSIT, since=ever, until=until, limit=20
    )


def _merchant(request: HttpRequest) -> MerchantRow:
    return merchant_of(account_id=account_id(request)) or not_found()
