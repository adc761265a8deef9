"""Where a refund begins, and watching it arrive."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin import wiring
from anxin.pages import history
from anxin.pages.reader import account_id, language, not_found, page_number, signed_in
from anxin.pages.thread import thread_of
from anxin.services.aftersale.turns.buyer import WITHDRAWABLE, withdraw_case
from anxin.services.sweep import meet_cases
from anxin.storage.aftersale import fee_claims, queries
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.bulk import batches
from anxin.storage.order import queries as orders
from anxin.storage.refund.queries import list_refunds
from anxin.web.aftersale import progress, showing
from anxin.web.aftersale.edit import may_edit
from anxin.web.aftersale.refusal import refusal_of
from anxin.web.aftersale.turns import acts_of
from anxin.web.aftersale.withdrawing import follows_of
from anxin.web.evidence.showing import tray_of_case
from anxin.web.transfers import ask_about, take_consent, transfers_of

BATCHES = 20
"""How many of a buyer's batches the records name."""


@signed_in("buyer")
@never_cache
@require_safe
def refund_start(request: HttpRequest) -> HttpResponse:
    """Choose the order to be refunded: the latest that hold money."""
    rows, _more = orders.list_orders(buyer_id=account_id(request))
    refundable = [
        order for order in rows if order.paid_fen > order.refunded_fen and not order.case_open
    ]
    return render(request, "web/refund_start.html", {"orders": refundable})


@signed_in("buyer")
@never_cache
@require_safe
def refund_list(request: HttpRequest) -> HttpResponse:
    """Every case of the buyer with its state (退款记录), and on top what was sent in batches."""
    buyer, page = account_id(request), page_number(request)
    cases, more = queries.page_of_cases(buyer_id=buyer, page=page)
    if meet_cases(seen=cases, outside=wiring.outside()):
        cases, more = queries.page_of_cases(buyer_id=buyer, page=page)
    sent = batches.list_batches(buyer_id=buyer, limit=BATCHES) if page == 1 else []
    context = {"cases": cases, "batches": sent, "page": page, "more": more}
    return render(request, "web/refunds.html", context)


@signed_in("buyer")
@never_cache
@require_safe
def refund_progress(request: HttpRequest, no: str) -> HttpResponse:
    """Where a case and its money stand."""
    case = queries.case_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    if meet_cases(seen=[case], outside=wiring.outside()):
        case = queries.case_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    return render(request, "web/refund.html", _progress(case))


def _progress(case: CaseRow) -> dict[str, object]:
    events = orders.list_events(order_id=case.order_id)
    thread = thread_of(case=case, side="buyer", account_id=case.buyer_id, language=language())
    acts = acts_of(case=case)
    reopening = case.state == "rejected" and bool(acts.person or acts.appeal)
    tray = tray_of_case(case=case, language=language(), reopening=reopening)
    refunds = list_refunds(case_id=case.id)
    ask_about(refunds=refunds)
    held = any(refund.held for refund in refunds)
    by_wallet = showing.is_by_wallet(case=case, refunds=refunds)
    contestable = showing.is_contestable(case=case)
    return {
        "c": case,
        "now": case.now,
        "transfers": transfers_of(refunds=refunds),
        "way": showing.way_of_case(case=case, by_wallet=by_wallet, language=language()),
        "by_wallet": by_wallet,
        "headline": progress.headline_of(
            case=case,
            events=events,
            held=held,
            by_wallet=by_wallet,
            language=language(),
        ),
        "stages": progress.stages_of(case=case),
        "events": history.of_case(case=case, events=events, language=language()),
        "live": settings.LIVE_ORIGIN,
        "last_seq": events[-1].seq if events else 0,
        "withdrawable": case.state in WITHDRAWABLE,
        "editable": may_edit(case=case),
        "tray": tray,
        "refusal": refusal_of(case=case, events=events, language=language()),
        "contestable": contestable,
        "fee_claim": fee_claims.CLAIMS.of_case(case_id=case.id) if contestable else None,
        "acts": acts,
        "thread": thread,
        "answer": any(line.mine_to_answer for line in thread.lines),
    }


@signed_in("buyer")
@require_POST
def refund_to_wallet(request: HttpRequest, no: str, refund: str) -> HttpResponse:
    """Agree to have a transfer in the wallet that cannot go back the way it was paid."""
    case = queries.case_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    take_consent(request=request, refund_no=refund)
    return redirect("refund_progress", no=case.no)


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refund_withdraw(request: HttpRequest, no: str) -> HttpResponse:
    """Say what follows from withdrawing one's own case; a POST withdraws it."""
    if request.method != "POST":
        return _withdraw_page(request, no)
    refused = withdraw_case(no=no, buyer_id=account_id(request))
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.info(request, _("这笔申请已有结果，不能再撤销"))
    else:
        messages.success(request, _("已撤销，订单照常进行"))
    return redirect("refund_progress", no=no)


def _withdraw_page(request: HttpRequest, no: str) -> HttpResponse:
    case = queries.case_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    if case.state not in WITHDRAWABLE:
        messages.info(request, _("这笔申请已有结果，不能再撤销"))
        return redirect("refund_progress", no=no)
    follows = follows_of(case=case)
    return render(request, "web/withdraw.html", {"c": case, "now": case.now, "f": follows})
