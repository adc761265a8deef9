"""The rules as pages, all generated from policy data."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from anxin import wiring
from anxin.domain import wording, words
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.aftersale.offer import offer_of
from anxin.services.policies import policy_of
from anxin.storage.aftersale.figures import handling
from anxin.storage.aftersale.ground import ground_by_session
from anxin.storage.catalog.queries import latest_policy
from anxin.storage.order import queries as orders
from anxin.web import terms
from anxin.web.aftersale import showing

FRESH_S = 300
"""How old the figure on the guide may be: everybody sees it, and it is counted over a week."""


@signed_in("buyer")
@never_cache
@require_safe
def order_policy(request: HttpRequest, no: str) -> HttpResponse:
    """The 退款政策 of one order: every reason with its evidence, deadline, outcome and amount."""
    session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ground = ground_by_session(session_key=session_key, order_no=no) or not_found()
    if ground.order_state == "awaiting_payment":
        return redirect("order_detail", no=no)
    order = orders.order_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    offer = offer_of(ground=ground, units=None, outside=wiring.outside())
    context = {
        "o": order,
        "now": ground.now,
        "panels": showing.panels_of(offer=offer, language=language()),
        "steps": terms.steps_of_order(order),
    }
    return render(request, "web/order_policy.html", context)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """退单指南: where to begin, what happens, how long it takes."""
    seen = cache.get_or_set("handling", handling, timeout=FRESH_S)
    return render(request, "web/guide.html", {"handling": seen})


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The refund policy in force, generated from its document."""
    version = latest_policy(name="standard") or not_found()
    compiled = policy_of(version.id)
    kinds = [
        (
            wording.label(of="kind", word=kind, language=language()),
            terms.steps_of_kind(policy=compiled, kind=kind),
        )
        for kind in words.KINDS
    ]
    return render(request, "web/policy.html", {"version": version, "kinds": kinds})
