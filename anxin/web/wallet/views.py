"""The wallet: what is in it, what moved, money put in and taken out."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin import wiring
from anxin.pages.formatting import yuan
from anxin.pages.reader import account_id, signed_in
from anxin.pages.strict import OnceForm
from anxin.services.payment import Begun, ask_soon_about_top_ups
from anxin.services.wallet import TOP_UP_FEN, ToScan, begin_top_up, top_up_demo
from anxin.services.wallet_payout import LEAST_FEN, bankable_fen
from anxin.services.withdrawal import NotWithdrawn, withdraw, withdrawable_fen
from anxin.storage.ledger import queries
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.payment.coupons import list_coupons
from anxin.storage.refund.queries import list_withdrawals
from anxin.web.payment.views import way_of
from anxin.web.transfers import ask_about, withdrawals_of
from anxin.web.wallet.bank import payouts_of
from anxin.web.wallet.codes import code_address, next_page, returned

DEMO = "demo"


class TopUpForm(OnceForm):
    """How much, in whole yuan, and through what."""

    yuan = forms.IntegerField(
        label=gettext_lazy("充值金额（元）"),
        min_value=TOP_UP_FEN[0] // 100,
        max_value=TOP_UP_FEN[1] // 100,
        initial=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    method = forms.CharField(required=False, max_length=12)
    scan = forms.BooleanField(required=False)
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class WithdrawForm(OnceForm):
    """How much, in yuan and fen."""

    amount = forms.DecimalField(
        label=gettext_lazy("提现金额（元）"),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("请填写金额，最多两位小数")},
    )


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wallet(request: HttpRequest) -> HttpResponse:
    """Show the wallet; a POST puts money in, once per form."""
    form = TopUpForm(
        request.POST if request.method == "POST" else None,
        initial={"next": request.GET.get("next", "")},
    )
    if request.method == "POST" and form.is_valid():
        answer = _top_up(request, form)
        if answer:
            return answer
    return _page(request, form, WithdrawForm())


def _top_up(request: HttpRequest, form: TopUpForm) -> HttpResponse | None:
    sent, buyer = form.cleaned_data, account_id(request)
    fen: int = sent["yuan"] * 100
    key: UUID = sent["form_key"]
    if (sent["method"] or DEMO) == DEMO:
        world = wiring.outside()
        refused = top_up_demo(account_id=buyer, amount_fen=fen, form_key=key, outside=world)
        if refused is None:
            messages.success(request, _("演示金已到账"))
            return HttpResponseRedirect(next_page(request, sent["next"]))
        form.add_error(None, _why_not(refused.code))
        return None
    begun = begin_top_up(
        account_id=buyer,
        amount_fen=fen,
        method=sent["method"],
        form_key=key,
        way=None if sent["scan"] else way_of(request, returned()),
        outside=wiring.outside(),
    )
    if isinstance(begun, ToScan):
        return redirect(code_address(no=begun.payment_no, then=sent["next"]))
    if isinstance(begun, Begun):
        context = {"address": begun.address, "fen": fen, "method": sent["method"]}
        return render(request, "web/leave_top_up.html", context)
    form.add_error(None, _why_not(begun.code))
    return None


@signed_in("buyer")
@never_cache
@require_POST
def wallet_withdraw(request: HttpRequest) -> HttpResponse:
    """Send money of the wallet back the way it came, once per form."""
    form = WithdrawForm(request.POST)
    if form.is_valid():
        answer = withdraw(
            account_id=account_id(request),
            amount_fen=int(form.cleaned_data["amount"] * 100),
            form_key=form.cleaned_data["form_key"],
            outside=wiring.outside(),
        )
        if isinstance(answer, str):
            messages.success(request, _("提现已提交，原路退回，通常几分钟到账"))
            return redirect("wallet")
        form.add_error("amount", _why_not_out(answer))
    return _page(request, TopUpForm(), form)


@signed_in("buyer")
@never_cache
@require_safe
def wallet_returned(request: HttpRequest) -> HttpResponse:
    """Back from the channel's page. That proves nothing: the channel is asked."""
    ask_soon_about_top_ups(account_id=account_id(request))
    messages.info(request, _("正在向支付渠道确认，到账后会出现在收支记录里"))
    return redirect("wallet")


def _page(request: HttpRequest, form: TopUpForm, out: WithdrawForm) -> HttpResponse:
    buyer, world = account_id(request), wiring.outside()
    withdrawals = list_withdrawals(account_id=buyer)
    ask_about(refunds=[one for row in withdrawals for one in row.transfers])
    demo = [DEMO] if world.demo else []
    bank_fen = bankable_fen(account_id=buyer, outside=world)
    sources = [*demo, *(m for m in ("alipay", "wechat") if m in world.channels)]
    context = {
        "form": form,
        "out": out,
        "frozen": is_frozen(account_id=buyer),
        "balance_fen": queries.balance(account_id=buyer),
        "points_fen": queries.purse_of(account_id=buyer, kind="points"),
        "coupons": list_coupons(account_id=buyer),
        "lines": queries.list_wallet_lines(account_id=buyer),
        "sources": sources,
        "scannable": sources != demo,
        "out_fen": withdrawable_fen(account_id=buyer, outside=world),
        "withdrawals": withdrawals_of(rows=withdrawals),
        "bank_fen": bank_fen if bank_fen >= LEAST_FEN else 0,
        "payouts": payouts_of(buyer=buyer),
    }
    wrong = form.errors or out.errors
    return render(request, "web/wallet.html", context, status=422 if wrong else 200)


def _why_not(code: str) -> str:
    return {
        "form_reused": _("这张表单已经充过一次，请刷新后再充"),
        "no_channel": _("这种支付方式暂时不能用"),
        "channel_silent": _("支付渠道没有回应，没有扣款，请稍后再试"),
        "amount_out_of_range": _("单次充值 1 到 5000 元"),
    }.get(code, _("这里不能充演示金"))


def _why_not_out(refused: NotWithdrawn) -> str:
    most = yuan(refused.most_fen)
    return {
        "no_way_back": _("最多能提现 %(most)s：只能退回当初付款的渠道") % {"most": most},
        "wallet_short": _("余额不够"),
        "frozen": _("监护人的未成年人退款申请正在处理，这个账号暂时不能提现"),
        "amount_out_of_range": _("提现金额要大于 0"),
        "form_reused": _("这张表单已经提过一次，请刷新后再提"),
    }[refused.code]
