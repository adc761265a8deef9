"""The refund form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.domain.words import REASONS
from anxin.pages.strict import OnceForm

NOTE_CHARACTERS = 200
DESTINATIONS = ("original", "wallet")


def _known_reason(reason: str) -> None:
    if reason not in REASONS:
        raise forms.ValidationError(_("请从列出的原因里选一个"))


def _known_destination(destination: str) -> None:
    if destination not in DESTINATIONS:
        raise forms.ValidationError(_("请从列出的去处里选一个"))


class RefundForm(OnceForm):
    """Why, how many, and how to reach the buyer; everything but the reason is filled in."""

    # Not a ChoiceField: copying its choices for each form costs more than the rest of the form.
    reason = forms.CharField(required=False, label=_("退款原因"), validators=[_known_reason])
    units = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1_000_000,
        label=_("退款数量"),
        error_messages={
            "invalid": _("数量请填整数"),
            "min_value": _("至少退 1 件"),
            "max_value": _("数量超过了订单数量"),
        },
    )
    contact_phone = forms.RegexField(
        r"^[0-9+\- ]{5,20}$",
        required=False,
        label=_("联系电话"),
        help_text=_("只用于这次售后"),
        error_messages={"invalid": _("请填写能联系到您的电话号码")},
    )
    destination = forms.CharField(
        required=False, label=_("退到哪里"), validators=[_known_destination]
    )
    note = forms.CharField(
        required=False,
        max_length=NOTE_CHARACTERS,
        label=_("补充说明"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
