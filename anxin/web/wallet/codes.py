"""The page of a top-up that is paid by a code to scan; it goes on by itself once it is paid."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from anxin import wiring
from anxin.pages.reader import account_id, not_found, signed_in
from anxin.services.wallet import begin_top_up_code, payable_until
from anxin.storage.payment.top_ups import TopUpRow, top_up_of
from anxin.web.payment import codes


@signed_in("buyer")
@never_cache
@require_safe
def top_up_code(request: HttpRequest, no: str) -> HttpResponse:
    """A code to scan with the phone; once there is nothing to scan, on to where one came from."""
    row, then = _own(request, no), next_page(request, request.GET.get("next", ""))
    until = payable_until(begun_at=row.at)
    if row.state == "captured":
        messages.success(request, _("充值已到账"))
        return redirect(then)
    if row.state != "waiting" or until <= row.now:
        messages.info(request, _("这张充值码已失效，没有扣款的话请重新充值"))
        return redirect("wallet")
    context = {
        "method": row.method,
        "fen": row.amount_fen,
        "image": reverse("top_up_code_image", kwargs={"no": no}),
        "until": until,
        "now": row.now,
        "live": f"{settings.LIVE_ORIGIN}/live?{urlencode({'top_up': no})}",
        "event": "top_up",
        "then": request.get_full_path(),
        "done": reverse("wallet_returned"),
        "back": reverse("wallet"),
    }
    return render(request, "web/pay_code.html", context)


@signed_in("buyer")
@never_cache
@require_safe
def top_up_code_image(request: HttpRequest, no: str) -> HttpResponse:
    """The code itself, asked for at the channel; the page around it does not wait."""
    _own(request, no)
    text = begin_top_up_code(
        account_id=account_id(request), no=no, return_url=returned(), outside=wiring.outside()
    )
    if text is None:
        return HttpResponse(status=503)
    return HttpResponse(codes.svg(text), content_type="image/svg+xml")


def code_address(*, no: str, then: str) -> str:
    """Return the address of a top-up's page with its code, and of where it leads `then`."""
    address = reverse("top_up_code", kwargs={"no": no})
    return f"{address}?{urlencode({'next': then})}" if then else address


def returned() -> str:
    """Return the whole address that a channel leads back to."""
    return settings.WEB_ORIGIN + reverse("wallet_returned")


def next_page(request: HttpRequest, address: str) -> str:
    """Return where to go on: to that page if it is this site's, else to the wallet."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if address.startswith("/") and ours else reverse("wallet")


def _own(request: HttpRequest, no: str) -> TopUpRow:
    return top_up_of(no=no, account_id=account_id(request)) or not_found()
