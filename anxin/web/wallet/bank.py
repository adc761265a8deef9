"""Wallet money that no channel can take back: asked for to one's own bank card, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anxin import wiring
from anxin.domain.identity import NAME_CHARACTERS
from anxin.domain.wording.risk import LABELS, risk_label
from anxin.pages.amounts import YuanField
from anxin.pages.formatting import yuan
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.pages.strict import OnceForm
from anxin.services.payout import NotMoved
from anxin.services.wallet_payout import (
    BANK_CHARACTERS,
    BankForm,
    ask_wallet_payout,
    bankable_fen,
    take_payout_back,
)
from anxin.storage.ledger.payees import WalletPayoutRow, list_wallet_payouts

NUMBER_CHARACTERS = 32


def _typed(label: Any, needed: Any, most: int, mode: str = "text") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": mode}),
        error_messages={"required": needed},
    )


class ToBankForm(OnceForm):
    """How much, whose it is, and the card."""

    amount = YuanField(
        label=gettext_lazy("提现金额（元）"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    name = _typed(gettext_lazy("真实姓名"), gettext_lazy("请填写真实姓名"), NAME_CHARACTERS)
    number = _typed(gettext_lazy("身份证号"), gettext_lazy("请填写身份证号"), NUMBER_CHARACTERS)
    bank = _typed(gettext_lazy("开户银行"), gettext_lazy("请填写开户银行"), BANK_CHARACTERS)
    card = _typed(
        gettext_lazy("银行卡号"), gettext_lazy("请填写银行卡号"), NUMBER_CHARACTERS, "numeric"
    )

    def asked(self) -> BankForm:
        """Return what was filled in."""
        sent = self.cleaned_data
        texts = {name: sent[name] for name in ("form_key", "name", "number", "bank", "card")}
        return BankForm(amount_fen=sent["amount"], **texts)


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wallet_bank(request: HttpRequest) -> HttpResponse:
    """Show the form; a POST asks for the money, once per form."""
    buyer, world = account_id(request), wiring.outside()
    most_fen = bankable_fen(account_id=buyer, outside=world)
    form = ToBankForm(
        request.POST if request.method == "POST" else None,
        initial={"amount": f"{most_fen // 100}.{most_fen % 100:02}"},
    )
    if request.method == "POST" and form.is_valid():
        refused = ask_wallet_payout(account_id=buyer, form=form.asked(), outside=world)
        if refused is None:
            messages.success(request, _("已提交，正在核验姓名，结果会出现在提现记录里"))
            return redirect("wallet")
        form.add_error(*_why_not(refused))
    context = {"form": form, "most_fen": most_fen}
    return render(request, "web/wallet_bank.html", context, status=422 if form.errors else 200)


@signed_in("buyer")
@never_cache
@require_POST
def wallet_bank_back(request: HttpRequest, no: str) -> HttpResponse:
    """Take one's own payout back before finance has approved it."""
    refused = take_payout_back(no=no, account_id=account_id(request))
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.warning(request, _("财务已经审批，不能取消了"))
    else:
        messages.success(request, _("已取消，钱已回到钱包"))
    return redirect("wallet")


@dataclass(frozen=True, slots=True)
class ToBank:
    """A payout and what its owner reads of it."""

    row: WalletPayoutRow
    said: str
    may_take_back: bool


def payouts_of(*, buyer: UUID) -> list[ToBank]:
    """Return a buyer's payouts as the wallet shows them."""
    rows = list_wallet_payouts(account_id=buyer)
    return [ToBank(row, _said(row), row.state in ("checking", "requested")) for row in rows]


def _said(row: WalletPayoutRow) -> str:
    if row.state != "refused":
        return {
            "checking": _("正在核验姓名，一般几秒"),
            "requested": _("等财务审批，一般一天内"),
            "approved": _("财务正在打款，一般一天内"),
            "paid": _("已打到银行卡"),
            "returning": _("银行说没有收下，财务正在核对"),
            "returned": _("银行没有收下，钱已回到钱包，请核对卡号后再提"),
        }[row.state]
    if row.by_owner:
        return _("您已取消，钱已回到钱包")
    if row.why:
        return _("没有打成，钱已回到钱包：%(why)s") % {"why": row.why}
    if row.named == "not_confirmed":
        return _("姓名和身份证号对不上，钱已回到钱包")
    return _("核验方没有答复，钱已回到钱包，可以再试一次")


def _why_not(refused: NotMoved) -> tuple[str | None, str]:
    """The field that is at fault, if one is, and what to say."""
    code, fen = refused.code, yuan(refused.fen)
    if code in LABELS["number_problem"]:
        return "number", risk_label(of="number_problem", word=code, language=language())
    return {
        "name": ("name", _("请填写身份证上的姓名")),
        "bank": ("bank", _("请填写开户银行")),
        "card_form": ("card", _("银行卡号是 12 到 19 位数字")),
        "card_check_digit": ("card", _("这个银行卡号不对，请核对每一位")),
        "not_enough": ("amount", _("最多 %(fen)s") % {"fen": fen}),
        "too_little": ("amount", _("最少 %(fen)s") % {"fen": fen}),
        "another_person": ("number", _("这个账号核验过、或正在核验的是另一个人")),
        "too_many_checks": (None, _("核验次数太多了，请明天再试")),
        "account_frozen": (
            None,
            _("监护人的未成年人退款申请正在处理，这个账号暂时不能提现"),
        ),
        "form_reused": (None, _("这张表单已经提交过另一个金额，请刷新后再试")),
    }.get(code, (None, _("没有提交成功，请刷新后再试")))
