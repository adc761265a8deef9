"""A shop's return address: told to every buyer whose goods are to come back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anxin.console.aftersale.forms import AddressForm
from anxin.pages.reader import account_id, not_found, signed_in
from anxin.services.aftersale.turns.returning import set_return_address
from anxin.storage.merchant.queries import merchant_of, return_address_of


@signed_in("merchant")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the address that the shop has given, and take another."""
    shop = merchant_of(account_id=account_id(request)) or not_found()
    if request.method == "POST":
        form = AddressForm(request.POST)
        if form.is_valid():
            told = set_return_address(
                merchant_id=shop.id, actor=account_id(request), sent=form.sent()
            )
            text = _("已保存，%(n)s 位等地址的买家马上收到") % {"n": told} if told else _("已保存")
            messages.success(request, text)
            return redirect("console_return_address")
        status = 422
    else:
        form, status = form_of(shop=shop.id), 200
    now = return_address_of(merchant_id=shop.id)
    context = {"merchant": shop, "address_form": form, "now": now}
    return render(request, "console/return_address.html", context, status=status)


def form_of(*, shop: UUID) -> AddressForm:
    """Return the form, filled in with the present address."""
    now = return_address_of(merchant_id=shop)
    told = {"receiver": now.receiver, "phone": now.phone, "address": now.address} if now else {}
    return AddressForm(initial=told)
