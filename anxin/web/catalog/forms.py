"""The checkout's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from anxin.pages.reader import language
from anxin.pages.strict import OnceForm
from anxin.services.order.place import UNITS_PER_ORDER
from anxin.storage.catalog.queries import ProductRow

AGAIN = "again_"
INPUT_CHARACTERS = 100


class CheckoutForm(OnceForm):
    """How many, for which account (each typed twice), and that the risks are known."""

    units = forms.IntegerField(min_value=1, max_value=UNITS_PER_ORDER, initial=1)
    acknowledged = forms.BooleanField(required=False)

    def __init__(self, *args: Any, product: ProductRow, strict: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = [spec["name"] for spec in product.inputs]
        self.fields["units"].label = _("数量")
        self.fields["acknowledged"].required = strict
        for spec in product.inputs:
            label = spec["label"] if language() == "zh" else spec["label_en"]
            again = _("再输入一次%(what)s") % {"what": label}
            self.fields[spec["name"]] = _text(label)
            self.fields[AGAIN + spec["name"]] = _text(again)

    @property
    def typed(self) -> list[forms.BoundField]:
        """The fields of what a top-up must be told, each followed by its repetition."""
        return [self[name] for one in self._names for name in (one, AGAIN + one)]

    def clean(self) -> dict[str, Any]:
        """Compare what was typed twice."""
        cleaned = super().clean()
        for name in self._names:
            first, again = cleaned.get(name), cleaned.get(AGAIN + name)
            if first and again and first != again:
                self.add_error(AGAIN + name, _("两次输入不一样，请核对"))
        return cleaned

    def inputs(self) -> Mapping[str, str]:
        """Return what was typed, by name; only for a valid form."""
        return {name: self.cleaned_data[name] for name in self._names}


def _text(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=INPUT_CHARACTERS, widget=widget)
