"""A merchant's objection to a refund that no person decided: its form, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anxin import wiring
from anxin.console.aftersale.forms import ContestForm
from anxin.pages.reader import account_id, not_found, signed_in
from anxin.services.aftersale.objection import contestable, object_to_refund
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.objections import OBJECTIONS
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.merchant.queries import merchant_of


def contest_of(*, case: CaseRow) -> dict[str, Any]:
    """Return what the page of a case says of objecting: the form, what became of it, or nothing."""
    if case.state != "refunded":
        return {}
    made = OBJECTIONS.of_case(case_id=case.id)
    if made:
        return {"objection": made}
    charge = contestable(case_no=case.no, merchant_id=case.merchant_id)
    return {"charge": charge, "contest_form": ContestForm(auto_id="contest_%s")}


@signed_in("merchant")
@never_cache
@require_POST
def contest(request: HttpRequest, no: str) -> HttpResponse:
    """Object, once; the platform alone reads it."""
    shop = merchant_of(account_id=account_id(request)) or not_found()
    case = queries.case(no=no)
    if case is None or case.merchant_id != shop.id:
        not_found()
    refused = object_to_refund(
        case_no=no,
        merchant_id=shop.id,
        actor=account_id(request),
        note=request.POST.get("note", ""),
        is_working_day=wiring.outside().is_working_day,
    )
    if refused:
        messages.warning(request, _sentence(refused.code))
    else:
        messages.success(request, _("已提交异议，由高级审核员决定"))
    return redirect("console_aftersale_case", no=no)


def _sentence(code: str) -> str:
    return {
        "note_missing": _("请写明理由，审核员要据此核对"),
        "objected_before": _("这笔退款已经提过异议"),
        "too_late": _("退款 7 天后不能再提异议"),
    }.get(code, _("这笔退款不能提异议"))
