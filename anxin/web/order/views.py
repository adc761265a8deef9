"""A buyer's orders: the list, the detail, and each step that the buyer may take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin import wiring
from anxin.domain.states import SERVED, UNDELIVERED
from anxin.domain.use import USED_KINDS
from anxin.pages import history
from anxin.pages.reader import account_id, client_ip, language, not_found, page_number, signed_in
from anxin.services.order.close import cancel_unpaid
from anxin.services.order.deliver import confirm_receipt, waive_cooling_off
from anxin.services.order.view import NotShown, cards_of, view_cards
from anxin.storage.order import queries, records
from anxin.storage.order.held import held_among, is_held
from anxin.storage.order.queries import OrderRow
from anxin.storage.order.uses import use_that_counts
from anxin.storage.refund.queries import RefundRow, list_of_order
from anxin.web import terms
from anxin.web.order.cancelling import instead_of_cancelling
from anxin.web.transfers import ask_about, take_consent, transfers_of

TABS = ("all", "unpaid", "undelivered", "delivered", "completed", "cancelled", "aftersale")


@signed_in("buyer")
@never_cache
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    """The buyer's orders by state, found by number or product name."""
    tab = request.GET.get("tab", "all")
    tab = tab if tab in TABS else "all"
    text = request.GET.get("q", "").strip()[:60]
    page = page_number(request)
    rows, more = queries.list_orders(buyer_id=account_id(request), filter=tab, text=text, page=page)
    context = {
        "orders": rows,
        "more": more,
        "page": page,
        "tab": tab,
        "tabs": list(zip(TABS, _tab_names(), strict=True)),
        "text": text,
        "held": held_among(ids=[row.id for row in rows]),
    }
    return render(request, "web/orders.html", context)


def _tab_names() -> tuple[str, ...]:
    return (_("全部"), _("待付款"), _("待发货"), _("已发货"), _("已完成"), _("已取消"), _("售后"))


@signed_in("buyer")
@never_cache
@require_safe
def order_detail(request: HttpRequest, no: str) -> HttpResponse:
    """One order: where it stands, what can be done, and how it can be given back."""
    order = _own(request, no)
    refunds = list_of_order(order_id=order.id)
    returned = [refund for refund in refunds if not refund.of_case]
    ask_about(refunds=refunds)
    context: dict[str, Any] = {
        "o": order,
        "transfers": transfers_of(refunds=returned),
        "now": order.now,
        "events": history.of_order(order=order, language=language()),
        "steps": terms.steps_of_order(order),
        "shipments": records.list_shipments(order_id=order.id),
        "use": use_that_counts(order_id=order.id) if order.kind in USED_KINDS else None,
        "served": order.state in SERVED,
        "inputs": order.inputs_masked.values(),
        "held": _held(order),
        "instead": instead_of_cancelling(order=order),
        "live": settings.LIVE_ORIGIN if _may_change(order, returned) else "",
    }
    return render(request, "web/order.html", context)


def _held(order: OrderRow) -> frozenset[UUID]:
    """The order itself, if a guardian's claim keeps it from being delivered."""
    return held_among(ids=(order.id,)) if order.state in UNDELIVERED else frozenset()


@signed_in("buyer")
@require_POST
def order_refund_to_wallet(request: HttpRequest, no: str, refund: str) -> HttpResponse:
    """Agree to have a payment in the wallet that nobody could use and no channel gives back."""
    order = _own(request, no)
    take_consent(request=request, refund_no=refund)
    return redirect("order_detail", no=order.no)


@signed_in("buyer")
@require_POST
def order_cancel(request: HttpRequest, no: str) -> HttpResponse:
    """Cancel an unpaid order at once, no questions asked."""
    order = _own(request, no)
    if cancel_unpaid(no=no, buyer_id=account_id(request)):
        messages.success(request, _("订单已取消，没有扣款"))
    elif order.state != "cancelled":
        messages.info(request, _("订单已付款，可以在这里申请退款"))
    return redirect("order_detail", no=no)


@signed_in("buyer")
@require_POST
def order_waive(request: HttpRequest, no: str) -> HttpResponse:
    """Have a paid order delivered without waiting for the end of its cooling-off."""
    order = _own(request, no)
    if waive_cooling_off(no=no, buyer_id=account_id(request)):
        messages.success(request, _("已为您立即发货"))
    elif is_held(order_id=order.id):
        messages.warning(request, _("监护人的未成年人退款申请正在处理，暂停发货"))
    return redirect("order_detail", no=no)


@signed_in("buyer")
@require_POST
def order_received(request: HttpRequest, no: str) -> HttpResponse:
    """Complete a delivered order at the buyer's word."""
    _own(request, no)
    if confirm_receipt(no=no, buyer_id=account_id(request)):
        messages.success(request, _("已确认收货，售后期内仍可申请退款"))
    return redirect("order_detail", no=no)


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order_cards(request: HttpRequest, no: str) -> HttpResponse:
    """The page where card secrets are fetched (卡密提取); a POST records a viewing and shows."""
    order = _own(request, no)
    if order.kind != "card_secret":
        not_found()
    asked = request.POST.get("unit", "")
    if asked and not (asked.isdecimal() and len(asked) < 4):
        not_found()
    shown = _view(request, order) if request.method == "POST" else None
    refused = shown if isinstance(shown, NotShown) else None
    context = {
        "o": order,
        "now": order.now,
        "cards": cards_of(order=order),
        "shown": [] if refused else shown,
        "refused": refused,
        "views": records.list_views(order_id=order.id),
        "served": order.state in SERVED,
    }
    return render(request, "web/cards.html", context, status=409 if refused else 200)


def _view(request: HttpRequest, order: OrderRow) -> Any:
    unit = request.POST.get("unit", "")
    return view_cards(
        no=order.no,
        buyer_id=account_id(request),
        unit=int(unit) if unit.isdecimal() and len(unit) < 4 else None,
        ip=client_ip(request) or None,
        device=request.headers.get("User-Agent", ""),
        outside=wiring.outside(),
    )


def _may_change(order: OrderRow, returned: Sequence[RefundRow]) -> bool:
    """Whether something is about to happen by itself that an open page should show."""
    moves = order.case_open or order.state in ("awaiting_payment", *UNDELIVERED)
    return moves or any(refund.under_way for refund in returned)


def _own(request: HttpRequest, no: str) -> OrderRow:
    return queries.order_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
