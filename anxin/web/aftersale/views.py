"""Asking for a refund and watching it arrive."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin import wiring
from anxin.pages import history
from anxin.pages.dealing import thread_of
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.aftersale.offer import offer_of
from anxin.services.aftersale.submit import CaseForm, Declined, submit_case
from anxin.services.aftersale.turns.buyer import WITHDRAWABLE, withdraw_case
from anxin.services.refund import ask_soon_about_case, consent
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.ground import Ground, ground_by_session
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order import queries as orders
from anxin.storage.refund.queries import list_refunds
from anxin.web.aftersale import showing
from anxin.web.aftersale.forms import RefundForm
from anxin.web.aftersale.turns import acts_of
from anxin.web.evidence.showing import Tray, tray_of_case, tray_of_order


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refund_form(request: HttpRequest, no: str) -> HttpResponseBase:
    """The form, filled in and with every reason's amount; a POST submits it.

    Session, account and order are read by one statement: this is the hottest page there is.
    """
    if request.method == "POST":
        return _submit(request, no)
    ground = ground_by_session(session_key=_session_key(request), order_no=no)
    if ground is None:
        return _nobodys(request)
    if ground.order_state == "awaiting_payment":
        return redirect("order_detail", no=no)
    if ground.open_no:
        return redirect("refund_progress", no=ground.open_no)
    units = request.GET.get("units", "")
    initial = {
        "units": int(units) if units.isdecimal() and len(units) < 7 else ground.units,
        "contact_phone": ground.phone,
        "reason": request.GET.get("reason", ""),
    }
    return _form_page(request, ground, RefundForm(initial=initial))


def _submit(request: HttpRequest, no: str) -> HttpResponseBase:
    form = RefundForm(request.POST)
    session_key = _session_key(request)
    if not form.is_valid():
        ground = ground_by_session(session_key=session_key, order_no=no)
        return _form_page(request, ground, form, 422) if ground else _nobodys(request)
    sent = form.cleaned_data
    form_key: UUID = sent["form_key"]
    result = submit_case(
        read_ground=lambda: ground_by_session(
            session_key=session_key, order_no=no, form_key=form_key
        ),
        form=CaseForm(
            form_key=form_key,
            reason=sent["reason"] or None,
            units=sent["units"],
            note=sent["note"],
            contact_phone=sent["contact_phone"],
            destination=sent["destination"] or "original",
        ),
        outside=wiring.outside(),
    )
    if isinstance(result, Declined):
        return _declined(request, no, form, result)
    return redirect("refund_progress", no=result.case_no)


def _declined(
    request: HttpRequest, no: str, form: RefundForm, declined: Declined
) -> HttpResponseBase:
    if declined.code == "not_found":
        return _nobodys(request)
    if declined.case_no:
        messages.info(request, _("这笔订单已有退款申请，进度在这里"))
        return redirect("refund_progress", no=declined.case_no)
    if declined.code == "unpaid":
        return redirect("order_detail", no=no)
    form.add_error(None, showing.declined_sentence(declined.code))
    ground = ground_by_session(session_key=_session_key(request), order_no=no)
    return _form_page(request, ground, form, 422) if ground else _nobodys(request)


def _form_page(
    request: HttpRequest, ground: Ground, form: RefundForm, status: int = 200
) -> HttpResponse:
    order = orders.order_of_buyer(no=ground.order_no, buyer_id=ground.buyer_id) or not_found()
    asked = form["units"].value()
    short = str(asked).isdecimal() and len(str(asked)) < 7
    units = int(asked) if short and 1 <= int(asked) <= ground.units else None
    offer = offer_of(ground=ground, units=units, outside=wiring.outside())
    panels = showing.panels_of(offer=offer, language=language())
    context = {
        "o": order,
        "now": ground.now,
        "form": form,
        "panels": panels,
        "common": panels[: offer.common],
        "rest": panels[offer.common :],
        "chosen": form["reason"].value() or "",
        "several": ground.units > 1,
        "undelivered": panels[0].reason is None,
        "ways": showing.ways_of(ground=ground, language=language()),
        "destination": form["destination"].value() or "original",
        "tray": None if panels[0].reason is None else _tray(ground, panels, form),
    }
    return render(request, "web/refund_form.html", context, status=status)


def _tray(ground: Ground, panels: list[showing.Panel], form: RefundForm) -> Tray:
    """What lies ready, with what the chosen reason asks for."""
    chosen = form["reason"].value()
    wanted = next((panel.wanted for panel in panels if panel.reason == chosen), ())
    return tray_of_order(
        order_id=ground.order_id,
        order_no=ground.order_no,
        buyer_id=ground.buyer_id,
        missing=[kind for kind, _label in wanted],
        language=language(),
    )


def _session_key(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def _nobodys(request: HttpRequest) -> HttpResponseBase:
    """Somebody else's order, none at all, or nobody logged in: then the login comes first."""
    return signed_in("buyer")(lambda _request: not_found())(request)


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
    """Every case of the buyer with its state (退款记录)."""
    cases = queries.list_cases(buyer_id=account_id(request))
    return render(request, "web/refunds.html", {"cases": cases})


@signed_in("buyer")
@never_cache
@require_safe
def refund_progress(request: HttpRequest, no: str) -> HttpResponse:
    """Where a case and its money stand."""
    case = queries.case_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    if case.state == "refunding":
        ask_soon_about_case(case_id=case.id)
    return render(request, "web/refund.html", _progress(case))


def _progress(case: CaseRow) -> dict[str, object]:
    events = orders.list_events(order_id=case.order_id)
    thread = thread_of(case=case, side="buyer", language=language())
    return {
        "c": case,
        "now": case.now,
        "transfers": showing.transfers_of(
            refunds=list_refunds(case_id=case.id),
            is_working_day=wiring.outside().is_working_day,
            language=language(),
        ),
        "way": showing.way_of_case(case=case, language=language()),
        "by_wallet": showing.is_by_wallet(case=case),
        "headline": showing.headline_of(case=case, language=language()),
        "stages": showing.stages_of(case=case),
        "events": history.of_case(case=case, events=events, language=language()),
        "live": settings.LIVE_ORIGIN,
        "last_seq": events[-1].seq if events else 0,
        "withdrawable": case.state in WITHDRAWABLE,
        "tray": tray_of_case(case=case, language=language()),
        "contestable": showing.is_contestable(case=case),
        "acts": acts_of(case=case),
        "thread": thread,
        "answer": any(line.mine_to_answer for line in thread.lines),
    }


@signed_in("buyer")
@require_POST
def refund_to_wallet(request: HttpRequest, no: str, refund: str) -> HttpResponse:
    """Agree to have a transfer in the wallet that cannot go back the way it was paid."""
    case = queries.case_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    refused = consent(refund_no=refund, buyer_id=account_id(request))
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.info(request, _("这笔退款已经在处理，不需要改去处"))
    else:
        messages.success(request, _("已记下您的选择，财务核对后退到钱包"))
    return redirect("refund_progress", no=case.no)


@signed_in("buyer")
@require_POST
def refund_withdraw(request: HttpRequest, no: str) -> HttpResponse:
    """Withdraw one's own case while nobody has decided it."""
    refused = withdraw_case(no=no, buyer_id=account_id(request))
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.info(request, _("这笔申请已有结果，不能再撤销"))
    else:
        messages.success(request, _("已撤销，需要时可以重新申请"))
    return redirect("refund_progress", no=no)
