"""What a reviewer fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.console.case.relied import Basis
from anxin.domain import wording
from anxin.domain.evidence.fitting import kinds_by_fit
from anxin.domain.proposals import PROPOSED
from anxin.domain.remedy import Remedy
from anxin.domain.words import REFUSALS
from anxin.pages.amounts import YuanField
from anxin.pages.reader import language
from anxin.pages.strict import StrictForm
from anxin.services.aftersale.moving import NOTE_CHARACTERS


def _seen() -> forms.IntegerField:
    """How often the request had been changed when the reviewer read it."""
    return forms.IntegerField(required=False, widget=forms.HiddenInput)


class ApproveForm(StrictForm):
    """An approval: as quoted or otherwise, with a note if there is something to note."""

    seen = _seen()
    kind = forms.ChoiceField(required=False, label=_("怎样处理"))
    fen = YuanField(
        required=False,
        label=_("金额（元）"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    units = forms.IntegerField(required=False, min_value=1, label=_("件数"))
    unlocked = forms.BooleanField(required=False)
    note = forms.CharField(
        required=False,
        max_length=NOTE_CHARACTERS,
        label=_("备注"),
        help_text=_("写进处理记录，买家也能看到"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, replaceable: bool = True, **kwargs: Any) -> None:
        """`replaceable`: whether other goods are offered; asked for all the same, it is told why
        they cannot be given."""
        super().__init__(*args, **{"auto_id": "approve_%s", **kwargs})
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        choices = [
            ("", wording.label(of="remedy", word="quoted", language=language())),
            *((w, wording.label(of="remedy", word=w, language=language())) for w in PROPOSED),
        ]
        field.choices = choices
        field.widget.choices = [one for one in choices if replaceable or one[0] != "replacement"]

    def clean(self) -> dict[str, Any]:
        """Ask for the sum where a sum is what is given."""
        sent = super().clean()
        if sent.get("kind") == "sum" and not sent.get("fen"):
            self.add_error("fen", _("请填写金额"))
        return sent

    def remedy(self) -> Remedy | None:
        """Return what is given instead of the quote, if anything is."""
        kind, unlocked = self.cleaned_data["kind"], self.cleaned_data["unlocked"]
        if not kind:
            return Remedy(unlocked=True) if unlocked else None
        is_sum = kind == "sum"
        return Remedy(
            kind,
            units=0 if is_sum else self.cleaned_data["units"] or 0,
            gross_fen=self.cleaned_data["fen"] if is_sum else 0,
            unlocked=unlocked,
        )


class AskForm(StrictForm):
    """What the buyer is asked for: kinds of pieces, those that fit the reason first, or words."""

    kinds = forms.MultipleChoiceField(
        required=False, label=_("要补充的凭证"), widget=forms.CheckboxSelectMultiple
    )
    said = forms.CharField(
        required=False,
        max_length=NOTE_CHARACTERS,
        label=_("告诉买家还缺什么"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, reason: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "ask_%s", **kwargs})
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (kind, wording.label(of="evidence", word=kind, language=language()))
            for kind in kinds_by_fit(reason=reason)
        ]

    def clean(self) -> dict[str, Any]:
        """Have something asked for."""
        sent = super().clean()
        if not sent.get("kinds") and not (sent.get("said") or "").strip():
            self.add_error("said", _("请选要补充的凭证，或写一句话"))
        return sent


class RejectForm(StrictForm):
    """A refusal: on which ground, and in words to the buyer."""

    seen = _seen()
    code = forms.ChoiceField(
        label=_("拒绝依据"), error_messages={"required": _("请选一条拒绝依据")}
    )
    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=_("写给买家的话"),
        help_text=_("原样显示给买家"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请告诉买家为什么不能退")},
    )
    would_change = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=_("怎样可以改变结果"),
        help_text=_("补什么、换哪个原因，或者为什么不会再改变"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请告诉买家怎样可以改变结果")},
    )

    relied = forms.MultipleChoiceField(
        required=False, label=_("依据的凭证和记录"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        last_word: bool = False,
        gone: bool = False,
        basis: Basis | None = None,
        **kwargs: Any,
    ) -> None:
        """`last_word`: an arbiter's, after which nothing changes the result on the platform.
        `gone`: nothing of the order is left to give back. `basis`: what a refusal can rest on,
        all of it unless the reviewer says otherwise."""
        super().__init__(*args, **{"auto_id": "reject_%s", **kwargs})
        self.basis = basis or Basis()
        relied = self.fields["relied"]
        assert isinstance(relied, forms.MultipleChoiceField)
        relied.choices = self.basis.choices()
        relied.initial = [value for value, _name in relied.choices]
        if last_word:
            del self.fields["would_change"]
        words = [word for word in REFUSALS if gone or word != "nothing_left"]
        codes = [(c, wording.label(of="code", word=c, language=language())) for c in words]
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *codes]

    def relied_on(self) -> dict[str, list[str]]:
        """Return the numbers of the pieces and the words of the records that were ticked."""
        ticked = self.cleaned_data["relied"]
        return {
            "pieces": [piece.no for piece in self.basis.pieces if piece.no in ticked],
            "records": [word for word in self.basis.records if word in ticked],
        }


class DeclineForm(StrictForm):
    """Why a second person does not agree with a verdict, in words to the other reviewers.

    `seen`: which verdict it is about.
    """

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=_("不同意的理由"),
        help_text=_("写给接手的审核员，买家看不到"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明不同意的理由")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "decline_%s", **kwargs})
