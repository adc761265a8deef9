"""Paying: with what the buyer has here at once, or the rest of it on a channel's own page."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin import wiring
from anxin.domain.channel import ForgedNotice
from anxin.domain.tenders import Choice
from anxin.pages.reader import account_id, client_ip, not_found, signed_in
from anxin.services.failpoint import here
from anxin.services.payment import (
    Begun,
    NotPaid,
    PaidAtOnce,
    Way,
    ask_soon,
    begin_code,
    pay_order,
    take_payment,
)
from anxin.services.refund import hear_of_refund
from anxin.storage.order import queries
from anxin.storage.order.queries import OrderRow
from anxin.storage.payment.tenders import waiting_part
from anxin.web.payment import codes, showing

log = structlog.get_logger()
WALLET = "wallet"
LONGEST_WORD = 32


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order_pay(request: HttpRequest, no: str) -> HttpResponse:
    """Choose how to pay an order; a POST pays it or leads to the channel's page."""
    order = _own(request, no)
    if request.method == "POST":
        return _pay(request, order, read_choice(request.POST))
    if order.paid_at is not None or order.state == "cancelled":
        return redirect("order_detail", no=no)
    return _choices(request, order, read_choice(request.GET) if request.GET else None)


def read_choice(sent: QueryDict) -> Choice:
    """Read what was chosen; paying the rest by the wallet is no channel."""
    method = sent.get("method", WALLET)[:LONGEST_WORD]
    return Choice(
        method=None if method == WALLET else method,
        wallet=method == WALLET or "wallet" in sent,
        points="points" in sent,
        coupon=sent.get("coupon", "")[:LONGEST_WORD],
    )


def _pay(request: HttpRequest, order: OrderRow, choice: Choice) -> HttpResponse:
    """Pay, and lead to the channel by a page of our own where one pays a part.

    A redirect of a form would have to be allowed by our `form-action`, with every stop on the
    channel's way; a page that moves on by itself needs no such hole.
    """
    paid = pay_order(
        no=order.no,
        buyer_id=account_id(request),
        choice=choice,
        way=way_of(request, _back(order.no)),
        outside=wiring.outside(),
    )
    if isinstance(paid, PaidAtOnce):
        return redirect("order_detail", no=order.no)
    if isinstance(paid, Begun):
        part = waiting_part(order_id=order.id)
        context = {"address": paid.address, "o": order, "part": part, "method": choice.method}
        return render(request, "web/leave.html", context)
    if paid.code == "code_only":
        return redirect(reverse("order_code", kwargs={"no": order.no}) + f"?by={choice.method}")
    return _choices(request, order, choice, refused=paid)


def way_of(request: HttpRequest, return_url: str) -> Way:
    """Say how the buyer leaves for a channel's page and comes back from it."""
    return Way(
        return_url=return_url,
        phone="Mobile" in request.headers.get("User-Agent", ""),
        payer_ip=client_ip(request),
    )


def _choices(
    request: HttpRequest, order: OrderRow, choice: Choice | None, refused: NotPaid | None = None
) -> HttpResponse:
    context = {
        "o": order,
        "now": order.now,
        "refused": refused,
        "p": showing.paying(
            order=order,
            buyer_id=account_id(request),
            choice=choice,
            channels=tuple(wiring.outside().channels),
        ),
    }
    return render(request, "web/pay.html", context, status=422 if refused else 200)


@signed_in("buyer")
@never_cache
@require_safe
def order_code(request: HttpRequest, no: str) -> HttpResponse:
    """A code to scan with the phone; the page goes on by itself once it is paid."""
    order = _own(request, no)
    if order.paid_at is not None or order.state == "cancelled":
        return redirect("order_detail", no=no)
    method, part = _channel_asked(request), waiting_part(order_id=order.id)
    detail = reverse("order_detail", kwargs={"no": no})
    context = {
        "o": order,
        "method": method,
        "fen": part.amount_fen if part else order.total_fen,
        "image": reverse("order_code_image", kwargs={"no": no}) + f"?by={method}",
        "until": order.due_at,
        "now": order.now,
        "live": f"{settings.LIVE_ORIGIN}/live?order={no}&after={order.version}",
        "event": "order",
        "then": detail,
        "done": detail,
        "back": reverse("order_pay", kwargs={"no": no}),
    }
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
        method=_channel_asked(request),
        return_url=_back(no),
        outside=wiring.outside(),
    )
    if text is None:
        return HttpResponse(status=503)
    return HttpResponse(codes.svg(text), content_type="image/svg+xml")


def _channel_asked(request: HttpRequest) -> str:
    method = request.GET.get("by", "alipay")
    return method if method in wiring.outside().channels else not_found()


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
    outside = wiring.outside()
    channel = outside.channels.get(method) or not_found()
    try:
        notice = outside.read_notice(method=method, headers=request.headers, body=request.body)
    except ForgedNotice as forged:
        log.warning("notice.forged", method=method, why=str(forged))
        _, content_type, body = channel.answer_notice(taken=False)
        return HttpResponse(body, status=401, content_type=content_type)
    here("notice.read_not_taken")
    if notice.refund_no:
        hear_of_refund(refund_no=notice.refund_no, undone=notice.refund_undone)
    taken = notice.paid is None or take_payment(method=method, paid=notice.paid, told=True)
    if not taken:
        log.warning("notice.unknown_payment", method=method, payment_no=notice.payment_no)
    here("notice.taken_not_answered")
    status, content_type, body = channel.answer_notice(taken=taken)
    return HttpResponse(body, status=status, content_type=content_type)


def _back(no: str) -> str:
    return settings.WEB_ORIGIN + reverse("order_returned", kwargs={"no": no})


def _own(request: HttpRequest, no: str) -> OrderRow:
    return queries.order_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
