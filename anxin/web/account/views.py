"""The me page: money, credit, and the ways on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from anxin.domain.people import BUYER
from anxin.domain.policy import Policy
from anxin.pages.reader import account_id, signed_in
from anxin.services.policies import policy_of
from anxin.storage.catalog.queries import latest_policy
from anxin.storage.ledger.queries import balance
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.refund.queries import fen_back_lately
from anxin.web.account.adapter import workplace_of

BACK_DAYS = 7
"""How long the page says that a withdrawal came back."""


@signed_in()
@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """A buyer's own page; staff and merchants see the way to their place of work."""
    role = getattr(request.user, "role", BUYER)
    if role != BUYER:
        return render(request, "web/me.html", {"workplace": workplace_of(role)})
    policy = _policy()
    credit = getattr(request.user, "credit", 0)
    limits = policy.limits if policy else None
    context = {
        "buyer": True,
        "balance_fen": balance(account_id=account_id(request)),
        "back_fen": fen_back_lately(account_id=account_id(request), days=BACK_DAYS),
        "credit": credit,
        "frozen": is_frozen(account_id=account_id(request)),
        "limits": limits,
        "instant": limits is not None and credit >= limits.instant_credit,
    }
    return render(request, "web/me.html", context)


def _policy() -> Policy | None:
    """The policy whose limits say what credit gives."""
    version = latest_policy(name="standard")
    return policy_of(version.id) if version else None
