"""What merchants and finance fill in about money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.pages.amounts import YuanField
from anxin.pages.strict import OnceForm, StrictForm
from anxin.services.payout import SERIAL_CHARACTERS, WHY_CHARACTERS
from anxin.storage.ledger.payouts import ShopMoney

SERIAL = _("银行流水号")


def _amount(label: Any) -> YuanField:
    return YuanField(
        label=label,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("请填写金额")},
    )


def _serial(label: Any = SERIAL) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=SERIAL_CHARACTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填写银行流水号")},
    )


class PayoutForm(OnceForm):
    """How much of the balance a merchant wants."""

    amount = _amount(_("提现金额（元）"))


class SerialForm(StrictForm):
    """The bank's number of a payment made."""

    bank_serial = _serial()


class ReturnForm(StrictForm):
    """What a bank has sent back: the number it was paid under, and that of its return."""

    paid_serial = _serial(_("打款时的银行流水号"))
    bank_serial = _serial(_("退回的银行流水号"))


class WhyForm(StrictForm):
    """Why a payout is refused, for whoever asked for it to read."""

    why = forms.CharField(
        label=_("原因"),
        max_length=WHY_CHARACTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写明退回的原因，对方会看到")},
    )


class _ShopForm(StrictForm):
    """A form about one of the merchants."""

    merchant = forms.ChoiceField(label=_("商家"), error_messages={"required": _("请选择商家")})

    def __init__(self, *args: Any, shops: list[ShopMoney], **kwargs: Any) -> None:
        """Offer these merchants."""
        super().__init__(*args, **kwargs)
        field = self.fields["merchant"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *((str(shop.id), shop.name) for shop in shops)]


class DepositForm(_ShopForm):
    """A deposit as the bank reports it; its serial number makes it count once."""

    amount = _amount(_("到账金额（元）"))
    bank_serial = _serial()


class DepositBackForm(_ShopForm, OnceForm):
    """How much of a deposit goes back to its merchant."""

    amount = _amount(_("退还金额（元）"))
