"""What an operator says about a recall."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.domain.recall import SCOPES
from anxin.pages.strict import OnceForm
from anxin.services.bulk.recall.proposing import REASON_CHARACTERS
from anxin.storage.bulk.recalls import Target
from anxin.storage.bulk.targets import CardBatchRow, ProductRow

MINUTES = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=MINUTES, attrs={"type": "datetime-local"})
    return forms.DateTimeField(
        label=label,
        required=False,
        input_formats=[MINUTES],
        widget=widget,
        error_messages={"invalid": _("时间写成 2026-11-26T18:00 这样")},
    )


class RecallForm(OnceForm):
    """What is recalled and the reason that buyers read; `step` says whether it is only asked."""

    scope = forms.ChoiceField(label=_("召回什么"), choices=[(word, word) for word in SCOPES])
    card_batch = forms.ChoiceField(label=_("哪一批卡密"), required=False)
    since = _moment(_("发货时间从"))
    until = _moment(_("到"))
    reason = forms.CharField(
        label=_("写给买家的原因"),
        max_length=REASON_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("每位买家都会在自己的退款记录里读到"),
        error_messages={"required": _("请写明原因，买家会看到")},
    )
    step = forms.CharField(required=False)

    def __init__(self, *args: Any, product: ProductRow, lots: list[CardBatchRow], **named: Any):
        """Offer the product's own batches."""
        super().__init__(*args, **named)
        self.product = product
        field = self.fields["card_batch"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *((str(lot.id), lot.name) for lot in lots)]

    def clean(self) -> dict[str, Any]:
        """Ask for what the scope needs, and forget what it does not."""
        sent = super().clean()
        scope = sent.get("scope")
        if scope == "cards" and not sent.get("card_batch"):
            self.add_error("card_batch", _("请选一批卡密"))
        if scope == "deliveries":
            self._clean_span(sent)
        else:
            sent["since"] = sent["until"] = None
        return sent

    def _clean_span(self, sent: dict[str, Any]) -> None:
        since, until = sent.get("since"), sent.get("until")
        if not since or not until:
            self.add_error("since", _("请填写开始和结束的时间"))
        elif since >= until:
            self.add_error("until", _("结束时间要在开始之后"))

    def target(self) -> Target:
        """Return what is recalled. Only of a form that is valid."""
        sent = self.cleaned_data
        lot = UUID(sent["card_batch"]) if sent["scope"] == "cards" else None
        return Target(sent["scope"], self.product.id, lot, sent["since"], sent["until"])
