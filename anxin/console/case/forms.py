"""What a reviewer fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.domain import wording
from anxin.domain.words import CODES
from anxin.pages.reader import language
from anxin.pages.strict import StrictForm
from anxin.services.aftersale.review import NOTE_CHARACTERS


class ApproveForm(StrictForm):
    """An approval, with a note for colleagues if there is something to note."""

    note = forms.CharField(
        required=False,
        max_length=NOTE_CHARACTERS,
        label=_("备注"),
        help_text=_("写进处理记录，买家也能看到"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RejectForm(StrictForm):
    """A refusal: on which ground, and in words to the buyer."""

    code = forms.ChoiceField(
        label=_("拒绝依据"), error_messages={"required": _("请选一条拒绝依据")}
    )
    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=_("写给买家的话"),
        help_text=_("原样显示给买家：为什么不能退、怎样可以改变结果"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请告诉买家为什么不能退")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [(c, wording.label(of="code", word=c, language=language())) for c in CODES]
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *codes]
