"""What a merchant has to deliver by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin import wiring
from anxin.console.delivery import showing
from anxin.console.delivery.forms import DeliveryForm
from anxin.pages.formatting import yuan
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.order.deliver import report_delivery
from anxin.storage.merchant.queries import MerchantRow, merchant_of
from anxin.storage.order import queries
from anxin.storage.order.held import held_among
from anxin.storage.order.queries import OrderRow


@signed_in("merchant")
@never_cache
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """The merchant's orders that wait for delivery by hand, oldest first."""
    return _deliveries_page(request, _merchant(request))


@signed_in("merchant")
@never_cache
@require_POST
def deliver(request: HttpRequest, no: str) -> HttpResponse:
    """Record what was delivered of one order, all of what is owed or a part."""
    merchant = _merchant(request)
    order = queries.order_of_merchant(no=no, merchant_id=merchant.id) or not_found()
    form = DeliveryForm(request.POST, order=order)
    if form.is_valid():
        code = _report(request, merchant, order, form)
        if code is None:
            _say_delivered(request, order, form.cleaned_data["value"])
            return _to_the_top()
        if code == "moved":
            order, form = _as_it_is_now(request, merchant, no)
        field = {"receipt_missing": "receipt_no", "value_out_of_range": "value"}.get(code)
        form.add_error(field, showing.not_delivered_sentence(code=code, order=order))
    return _deliveries_page(request, merchant, failed=(order, form))


def _as_it_is_now(
    request: HttpRequest, merchant: MerchantRow, no: str
) -> tuple[OrderRow, DeliveryForm]:
    """Return the order and what was typed, to be sent again after a look at what has changed."""
    order = queries.order_of_merchant(no=no, merchant_id=merchant.id) or not_found()
    typed = request.POST.copy()
    typed["version"] = str(order.version)
    return order, DeliveryForm(typed, order=order)


def _report(
    request: HttpRequest, merchant: MerchantRow, order: OrderRow, form: DeliveryForm
) -> str | None:
    """Report the delivery; return the code of a refusal."""
    sent = form.cleaned_data
    refused = report_delivery(
        no=order.no,
        merchant_id=merchant.id,
        actor=account_id(request),
        receipt_no=sent["receipt_no"].strip(),
        value_fen=sent["value"],
        seen_version=sent["version"],
    )
    return refused.code if refused else None


def _say_delivered(request: HttpRequest, order: OrderRow, value_fen: int) -> None:
    left = showing.owed_fen(order) - value_fen
    if left:
        text = _("已登记 %(done)s，还欠 %(left)s") % {"done": yuan(value_fen), "left": yuan(left)}
        messages.info(request, text)
    else:
        messages.success(request, _("已全部发货：%(title)s") % {"title": order.title})


def _to_the_top() -> HttpResponse:
    """Show the list from its top, where the message is: the form's address names its order."""
    return redirect(reverse("console_deliveries") + "#main")


def _deliveries_page(
    request: HttpRequest,
    merchant: MerchantRow,
    failed: tuple[OrderRow, DeliveryForm] | None = None,
) -> HttpResponse:
    orders = queries.list_to_deliver(merchant_id=merchant.id)
    if failed and failed[0].no not in {order.no for order in orders}:
        text = showing.not_delivered_sentence(code="not_delivering", order=failed[0])
        messages.warning(request, text)
        return _to_the_top()
    held = held_among(ids=[order.id for order in orders])
    parcels = [
        showing.parcel_of(
            order=order, outside=wiring.outside(), language=language(), held=order.id in held
        )
        for order in orders
    ]
    form_of = {failed[0].no: failed[1]} if failed else {}
    context = {
        "parcels": [(parcel, form_of.get(parcel.order.no, parcel.form)) for parcel in parcels],
        **_figures(merchant, orders),
    }
    return render(request, "console/deliveries.html", context, status=422 if failed else 200)


def _merchant(request: HttpRequest) -> MerchantRow:
    return merchant_of(account_id=account_id(request)) or not_found()


def _figures(merchant: MerchantRow, orders: list[OrderRow]) -> dict[str, Any]:
    held = held_among(ids=[order.id for order in orders])
    still = [order for order in orders if order.case_open or order.id in held]
    moving = [order for order in orders if order not in still]
    return {
        "merchant": merchant,
        "to_deliver": len(orders),
        "owed_fen": sum(showing.owed_fen(order) for order in orders),
        "locked": len(still),
        "first_due": min((order.due_at for order in moving if order.due_at), default=None),
        "now": orders[0].now if orders else None,
    }
