"""The refund form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anxin.domain import wording
from anxin.domain.request import FIELDS, may_ask, read_fields
from anxin.domain.words import REASONS
from anxin.pages.reader import language
from anxin.pages.strict import OnceForm
from anxin.services.aftersale.submit import CaseForm

NOTE_CHARACTERS = 200
TOLD, HEARD, AGAIN = "told", "heard", "again"
MOST_TOLD, TOLD_CHARACTERS = 80, 120
DESTINATIONS = ("original", "wallet")


def _known_reason(reason: str) -> None:
    if reason not in REASONS:
        raise forms.ValidationError(_("请从列出的原因里选一个"))


def _known_destination(destination: str) -> None:
    if destination not in DESTINATIONS:
        raise forms.ValidationError(_("请从列出的去处里选一个"))


class RefundForm(OnceForm):
    """Why, how many, and how to reach the buyer; everything but the reason is filled in.

    What a reason asks besides (`details`) and what the buyer was told are read by hand: `told`
    stood on the page from the start, `heard` came while it was filled in. Both are `told` then;
    it is `None` where the form says nothing of it, so is not one of our pages.
    """

    read_besides = frozenset(FIELDS) | {TOLD, HEARD, AGAIN}
    wrong_details: Mapping[str, str] = {}

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

    def clean(self) -> dict[str, Any]:
        """Add what is read by hand; what other reasons than the chosen one ask is left out."""
        cleaned = super().clean()
        cleaned["told"] = told_in(sent=self.data) if isinstance(self.data, QueryDict) else None
        sent = details_in(sent=self.data)
        asked = may_ask(reason=cleaned.get("reason", ""))
        said, wrong = read_fields(sent={name: sent[name] for name in sent if name in asked})
        cleaned["details"] = said
        self.wrong_details = {
            name: wording.field_problem(code=code, language=language())
            for name, code in wrong.items()
        }
        for name, problem in self.wrong_details.items():
            said_of = {"name": wording.field_name(name=name, language=language())}
            self.add_error(None, _("%(name)s：%(problem)s") % {**said_of, "problem": problem})
        return cleaned

    def sent(self) -> CaseForm:
        """Return what a valid form asks for, as the service takes it."""
        sent = self.cleaned_data
        return CaseForm(
            form_key=sent["form_key"],
            reason=sent["reason"] or None,
            units=sent["units"],
            note=sent["note"],
            contact_phone=sent["contact_phone"],
            destination=sent["destination"] or "original",
            details=sent["details"],
            told=sent["told"],
        )


def details_in(*, sent: Mapping[str, Any]) -> dict[str, str]:
    """Return what was filled in of the fields that reasons ask for, as it was typed."""
    return {name: str(sent[name]) for name in FIELDS if sent.get(name)}


def told_in(*, sent: QueryDict) -> frozenset[str] | None:
    """Return the keys of the advice that the page had given, `None` where it knows of none."""
    if TOLD not in sent:
        return None
    keys = [*sent.getlist(TOLD), *sent.getlist(HEARD)][:MOST_TOLD]
    return frozenset(key for key in keys if len(key) <= TOLD_CHARACTERS)
