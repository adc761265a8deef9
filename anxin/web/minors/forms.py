"""What a guardian fills in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.domain.identity import NAME_CHARACTERS
from anxin.domain.minors.words import CONSENTS, PAPER_KINDS, RELATIONS, SAID_CHARACTERS
from anxin.domain.wording.minors import minors_label
from anxin.pages.reader import language
from anxin.pages.strict import StrictForm
from anxin.services.minors.entering import written_as
from anxin.services.minors.writing import PHONE_CHARACTERS, PeopleForm, PurchasesForm

NUMBER_CHARACTERS = 24
OFF = {"autocomplete": "off"}


def _text(label: Any, most: int, *, help_text: Any = "", required: Any = None,
          **attrs: str) -> forms.CharField:  # fmt: skip
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        required=required is not None,
        widget=forms.TextInput(attrs={**OFF, **attrs}),
        error_messages={"required": required} if required else {},
    )


def _area(label: Any, *, help_text: Any = "", required: Any = None, rows: int = 4) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=SAID_CHARACTERS,
        required=required is not None,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required} if required else {},
    )


def _choice(label: Any, of: str, words: tuple[str, ...], required: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=lambda: [(w, minors_label(of=of, word=w, language=language())) for w in words],
        widget=forms.RadioSelect,
        error_messages={"required": required},
    )


class EnterForm(StrictForm):
    """Number and code of a claim that was begun."""

    no = _text(_("申请号"), 60, required=_("请填写申请号"), spellcheck="false")
    code = _text(_("查询码"), 60, required=_("请填写查询码"), spellcheck="false")


class PeopleSent(StrictForm):
    """Who asks for whom."""

    relation = _choice(_("您是孩子的"), "relation", RELATIONS, _("请选择您与孩子的关系"))
    guardian_name = _text(_("您的姓名"), NAME_CHARACTERS, required=_("请填写身份证上的姓名"))
    guardian_number = _text(
        _("您的身份证号"), NUMBER_CHARACTERS, required=_("请填写身份证号"),
        autocapitalize="characters",
    )  # fmt: skip
    phone = _text(_("联系电话"), PHONE_CHARACTERS, required=_("请填写联系电话"), inputmode="tel")
    minor_name = _text(_("孩子的姓名"), NAME_CHARACTERS, required=_("请填写身份证上的姓名"))
    minor_number = _text(
        _("孩子的身份证号"), NUMBER_CHARACTERS, required=_("请填写身份证号"),
        help_text=_("户口本上有。两个号码只用来核验一次，核验后立即删除"),
        autocapitalize="characters",
    )  # fmt: skip

    def sent(self) -> PeopleForm:
        """Return what was filled in."""
        return PeopleForm(**{name: self.cleaned_data[name] for name in self.fields})


class PurchasesSent(StrictForm):
    """What was bought."""

    orders = _area(
        _("订单号"),
        rows=2,
        help_text=_("知道就填，一行一个；提交后账号立即暂停购买、查看卡密和提现"),
    )
    account = _text(_("安心账号"), 150, help_text=_("孩子用的用户名"))
    target = _text(_("充值到的账号或手机号"), 60)
    description = _area(_("买了什么"), help_text=_("大概的时间、商品和金额，我们来找订单"), rows=3)
    consent = _choice(_("有人同意过吗"), "consent", CONSENTS, _("请选择有没有同意过"))
    statement = _area(
        _("经过"), help_text=_("谁的设备、怎么付的款、什么时候发现的"), required=_("请写下经过")
    )

    def sent(self) -> PurchasesForm:
        """Return what was filled in; numbers are read however they are parted."""
        told = dict(self.cleaned_data)
        numbers = [written_as(one) for one in re.split(r"[\s,，、;；]+", told.pop("orders"))]
        return PurchasesForm(orders=tuple(one for one in numbers if one), **told)


class PaperSent(StrictForm):
    """The kind of the files of one upload; the files themselves are read by the view."""

    kind = _choice(_("这是什么"), "paper", PAPER_KINDS, _("请选择材料种类"))
    paper = forms.FileField(
        label=_("文件"),
        error_messages={"required": _("请先选择文件"), "empty": _("文件是空的，请重新选择")},
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )


class SubmitSent(StrictForm):
    """The guardian's word that it is true."""

    true = forms.BooleanField(
        label=_("我是孩子的监护人，以上内容属实"),
        error_messages={"required": _("请先确认内容属实")},
    )
