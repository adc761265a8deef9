"""Contested fees: what buyers claim back, and a reviewer's decision with its reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.case.views import reviewers_only
from anxin.console.fee.forms import DecideForm
from anxin.domain import wording
from anxin.pages.formatting import yuan
from anxin.pages.reader import account_id, language, not_found
from anxin.services.aftersale.fee_claim import (
    NotClaimed,
    approve_claim,
    barred_from,
    reject_claim,
    undo_claim,
)
from anxin.services.aftersale.moving import Reviewer
from anxin.storage.aftersale import fee_claims
from anxin.storage.aftersale.fee_claims import FeeClaimRow


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
    claim = fee_claims.claim(no=no) or not_found()
    form = DecideForm(request.POST, claim=claim)
    if not form.is_valid():
        return _page(request, failed=(no, form))
    rejects = form.cleaned_data["decision"] == "reject"
    refused = _decided(request, no, form.cleaned_data, rejects=rejects)
    if refused and refused.code == "amount_out_of_range":
        form.add_error("granted", _sentence(refused))
        return _page(request, failed=(no, form))
    if refused:
        messages.warning(request, _sentence(refused))
    return redirect("console_fees")


@reviewers_only
@never_cache
@require_POST
def undo(request: HttpRequest, no: str) -> HttpResponse:
    """Take back one's own verdict before it is carried out."""
    claim = fee_claims.claim(no=no) or not_found()
    refused = undo_claim(no=claim.no, reviewer=_reviewer(request))
    if refused:
        messages.warning(request, _sentence(refused))
    else:
        messages.success(request, _("已收回，没有任何变动"))
    return redirect("console_fees")


def _decided(
    request: HttpRequest, no: str, sent: dict[str, Any], *, rejects: bool
) -> NotClaimed | None:
    reviewer = _reviewer(request)
    if rejects:
        return reject_claim(no=no, reviewer=reviewer, said=sent["said"])
    return approve_claim(no=no, reviewer=reviewer, granted_fen=sent["granted"], said=sent["said"])


def _reviewer(request: HttpRequest) -> Reviewer:
    return Reviewer(account_id(request), getattr(request.user, "role", ""))


def _sentence(refused: NotClaimed) -> str:
    return {
        "decided": _("这笔异议已经有结果了"),
        "verdict_pending": _("这笔申请已有决定，正在生效"),
        "too_late_to_undo": _("已经生效，不能收回"),
        "amount_out_of_range": _("金额要大于 0，且不超过所收的 %(fen)s")
        % {"fen": yuan(refused.fen)},
        **_barred(),
    }.get(refused.code, _("没有保存成功，请刷新后再试"))


def _barred() -> dict[str, str]:
    return {
        "tier_too_high": _("这笔异议已超时，由更高一级的审核员决定"),
        "own_claim": _("这是您自己的异议，由其他审核员决定"),
        "own_decision": _("原来的退款是您批的，由其他审核员决定"),
    }


def _page(request: HttpRequest, failed: tuple[str, DecideForm] | None = None) -> HttpResponse:
    rows = fee_claims.list_open_claims()
    context = {
        "lines": [_line(row, failed, _reviewer(request)) for row in rows],
        "decided": fee_claims.list_decided_claims(),
        "now": rows[0].now if rows else None,
    }
    return render(request, "console/fees.html", context, status=422 if failed else 200)


def _pending(row: FeeClaimRow, reviewer: Reviewer) -> dict[str, Any] | None:
    """What somebody has decided and may take back: its words, and whether it is the reader's."""
    verdict = row.verdict
    if verdict is None:
        return None
    what = wording.label(of="fee_claim_state", word=verdict["do"], language=language())
    return {**verdict, "what": what, "mine": verdict["by"] == str(reviewer.account_id)}


def _line(
    row: FeeClaimRow, failed: tuple[str, DecideForm] | None, reviewer: Reviewer
) -> dict[str, Any]:
    form = failed[1] if failed and failed[0] == row.no else DecideForm(claim=row)
    barred = barred_from(claim=row, reviewer=reviewer)
    return {
        "pending": _pending(row, reviewer),
        "row": row,
        "form": form,
        "barred": _barred().get(barred, "") if barred else "",
        "clause": wording.label(of="clause", word=row.clause, language=language())
        if row.clause in wording.LABELS["clause"]
        else row.clause,
        "why": row.why.get("review") or row.why.get(language(), ""),
    }
