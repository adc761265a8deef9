"""What merchants and operators fill in about scores, penalties and deposits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.domain import wording
from anxin.domain.standing.penalty import (
    BASES,
    KINDS,
    LONGEST_SUSPENSION_DAYS,
    WORDS_LEAST,
    WORDS_MOST,
    Item,
)
from anxin.pages.amounts import YuanField
from anxin.pages.reader import language
from anxin.pages.strict import OnceForm, StrictForm
from anxin.services.settlement import LONGEST_SETTLE_DAYS
from anxin.services.standing.deposit import WHY_CHARACTERS
from anxin.services.standing.propose import PenaltyForm
from anxin.storage.standing.shops import Sold

LINES = ("1", "2", "3")
WHAT_CHARACTERS, MOST_COUNT = 60, 10_000


class _YuanOrNothing(YuanField):
    """An amount that may be left out."""

    def clean(self, value: str) -> int:
        """Return the amount in fen, 0 where there is none."""
        return super().clean(value) or 0


def _yuan(label: Any, field: type[YuanField] = YuanField) -> YuanField:
    return field(
        label=label,
        required=field is YuanField,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("请填写金额")},
    )


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        min_length=WORDS_LEAST,
        max_length=WORDS_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("请写明情况，至少 10 个字"),
            "min_length": _("请写明情况，至少 10 个字"),
        },
    )


class TopUpForm(OnceForm):
    """How much of the balance goes into the deposit."""

    amount = _yuan(_("补缴金额（元）"))


class CloseForm(OnceForm):
    """That a merchant closes its shop, why, and that it knows what follows."""

    why = forms.CharField(
        label=_("歇业原因"),
        max_length=WHY_CHARACTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写明歇业原因")},
    )
    sure = forms.BooleanField(
        label=_("我知道：没发货的订单会马上全额退款"),
        error_messages={"required": _("请先勾选")},
    )


class AnswerForm(StrictForm):
    """What a merchant says to a proposed penalty."""

    said = _words(_("您的陈述"), _("写明事实和理由；平台同事决定前会看到"))


class AppealForm(StrictForm):
    """Why a merchant appeals."""

    said = _words(_("申诉理由"), _("由没有参与这次处罚的同事复核"))


class RectifiedForm(StrictForm):
    """What a merchant has put right."""

    said = _words(_("整改说明"), _("写明哪里出了问题、怎样解决、怎样保证不再发生"))


class DecideForm(StrictForm):
    """A decision's words, for the merchant to read, on the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    said = _words(_("决定的理由"), _("商家会看到"))


class TermForm(StrictForm):
    """What deposit a merchant has to keep, and why."""

    amount = _yuan(_("应缴保证金（元）"))
    why = forms.CharField(
        label=_("依据"),
        max_length=WHY_CHARACTERS,
        help_text=_("商家会看到。提高的标准 7 天后生效"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写明依据")},
    )


class SettleForm(StrictForm):
    """How long after completion a merchant's money stays in escrow, and why."""

    days = forms.IntegerField(
        label=_("完成后几天结算"),
        min_value=0,
        max_value=LONGEST_SETTLE_DAYS,
        help_text=_("0 到 90 天，0 是完成即结算。只对之后完成的订单生效，已完成的按原来的日期结算"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("请填写 0 到 90 的天数"),
            "invalid": _("请填写 0 到 90 的天数"),
            "min_value": _("请填写 0 到 90 的天数"),
            "max_value": _("请填写 0 到 90 的天数"),
        },
    )
    why = forms.CharField(
        label=_("依据"),
        max_length=WHY_CHARACTERS,
        help_text=_("商家会看到"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写明依据")},
    )


class ProposeForm(OnceForm):
    """A penalty to be put to the merchant: what, on which rule, on which facts."""

    kind = forms.ChoiceField(label=_("处罚"), error_messages={"required": _("请选择处罚")})
    basis = forms.ChoiceField(label=_("依据"), error_messages={"required": _("请选择依据")})
    why = _words(_("事实与理由"), _("商家会看到；请写明单号、时间和经过"))
    product = forms.ChoiceField(label=_("商品（下架时选）"), required=False)
    days = forms.IntegerField(
        label=_("暂停天数（暂停接单时填）"),
        required=False,
        min_value=1,
        max_value=LONGEST_SUSPENSION_DAYS,
    )
    protective = forms.BooleanField(label=_("先行停售，保护买家"), required=False)

    def __init__(self, *args: Any, products: Sequence[Sold], **kwargs: Any) -> None:
        """Offer this shop's products, and three lines of a deduction's calculation."""
        super().__init__(*args, **kwargs)
        place = language()
        self._offer("kind", [(w, wording.label(of="penalty_kind", word=w, language=place))
                             for w in KINDS])  # fmt: skip
        self._offer("basis", [(w, wording.label(of="penalty_basis", word=w, language=place))
                              for w in BASES])  # fmt: skip
        self._offer("product", [(one.no, (place == "en" and one.title_en) or one.title)
                                for one in products])  # fmt: skip
        for line in LINES:
            self.fields[f"what_{line}"] = forms.CharField(
                label=gettext("扣款项目"), required=False, max_length=WHAT_CHARACTERS
            )
            self.fields[f"count_{line}"] = forms.IntegerField(
                label=gettext("数量"), required=False, min_value=1, max_value=MOST_COUNT
            )
            self.fields[f"each_{line}"] = _yuan(gettext("每件（元）"), _YuanOrNothing)

    def _offer(self, name: str, words: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("请选择")), *words]

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The calculation's lines as they are shown."""
        return [(self[f"what_{n}"], self[f"count_{n}"], self[f"each_{n}"]) for n in LINES]

    def clean(self) -> dict[str, Any]:
        """Ask for the rest of a line that was begun."""
        cleaned = super().clean()
        for n in LINES:
            parts = [cleaned.get(f"{name}_{n}") for name in ("what", "count", "each")]
            if any(parts) and not all(parts):
                self.add_error(f"what_{n}", _("项目、数量和单价要一起填"))
        return cleaned

    def penalty(self, *, merchant_id: UUID) -> PenaltyForm:
        """Return what was proposed; only for a valid form."""
        sent = self.cleaned_data
        items = [
            Item(sent[f"what_{n}"].strip(), sent[f"count_{n}"], sent[f"each_{n}"])
            for n in LINES
            if sent[f"what_{n}"]
        ]
        return PenaltyForm(
            form_key=sent["form_key"],
            merchant_id=merchant_id,
            kind=sent["kind"],
            basis=sent["basis"],
            why=sent["why"],
            product_no=sent["product"] if sent["kind"] == "delist" else "",
            days=sent["days"] if sent["kind"] == "suspend" else None,
            items=tuple(items) if sent["kind"] == "deduction" else (),
            protective=sent["protective"],
        )
