"""What officers fill in: a restriction, its lifting, abuse, the decision on an appeal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.domain.risk import CODES
from anxin.domain.risk.signals import ABUSES, SAID_CHARACTERS
from anxin.domain.wording.risk import risk_label
from anxin.pages.reader import language
from anxin.pages.strict import OnceForm, StrictForm


def _words(label: Any, required: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        max_length=SAID_CHARACTERS,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": required},
    )


class RestrictForm(StrictForm):
    """What a restriction rests on, and what the buyer is told."""

    basis = _words(_("依据（只有内部看得到）"), _("请写明依据：哪些记录、谁核实的"))
    said = _words(
        _("告诉买家的原因"),
        _("请写给买家的原因"),
        _("说清是什么事，不要写怎么发现的"),
    )


class LiftForm(StrictForm):
    """Why a restriction is lifted."""

    why = _words(_("解除的理由"), _("请写明解除的理由"))


class AbuseForm(OnceForm):
    """Abuse that was established."""

    kind = forms.ChoiceField(label=_("违规种类"))
    order_no = forms.CharField(
        max_length=32,
        required=False,
        label=_("相关订单号"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    basis = _words(_("依据（只有内部看得到）"), _("请写明依据：哪些记录、谁核实的"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the kinds in the reader's language; ids of its own beside other forms."""
        kwargs["auto_id"] = "abuse_%s"
        super().__init__(*args, **kwargs)
        named = [(word, risk_label(of="abuse", word=word, language=language())) for word in ABUSES]
        self.fields["kind"].choices = named  # type: ignore[attr-defined]


class DecideForm(StrictForm):
    """The decision on an appeal with words for the buyer, and the reasons that were wrong."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("reject", "")], widget=forms.HiddenInput)
    wrong = forms.MultipleChoiceField(
        choices=[(code, code) for code in CODES], required=False, label=_("认定有误的原因")
    )
    said = _words(_("写给买家的话"), _("请写明理由，买家会看到"))
