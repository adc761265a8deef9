"""Contested fees: what buyers claim back, and a reviewer's decision with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.case.views import reviewer_of, reviewers_only
from anxin.console.contest import showing
from anxin.console.contest.acts import acts
from anxin.domain import wording
from anxin.domain.money import yuan
from anxin.pages.amounts import YuanField
from anxin.pages.reader import language, not_found
from anxin.pages.strict import StrictForm
from anxin.services.aftersale.contest import (
    Ruling,
    rule,
)
from anxin.services.aftersale.fee_claim import FEE_CLAIM
from anxin.services.aftersale.moving import NOTE_CHARACTERS
from anxin.storage.aftersale.fee_claims import CLAIMS, FeeClaimRow


class DecideForm(StrictForm):
    """How much of the fee goes back, and the reason, which the buyer reads."""

    decision = forms.CharField(required=False, widget=forms.HiddenInput)
    granted = YuanField(
        label=gettext_lazy("退回金额（元）"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("写给买家的理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请写明理由，买家会看到")},
    )

    def __init__(self, *args: Any, claim: FeeClaimRow, **kwargs: Any) -> None:
        """Make the form of one claim among several: ids of its own, the whole fee filled in."""
        kwargs["auto_id"] = f"{claim.no}_%s"
        super().__init__(*args, **kwargs)
        self.fields["granted"].initial = yuan(claim.fen)


@reviewers_only
@never_cache
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """The claims that wait for a person, those due first at the top."""
    return _page(request)


@reviewers_only
@never_cache
@require_POST
def decide(request: HttpRequest, no: str) -> HttpResponse:
    """Grant a claim, wholly or in part, or reject it; both with a reason, done in ten seconds."""
    claim = CLAIMS.by_no(no=no) or not_found()
    form = DecideForm(request.POST, claim=claim)
    if not form.is_valid():
        return _page(request, failed=(no, form))
    refused = rule(
        FEE_CLAIM, no=no, reviewer=reviewer_of(request), ruling=_ruling(form.cleaned_data)
    )
    if refused and refused.code == "amount_out_of_range":
        form.add_error("granted", showing.sentence(refused))
        return _page(request, failed=(no, form))
    showing.answer(request, refused, done=_("已决定，10 秒后生效"))
    return redirect("console_fees")


undo, sign, decline = acts(FEE_CLAIM, back="console_fees", undone_by=reviewers_only)


def _ruling(sent: dict[str, Any]) -> Ruling:
    if sent["decision"] == "reject":
        return Ruling("rejected", 0, sent["said"])
    return Ruling("approved", sent["granted"], sent["said"])


def _page(request: HttpRequest, failed: tuple[str, DecideForm] | None = None) -> HttpResponse:
    def more(row: FeeClaimRow) -> dict[str, Any]:
        return {
            "form": failed[1] if failed and failed[0] == row.no else DecideForm(claim=row),
            "clause": wording.label(of="clause", word=row.clause, language=language())
            if row.clause in wording.LABELS["clause"]
            else row.clause,
        }

    context = showing.listed(FEE_CLAIM, reader=reviewer_of(request), more=more)
    return render(request, "console/fees.html", context, status=422 if failed else 200)
