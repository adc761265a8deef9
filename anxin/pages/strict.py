"""Forms that take what they know and nothing else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _

KNOWN_TO_ALL = {"csrfmiddlewaretoken"}


class StrictForm(forms.Form):
    """A form that refuses fields it does not have: nothing rides along unseen.

    `read_besides`: names of what it reads without a field of Django's, which cost more than they do
    where a form has many.
    """

    read_besides: frozenset[str] = frozenset()

    def clean(self) -> dict[str, Any]:
        """Add an error for every field sent that the form does not have."""
        cleaned = super().clean() or {}
        strangers = sorted(set(self.data) - set(self.fields) - KNOWN_TO_ALL - self.read_besides)
        if strangers:
            names = ", ".join(strangers)[:80]
            self.add_error(None, _("表单里有不认识的内容：%(names)s") % {"names": names})
        return cleaned


class OnceForm(StrictForm):
    """A form with a key of its own: however often it is sent, it counts once."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
