"""What stands beside a refund: complaints raised outside, and compensation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from anxin.domain.people import may_review
from anxin.pages.amounts import YuanField
from anxin.pages.strict import StrictForm
from anxin.services.aftersale.moving import NOTE_CHARACTERS, Reviewer
from anxin.storage.aftersale.complaints import list_compensations, list_complaints_of_order
from anxin.storage.aftersale.past import bars_of
from anxin.storage.aftersale.queries import CaseRow


class CompensationForm(StrictForm):
    """How much is to be paid beside the refund, and on what basis."""

    fen = YuanField(
        label=gettext_lazy("赔付金额（元）"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    basis = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("依据"),
        help_text=gettext_lazy("买家和商家都会看到；最多为实付的 3 倍，不足 500 元的按 500 元"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DropForm(StrictForm):
    """Why compensation that was proposed is not to be paid."""

    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("为什么不赔付"),
        help_text=gettext_lazy("提议人和商家都会看到"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def beyond_of(*, case: CaseRow, reviewer: Reviewer) -> dict[str, Any]:
    """Return what the case's page shows of complaints and compensation."""
    compensations = list_compensations(case_id=case.id)
    may = may_review(role=reviewer.role, tier="senior") and case.buyer_id != reviewer.account_id
    may = (
        may
        and not bars_of(
            order_id=case.order_id,
            case_no=case.no,
            merchant_id=case.merchant_id,
            account_id=reviewer.account_id,
        ).member
    )
    return {
        "complaints": list_complaints_of_order(order_id=case.order_id),
        "compensations": compensations,
        "compensation_open": any(one.state == "proposed" for one in compensations),
        "compensable": may,
        "compensation_form": CompensationForm(auto_id="compensate_%s"),
        "drop_form": DropForm(auto_id="drop_%s"),
        "reviewer_id": reviewer.account_id,
    }
