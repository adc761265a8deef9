"""Contesting the fee that a refund kept: one page to claim it back and to see what became of it."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anxin.pages.reader import account_id, not_found, signed_in
from anxin.pages.strict import OnceForm
from anxin.services.aftersale.fee_claim import CLAIM_DAYS, claim_fee
from anxin.services.aftersale.moving import NOTE_CHARACTERS
from anxin.storage.aftersale import fee_claims, queries
from anxin.storage.aftersale.fee_claims import FeeClaimRow


class FeeClaimForm(OnceForm):
    """Why the fee should not have been kept."""

    note = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("为什么不该收"),
        help_text=gettext_lazy("写清楚就行，不用传凭证；审核员会对照订单记录"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("请写一句为什么不该收")},
    )


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fee_claim(request: HttpRequest, no: str) -> HttpResponse:
    """Claim a fee back, once per refund; afterwards, where the claim stands."""
    buyer_id = account_id(request)
    case = queries.case_of_buyer(no=no, buyer_id=buyer_id) or not_found()
    fee = fee_claims.kept_fee(case_no=no, buyer_id=buyer_id, within_days=CLAIM_DAYS) or not_found()
    form = FeeClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        refused = claim_fee(
            case_no=no,
            buyer_id=buyer_id,
            note=form.cleaned_data["note"],
            form_key=form.cleaned_data["form_key"],
        )
        if refused is None:
            messages.success(request, _("已提交，结果会在这里告诉您"))
            return redirect("fee_claim", no=no)
        form.add_error(None, _why_not(refused.code))
    claim = fee_claims.CLAIMS.of_case(case_id=case.id)
    context = {
        "c": case,
        "now": case.now,
        "fee": fee,
        "claim": claim,
        "until": _answered_by(claim) if claim else None,
        "form": form,
    }
    return render(request, "web/fee_claim.html", context, status=422 if form.errors else 200)


def _answered_by(claim: FeeClaimRow) -> datetime | None:
    """Until when the buyer is answered: as promised, and once that is broken, by the last day."""
    if claim.tier == "first_line" or claim.due_at is None:
        return claim.due_at
    return max(claim.due_at, claim.limit_at)


def _why_not(code: str) -> str:
    return {
        "claimed_before": _("这笔手续费已经提过异议，每笔退款一次"),
        "too_late": _("退款已超过 30 天，不能再提异议"),
    }.get(code, _("没有提交成功，请刷新后再试"))
