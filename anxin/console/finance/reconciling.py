"""Reconciliation: the days of bills, and what differs on each with what to do about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.finance import daybook
from anxin.console.finance.views import treasurers_only
from anxin.domain.people import REVIEWERS
from anxin.pages.reader import account_id, not_found
from anxin.services.reconciliation import settle_difference
from anxin.storage.reconciliation import queries


@treasurers_only
@never_cache
@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """Every day at every channel, the newest first."""
    lines = [daybook.day_line(row) for row in queries.list_days()]
    context = {
        "days": lines,
        "to_do": sum(line.row.to_do for line in lines),
        "waiting": sum(line.row.waiting for line in lines),
        "without": sum(line.row.state in ("waiting", "refused") for line in lines),
        "done": sum(line.row.state == "reconciled" for line in lines),
        **_shared(request),
    }
    return render(request, "console/reconciliation.html", context)


@treasurers_only
@never_cache
@require_safe
def day(request: HttpRequest, day: UUID) -> HttpResponse:
    """One day: what the bill comes to, and what differs."""
    row = queries.find_day(day_id=day) or not_found()
    differences = queries.list_differences(day_id=day)
    settled = [one for one in differences if one.settled_at is not None]
    context = {
        "line": daybook.day_line(row),
        "groups": daybook.grouped(differences),
        "settled": [daybook.difference_line(one) for one in settled],
        "form": daybook.SettleForm(),
        **_shared(request),
    }
    return render(request, "console/bill_day.html", context)


@treasurers_only
@never_cache
@require_POST
def settle(request: HttpRequest, day: UUID, difference: UUID) -> HttpResponse:
    """Note what was done about a difference."""
    form = daybook.SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for each in form.errors.values() for one in each))
    elif settle_difference(
        difference_id=difference,
        settled_by=account_id(request),
        note=form.cleaned_data["note"],
    ):
        messages.success(request, _("已记为处理完成"))
    else:
        messages.info(request, _("这一条已经处理过了"))
    return redirect("console_bill_day", day=day)


def _shared(request: HttpRequest) -> dict[str, object]:
    """What every page of reconciliation has in its frame."""
    return {
        "reviews": getattr(request.user, "role", "") in REVIEWERS,
        "bills_to_do": queries.count_to_do(),
    }
