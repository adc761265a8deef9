"""What a senior fills in about a claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.domain.minors.words import PAPER_KINDS, REFUSALS, SAID_CHARACTERS
from anxin.domain.wording.minors import minors_label
from anxin.pages.reader import language
from anxin.pages.strict import StrictForm
from anxin.services.minors.looking import LEAST_REASON, REASON_CHARACTERS
from anxin.services.minors.writing import PHONE_CHARACTERS
from anxin.storage.minors.queries import LineRow

FIND_CHARACTERS = 150


def _said(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=SAID_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写明理由")},
    )


class LookForm(StrictForm):
    """Why one looks at what is sealed."""

    reason = forms.CharField(
        label=_("查看理由"),
        help_text=_("会和您的名字、时间一起留下，查看 10 分钟有效"),
        min_length=LEAST_REASON,
        max_length=REASON_CHARACTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写明理由"), "min_length": _("请写明理由")},
    )


class FindForm(StrictForm):
    """An order number, or the name of an account whose orders are listed."""

    what = forms.CharField(
        label=_("订单号或用户名"),
        max_length=FIND_CHARACTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("请填写订单号或用户名")},
    )


class ApproveForm(StrictForm):
    """A share of each order, per cent, and the reasons."""

    said = _said(_("答复与理由"), _("监护人会看到；写明依据、比例怎么定的"))

    def __init__(self, *args: Any, lines: Sequence[LineRow], **kwargs: Any) -> None:
        """Make the form with a field for each order, the proposed share in it."""
        super().__init__(*args, **kwargs)
        for line in lines:
            self.fields[line.order_no] = forms.IntegerField(
                label=gettext("%(title)s：退回比例（0–100）") % {"title": line.title},
                initial=line.proposed,
                min_value=0,
                max_value=100,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={"required": _("请填写比例")},
            )

    def shares(self) -> dict[str, int]:
        """Return the share of each order by its number."""
        return {name: share for name, share in self.cleaned_data.items() if name != "said"}


class EndForm(StrictForm):
    """Why no more is given back."""

    said = _said(_("答复与理由"), _("监护人会看到；写明为什么不再退、已经退了多少"))


class ObjectionForm(StrictForm):
    """What is answered to the holder of the account."""

    upheld = forms.ChoiceField(
        label=_("异议"),
        choices=[("yes", _("成立，恢复账号")), ("no", _("不成立，继续暂停"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择成立还是不成立")},
    )
    said = _said(_("给账号持有人的答复"), _("持有人会看到；不要写监护人和孩子的信息"))


class CodeForm(StrictForm):
    """What the guardian said the phone number on the claim is, and how one knows it was them."""

    phone = forms.CharField(
        label=_("监护人报的联系电话"),
        help_text=_("与申请上的核对，不会显示申请上的号码"),
        max_length=PHONE_CHARACTERS,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("请填写联系电话")},
    )
    reason = forms.CharField(
        label=_("怎样确认是本人"),
        help_text=_("会和您的名字、时间一起留下"),
        min_length=LEAST_REASON,
        max_length=REASON_CHARACTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写明理由"), "min_length": _("请写明理由")},
    )


class RejectForm(StrictForm):
    """Why a claim is refused."""

    code = forms.ChoiceField(
        label=_("原因"),
        choices=lambda: [
            (w, minors_label(of="refusal", word=w, language=language())) for w in REFUSALS
        ],
    )
    said = _said(_("答复与理由"), _("监护人会看到；写明事实、依据和什么能改变结果"))


class AskForm(StrictForm):
    """Which papers are asked for."""

    kinds = forms.MultipleChoiceField(
        label=_("要补充的材料"),
        choices=lambda: [
            (w, minors_label(of="paper", word=w, language=language())) for w in PAPER_KINDS
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选择材料种类")},
    )
    said = _said(_("写给监护人的话"))
