"""Paying: by wallet at once, or on the channel's own page, and the channel's notices."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin import wiring
from anxin.domain.channel import ForgedNotice
from anxin.pages.reader import account_id, not_found, signed_in
from anxin.services.failpoint import here
from anxin.services.payment import Begun, ask_soon, begin_code, begin_payment, take_payment
from anxin.services.refund import hear_of_refund
from anxin.services.wallet import pay_by_wallet
from anxin.storage.ledger.queries import balance
from anxin.storage.order import queries
from anxin.storage.order.queries import OrderRow
from anxin.web.payment import codes

log = structlog.get_logger()
WALLET = "wallet"


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order_pay(request: HttpRequest, no: str) -> HttpResponse:
    """Choose how to pay an order; a POST pays by wallet or leads to the channel's page."""
    order = _own(request, no)
    if request.method == "POST":
        method = request.POST.get("method", WALLET)
        return _by_wallet(request, order) if method == WALLET else _leave(request, order, method)
    if order.paid_at is not None or order.state == "cancelled":
        return redirect("order_detail", no=no)
    return _choices(request, order)


def _by_wallet(request: HttpRequest, order: OrderRow) -> HttpResponse:
    refused = pay_by_wallet(no=order.no, buyer_id=account_id(request))
    here("wallet.paid_not_answered")
    if refused is None:
        return redirect("order_detail", no=order.no)
    return _choices(request, order, code=refused.code, short_fen=refused.short_fen)


def _leave(request: HttpRequest, order: OrderRow, method: str) -> HttpResponse:
    """Lead to the channel by a page of our own.

    A redirect of a form would have to be allowed by our `form-action`, with every stop on the
    channel's way; a page that moves on by itself needs no such hole.
    """
    begun = begin_payment(
        no=order.no,
        buyer_id=account_id(request),
        method=method,
        phone="Mobile" in request.headers.get("User-Agent", ""),
        return_url=_back(order.no),
        outside=wiring.outside(),
    )
    if isinstance(begun, Begun):
        return render(request, "web/leave.html", {"address": begun.address, "o": order})
    if begun.code == "paid":
        return redirect("order_detail", no=order.no)
    return _choices(request, order, code=begun.code)


def _choices(
    request: HttpRequest, order: OrderRow, *, code: str = "", short_fen: int = 0
) -> HttpResponse:
    context = {
        "o": order,
        "now": order.now,
        "balance_fen": balance(account_id=account_id(request)),
        "refused": {"code": code, "short_fen": short_fen} if code else None,
        "alipay": "alipay" in wiring.outside().channels,
    }
    return render(request, "web/pay.html", context, status=422 if code else 200)


@signed_in("buyer")
@never_cache
@require_safe
def order_code(request: HttpRequest, no: str) -> HttpResponse:
    """A code to scan with the phone; the page goes on by itself once it is paid."""
    order = _own(request, no)
    if order.paid_at is not None or order.state == "cancelled":
        return redirect("order_detail", no=no)
    context = {"o": order, "now": order.now, "live": settings.LIVE_ORIGIN}
    return render(request, "web/pay_code.html", context)


@signed_in("buyer")
@never_cache
@require_safe
def order_code_image(request: HttpRequest, no: str) -> HttpResponse:
    """The code itself, asked for at the channel; the page around it does not wait."""
    _own(request, no)
    text = begin_code(
        no=no,
        buyer_id=account_id(request),
        method="alipay",
        return_url=_back(no),
        outside=wiring.outside(),
    )
    if text is None:
        return HttpResponse(status=503)
    return HttpResponse(codes.svg(text), content_type="image/svg+xml")


@signed_in("buyer")
@never_cache
@require_safe
def order_returned(request: HttpRequest, no: str) -> HttpResponse:
    """Back from the channel's page. That proves nothing: the channel is asked, the order shown."""
    _own(request, no)
    ask_soon(no=no, buyer_id=account_id(request))
    return redirect("order_detail", no=no)


@csrf_exempt
@require_POST
def channel_notice(request: HttpRequest, method: str) -> HttpResponse:
    """Take a channel's notice and answer what it waits for; anything else makes it come again.

    A notice that is not the channel's own changes nothing.
    """
    channel = wiring.outside().channels.get(method) or not_found()
    try:
        notice = channel.read_notice(headers=request.headers, body=request.body)
    except ForgedNotice as forged:
        log.warning("notice.forged", method=method, why=str(forged))
        return HttpResponse("fail", status=401, content_type="text/plain")
    here("notice.read_not_taken")
    if notice.refund_no:
        hear_of_refund(refund_no=notice.refund_no)
    taken = notice.paid is None or take_payment(method=method, paid=notice.paid)
    if not taken:
        log.warning("notice.unknown_payment", method=method, payment_no=notice.payment_no)
    here("notice.taken_not_answered")
    status, content_type, body = channel.answer_notice(taken=taken)
    return HttpResponse(body, status=status, content_type=content_type)


def _back(no: str) -> str:
    return settings.WEB_ORIGIN + reverse("order_returned", kwargs={"no": no})


def _own(request: HttpRequest, no: str) -> OrderRow:
    return queries.order_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
