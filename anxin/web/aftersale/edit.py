"""Changing a request that nobody has decided: the same form, filled in as it was sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anxin import wiring
from anxin.domain.states import UNDECIDED
from anxin.pages.reader import account_id, not_found, signed_in
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns.editing import EDITS, edit_case, in_other_hands
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.ground import Ground, ground_by_buyer
from anxin.storage.aftersale.queries import CaseRow
from anxin.web.aftersale import showing
from anxin.web.aftersale.form import UNPROCESSABLE, first_of, form_page, initial_of
from anxin.web.aftersale.forms import AGAIN, RefundForm


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refund_edit(request: HttpRequest, no: str) -> HttpResponse:
    """The form of an open request; a POST changes it and decides it anew."""
    buyer_id = account_id(request)
    case = queries.case_of_buyer(no=no, buyer_id=buyer_id) or not_found()
    ground = ground_by_buyer(buyer_id=buyer_id, order_no=case.order_no) or not_found()
    if not may_edit(case=case):
        messages.info(request, _("这笔申请已有结果、已改过 3 次，或已转高级审核员，不能再改"))
        return redirect("refund_progress", no=no)
    if request.method == "POST" and AGAIN not in request.POST:
        return _change(request, case, ground)
    typed = request.method == "POST"
    initial = initial_of(request, ground) if typed else first_of(case=case, ground=ground)
    return form_page(request, ground, RefundForm(initial=initial), editing=case)


def may_edit(*, case: CaseRow) -> bool:
    """Say whether a request may be changed as it stands; the service has the last word."""
    mine = case.state in UNDECIDED and case.edits < EDITS
    return mine and in_other_hands(case) is None


def _change(request: HttpRequest, case: CaseRow, ground: Ground) -> HttpResponse:
    form = RefundForm(request.POST)
    if not form.is_valid():
        return form_page(request, ground, form, UNPROCESSABLE, editing=case)
    try:
        refused = edit_case(
            no=case.no,
            buyer_id=case.buyer_id,
            form=form.sent(),
            outside=wiring.outside(),
        )
    except GroundKeepsMoving:
        refused = NotDecided("moved")
    if refused and refused.code == "advised":
        return form_page(request, ground, form, UNPROCESSABLE, held=True, editing=case)
    if refused:
        form.add_error(None, showing.declined_sentence(refused.code))
        return form_page(request, ground, form, UNPROCESSABLE, editing=case)
    messages.success(request, _("已按新的内容重新处理"))
    return redirect("refund_progress", no=case.no)
