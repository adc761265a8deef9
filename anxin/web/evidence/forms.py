"""The forms of evidence."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.domain.words import EVIDENCE_KINDS
from anxin.pages.strict import StrictForm
from anxin.services.evidence.receiving import CAPTION_CHARACTERS, PIECES_PER_CASE


def _known_kind(kind: str) -> None:
    if kind not in EVIDENCE_KINDS:
        raise forms.ValidationError(_("请从列出的凭证种类里选一种"))


class SendForm(StrictForm):
    """What the files of one upload are to show. The files themselves are counted by the view.

    `before`: the piece that they are to stand before, where not behind all others. `chosen`: the
    reason for the refund, with which the form comes back, and `source` the ended case that it was
    filled in from.
    """

    chosen = forms.CharField(required=False)
    source = forms.CharField(required=False, max_length=32)
    kind = forms.CharField(validators=[_known_kind])
    before = forms.CharField(required=False, max_length=26)
    evidence = forms.FileField(
        error_messages={"required": _("请先选择文件"), "empty": _("文件是空的，请重新选择")}
    )


class ChangeForm(StrictForm):
    """A change to a piece: what is left out stays. `chosen` and `source` as in SendForm."""

    chosen = forms.CharField(required=False)
    source = forms.CharField(required=False, max_length=32)
    kind = forms.CharField(required=False, validators=[_known_kind])
    caption = forms.CharField(
        required=False, max_length=CAPTION_CHARACTERS, label=_("说明这张凭证")
    )
    position = forms.IntegerField(required=False, min_value=1, max_value=PIECES_PER_CASE)
