"""What a buyer fills in to appeal: his words, and his real name once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.domain.identity import NAME_CHARACTERS
from anxin.domain.risk.signals import SAID_CHARACTERS
from anxin.pages.strict import OnceForm
from anxin.services.risk.filing import AppealForm as Filed

NUMBER_CHARACTERS = 24


class AppealForm(OnceForm):
    """The appeal. Without `identity` the name and number are not asked for again."""

    note = forms.CharField(
        max_length=SAID_CHARACTERS,
        label=_("说明情况"),
        help_text=_("例如：为什么取消多、手机和家人共用、图片是自己拍的"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写一句说明")},
    )
    name = forms.CharField(
        max_length=NAME_CHARACTERS,
        label=_("真实姓名"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填写真实姓名")},
    )
    number = forms.CharField(
        max_length=NUMBER_CHARACTERS,
        label=_("身份证号"),
        help_text=_("只用来核验一次，核验后立即删除；我们只留打码的姓名和结果"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("请填写身份证号")},
    )

    def __init__(self, *args: Any, words: bool, identity: bool, **kwargs: Any) -> None:
        """Make the form with the fields that this appeal still needs."""
        super().__init__(*args, **kwargs)
        unneeded = [] if words else ["note"]
        unneeded += [] if identity else ["name", "number"]
        for name in unneeded:
            del self.fields[name]

    def filed(self) -> Filed:
        """Return what was filled in."""
        sent = self.cleaned_data
        texts = {name: sent.get(name, "") for name in ("note", "name", "number")}
        return Filed(form_key=sent["form_key"], **texts)
