"""Amounts of money as people type them."""

from __future__ import annotations

import re
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class YuanField(forms.CharField):
    """An amount typed in yuan, read digit by digit into fen: no float ever touches money.

    Left empty where it is not required it is `None`.
    """

    default_error_messages: ClassVar = {
        "required": _("请填写金额"),
        "invalid": _("金额写成数字，最多两位小数，例如 50 或 49.90"),
    }
    _WRITTEN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")

    def clean(self, value: str) -> int | None:
        """Return the amount in fen."""
        text = super().clean(value).strip()
        if not text and not self.required:
            return None
        found = self._WRITTEN.fullmatch(text.removeprefix("¥").strip())
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        whole, part = found.groups()
        return int(whole) * 100 + int((part or "").ljust(2, "0"))
