"""`{% load desks %}{% desks %}`: the way around the consoles for whoever reads the page."""

from datetime import date
from typing import Any

from django import template
from django.utils.timezone import localdate

from anxin import wiring
from anxin.console.desks import desks_of
from anxin.domain.calendar import first_unknown
from anxin.domain.people import FINANCE, TREASURERS
from anxin.domain.recall import RELEASERS
from anxin.storage.aftersale.complaints import count_late_complaints
from anxin.storage.aftersale.fee_claims import count_late_claims
from anxin.storage.bulk.waiting import count_waiting
from anxin.storage.ledger.payouts import count_payouts
from anxin.storage.payment.queries import count_overdue
from anxin.storage.quality.instants import count_for_supervisors
from anxin.storage.quality.queries import count_pressed

register = template.Library()
WARNED = frozenset({"operator", "supervisor"})
AHEAD_DAYS = 21
"""More than the longest that anybody waits for a decision."""


@register.inclusion_tag("console/parts/desks.html", takes_context=True)
def desks(context: template.Context) -> dict[str, Any]:
    """Show the reader's desks; what the page counts at its own stands beside it."""
    request = context["request"]
    role = getattr(request.user, "role", "")
    figures, findings = context.get("figures"), context.get("findings") or ()
    counts = {
        "queue": getattr(figures, "waiting", 0),
        "finance": len(findings) or (count_overdue() if role == "supervisor" else 0),
        "bills": context.get("bills_to_do") or 0,
        "payouts": count_payouts(late=role != FINANCE) if role in TREASURERS else 0,
        "shops": context.get("to_decide") or 0,
        # Whoever could decide them is told wherever they sit: buyers and stock wait for it.
        "fees": count_late_claims() if role == "supervisor" else 0,
        "complaints": count_late_complaints() if role == "supervisor" else 0,
        "recalls": count_waiting() if role in RELEASERS else 0,
        "quality": count_pressed() if role == "supervisor" else 0,
        "instants": count_for_supervisors() if role == "supervisor" else 0,
    }
    entries = [(link, counts.get(link.key, 0)) for link in desks_of(role=role, path=request.path)]
    return {"entries": entries, "late": bool(getattr(figures, "late", 0)), "request": request}


@register.simple_tag(takes_context=True)
def desk_home(context: template.Context) -> str:
    """`{% desk_home %}`: the first of the reader's desks."""
    request = context["request"]
    found = desks_of(role=getattr(request.user, "role", ""), path=request.path)
    return found[0].href if found else "/"


@register.simple_tag(takes_context=True)
def calendar_ends(context: template.Context) -> date | None:
    """`{% calendar_ends as day %}`: from when on soon the working calendar knows no holidays."""
    if getattr(context["request"].user, "role", "") not in WARNED:
        return None
    calendar = wiring.working_calendar()
    return first_unknown(start=localdate(), days=AHEAD_DAYS, is_working_day=calendar)
