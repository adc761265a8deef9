"""The wallet: what is in it, what moved, and demo money."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anxin import wiring
from anxin.pages.reader import account_id, signed_in
from anxin.pages.strict import OnceForm
from anxin.services.wallet import TOP_UP_FEN, top_up_demo
from anxin.storage.ledger import queries


class TopUpForm(OnceForm):
    """How much demo money, in whole yuan."""

    yuan = forms.IntegerField(
        label=gettext_lazy("充值金额（元）"),
        min_value=TOP_UP_FEN[0] // 100,
        max_value=TOP_UP_FEN[1] // 100,
        initial=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wallet(request: HttpRequest) -> HttpResponse:
    """Show the wallet; a POST puts demo money in, once per form."""
    buyer = account_id(request)
    form = TopUpForm(
        request.POST if request.method == "POST" else None,
        initial={"next": request.GET.get("next", "")},
    )
    if request.method == "POST" and form.is_valid():
        refused = top_up_demo(
            account_id=buyer,
            amount_fen=form.cleaned_data["yuan"] * 100,
            form_key=form.cleaned_data["form_key"],
            outside=wiring.outside(),
        )
        if refused is None:
            messages.success(request, _("演示金已到账"))
            return HttpResponseRedirect(_next(request, form.cleaned_data["next"]))
        form.add_error(None, _why_not(refused.code))
    context = {
        "form": form,
        "balance_fen": queries.balance(account_id=buyer),
        "lines": queries.list_wallet_lines(account_id=buyer),
        "demo": wiring.outside().demo,
    }
    return render(request, "web/wallet.html", context, status=422 if form.errors else 200)


def _why_not(code: str) -> str:
    return {
        "form_reused": _("这张表单已经充过一次，请刷新后再充"),
    }.get(code, _("这里不能充演示金"))


def _next(request: HttpRequest, address: str) -> str:
    """Go back only to a page of this site."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if address.startswith("/") and ours else reverse("wallet")
