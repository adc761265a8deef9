"""What a merchant reports about the use of a membership."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.domain.use import Use
from anxin.pages.strict import StrictForm
from anxin.storage.order.queries import OrderRow

MINUTES = "%Y-%m-%dT%H:%M"


class UseForm(StrictForm):
    """How many units are used up in all, and as of when; none of them: it was activated.

    `version` is the order's as the member saw it: the same report sent twice counts once.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    units = forms.IntegerField(
        label=_("累计用完的件数"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("请填写用完了几件，只激活就填 0"),
            "invalid": _("件数写成整数，例如 1"),
        },
    )
    at = forms.DateTimeField(
        label=_("激活或用完的时间"),
        input_formats=[MINUTES],
        widget=forms.DateTimeInput(format=MINUTES, attrs={"type": "datetime-local"}),
        error_messages={
            "required": _("请填写时间"),
            "invalid": _("时间写成 2026-11-26T18:00 这样"),
        },
    )

    def __init__(self, *args: Any, order: OrderRow, **kwargs: Any) -> None:
        """Make the form of one order among several on a page: each has ids of its own."""
        kwargs["auto_id"] = f"{order.no}_%s"
        super().__init__(*args, **kwargs)

    def use(self) -> Use:
        """Return what is reported. Only of a form that is valid."""
        return Use(self.cleaned_data["units"], self.cleaned_data["at"])
