"""What a merchant reports as delivered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.pages.amounts import YuanField
from anxin.pages.strict import StrictForm
from anxin.storage.order.queries import OrderRow

RECEIPT_CHARACTERS = 60


class DeliveryForm(StrictForm):
    """The supplier's or courier's number, and how much of the price arrived with it.

    `version` is the order's as the merchant saw it: the same report sent twice counts once.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    receipt_no = forms.CharField(
        max_length=RECEIPT_CHARACTERS,
        label=_("充值流水号 / 服务单号"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("请填写单号，它是发货的凭证"),
            "max_length": _("单号最多 60 个字"),
        },
    )
    value = YuanField(
        label=_("本次到账金额（元）"),
        error_messages={"required": _("请填写到账金额")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, order: OrderRow, **kwargs: Any) -> None:
        """Make the form of one order among several on a page: each has ids of its own."""
        kwargs["auto_id"] = f"{order.no}_%s"
        super().__init__(*args, **kwargs)
        if order.kind == "physical":
            self.fields["receipt_no"].label = _("快递单号")
