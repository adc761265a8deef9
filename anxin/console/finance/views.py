"""Money that went astray: findings to settle, and refunds that have not arrived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.finance import showing
from anxin.domain.people import TREASURERS
from anxin.pages.reader import account_id, not_found, signed_in
from anxin.services.payment import settle_finding
from anxin.services.refund import (
    Kind,
    NotHeld,
    ask_soon,
    confirm_reroute,
    deal_with,
    let_go,
    propose_reroute,
    take_next_row,
    take_row,
    try_again,
)
from anxin.storage.payment import queries
from anxin.storage.reconciliation import queries as bills

treasurers_only = signed_in(*sorted(TREASURERS))


@treasurers_only
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about money that waits for a person, and what is under way by itself."""
    findings = queries.list_open_findings()
    refunds = queries.list_unfinished_refunds()
    ask_soon(refund_nos=[refund.no for refund in refunds])
    refused = [refund for refund in refunds if refund.refused]
    context = {
        "findings": [showing.finding_line(finding) for finding in findings],
        "refunds": [showing.refund_line(refund) for refund in refunds],
        "settled": [showing.finding_line(finding) for finding in queries.list_settled_findings()],
        "refused": len(refused),
        "under_way": len(refunds) - len(refused),
        "under_way_fen": sum(refund.refund_fen for refund in refunds),
        "first": min((finding.breach_at for finding in findings), default=None),
        "now": findings[0].now if findings else None,
        "me": account_id(request),
        "bills_to_do": bills.count_to_do(),
    }
    return render(request, "console/finance.html", context)


@treasurers_only
@never_cache
@require_POST
def hold(request: HttpRequest, kind: str, key: str, act: str) -> HttpResponse:
    """Take a row, so that nobody else deals with it for half an hour, or give it back."""
    if kind not in ("refund", "finding"):
        not_found()
    which: Kind = "refund" if kind == "refund" else "finding"
    do, done = _ACTS.get(act) or not_found()
    refused = do(kind=which, key=key, by=account_id(request))
    if refused:
        messages.info(request, showing.not_held(refused.code))
    else:
        messages.success(request, done())
    return redirect(f"{reverse('console_finance')}#{showing.anchor(kind=kind, key=key)}")


_ACTS: Mapping[str, tuple[Callable[..., NotHeld | None], Callable[[], str]]] = {
    "take": (take_row, lambda: _("已领取，30 分钟内由您处理")),
    "release": (let_go, lambda: _("已放回队列")),
}
"""What may be done with a row, and what is said once it is."""


@treasurers_only
@never_cache
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the row that breaches first and that nobody holds."""
    taken = take_next_row(by=account_id(request))
    if isinstance(taken, NotHeld):
        messages.info(request, showing.not_held(taken.code))
        return redirect("console_finance")
    kind, key = taken
    return redirect(f"{reverse('console_finance')}#{showing.anchor(kind=kind, key=key)}")


def _held_by_other(request: HttpRequest, kind: Kind, key: str) -> bool:
    """Take a row to do something about it; say so where somebody else deals with it."""
    refused = deal_with(kind=kind, key=key, by=account_id(request))
    if refused:
        messages.info(request, showing.not_held(refused.code))
    return refused is not None


@treasurers_only
@never_cache
@require_POST
def settle(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Note that a finding has been dealt with."""
    found = queries.open_finding(finding_id=finding)
    if found and (
        _held_by_other(request, "refund", found.refund_no)
        if found.refund_no
        else _held_by_other(request, "finding", str(finding))
    ):
        return redirect("console_finance")
    if settle_finding(finding_id=finding, settled_by=account_id(request)):
        messages.success(request, _("已记为处理完成"))
    else:
        messages.info(request, _("这一条已经处理过了"))
    return redirect("console_finance")


@treasurers_only
@never_cache
@require_POST
def again(request: HttpRequest, no: str) -> HttpResponse:
    """Have a refused refund tried again, under its old number."""
    if _held_by_other(request, "refund", no):
        return redirect("console_finance")
    if try_again(refund_no=no):
        messages.success(request, _("正在重新提交，单号不变，不会重复退款"))
    else:
        messages.info(request, _("这笔退款已经在处理中，不需要重试"))
    return redirect("console_finance")


@treasurers_only
@never_cache
@require_POST
def to_wallet(request: HttpRequest, no: str) -> HttpResponse:
    """Propose that a stuck refund goes to the buyer's wallet, or confirm what somebody proposed."""
    confirms = "confirm" in request.POST
    if not confirms and _held_by_other(request, "refund", no):
        return redirect("console_finance")
    agree = confirm_reroute if confirms else propose_reroute
    refused = agree(refund_no=no, by=account_id(request))
    if refused:
        messages.info(request, showing.not_rerouted(refused.code))
    elif confirms:
        messages.success(request, _("已确认；买家同意后自动退到钱包"))
    else:
        messages.success(request, _("已提议；需要另一位财务确认"))
    return redirect("console_finance")
