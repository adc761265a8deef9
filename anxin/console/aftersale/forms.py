"""What a merchant fills in about its after-sales."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from anxin.pages.strict import StrictForm
from anxin.services.aftersale.moving import NOTE_CHARACTERS
from anxin.services.aftersale.turns.replacing import RECEIPT_CHARACTERS
from anxin.services.aftersale.turns.returning import Address


class ObjectForm(StrictForm):
    """Why the buyer is wrong, in words to the platform and the buyer."""

    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("不同意的理由"),
        help_text=gettext_lazy("平台和买家都会看到；写清楚发货、充值或核对的情况"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明不同意的理由")},
    )


class ContestForm(StrictForm):
    """Why a refund that a machine decided was wrongly the shop's."""

    note = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("为什么不该由您承担"),
        help_text=gettext_lazy("只有平台看得到；写清楚记录错在哪里，有什么可以核对"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明理由，审核员要据此核对")},
    )


class AgainForm(StrictForm):
    """The number under which something was delivered again: of goods, their parcel's."""

    receipt_no = forms.CharField(
        max_length=RECEIPT_CHARACTERS,
        label=gettext_lazy("充值流水号 / 服务单号"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("请填写单号，它是发货的凭证")},
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == "physical":
            self.fields["receipt_no"].label = gettext_lazy("快递单号")


class AddressForm(StrictForm):
    """Where goods are to be sent back to. `seen`: of the request that is agreed to with it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    receiver = forms.CharField(
        max_length=40,
        label=gettext_lazy("收件人"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("请填写收件人")},
    )
    phone = forms.RegexField(
        r"^[0-9+ -]{7,20}$",
        label=gettext_lazy("联系电话"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={
            "required": gettext_lazy("请填写联系电话"),
            "invalid": gettext_lazy("电话是 7 到 20 位数字"),
        },
    )
    address = forms.CharField(
        max_length=200,
        min_length=5,
        label=gettext_lazy("退货地址"),
        help_text=gettext_lazy("写到门牌号；退货的买家会看到"),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
        error_messages={
            "required": gettext_lazy("请填写退货地址"),
            "min_length": gettext_lazy("地址太短，请写到门牌号"),
        },
    )

    def sent(self) -> Address:
        """Return what was filled in."""
        data = self.cleaned_data
        return Address(data["receiver"], data["phone"], data["address"])
