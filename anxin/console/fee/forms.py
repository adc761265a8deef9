"""What a reviewer fills in about a claim on a fee."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.domain.money import yuan
from anxin.pages.amounts import YuanField
from anxin.pages.strict import StrictForm
from anxin.services.aftersale.fee_claim import NOTE_CHARACTERS
from anxin.storage.aftersale.fee_claims import FeeClaimRow


class DecideForm(StrictForm):
    """How much of the fee goes back, and the reason, which the buyer reads."""

    decision = forms.CharField(required=False, widget=forms.HiddenInput)
    granted = YuanField(
        label=_("退回金额（元）"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=_("写给买家的理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明理由，买家会看到")},
    )

    def __init__(self, *args: Any, claim: FeeClaimRow, **kwargs: Any) -> None:
        """Make the form of one claim among several: ids of its own, the whole fee filled in."""
        kwargs["auto_id"] = f"{claim.no}_%s"
        super().__init__(*args, **kwargs)
        self.fields["granted"].initial = yuan(claim.claimed_fen)
