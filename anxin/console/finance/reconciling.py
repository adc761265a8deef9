"""Reconciliation: the days of bills, and what differs on each with what to do about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.finance import daybook
from anxin.console.finance.views import treasurers_only
from anxin.pages.reader import account_id, not_found
from anxin.pages.strict import StrictForm
from anxin.services.reconciliation import confirm_booking, propose_booking, settle_difference
from anxin.storage.reconciliation import queries

DAYS_PER_PAGE = 20


@treasurers_only
@never_cache
@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """Every day at every channel, the newest first, and above them those that need somebody."""
    rows = queries.list_days()
    page = Paginator(rows, DAYS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "first": [daybook.day_line(row) for row in rows if row.to_do or row.state == "refused"],
        "days": [daybook.day_line(row) for row in page],
        "page": page,
        "to_do": sum(row.to_do for row in rows),
        "waiting": sum(row.waiting for row in rows),
        "without": sum(row.state in ("waiting", "refused") for row in rows),
        "done": sum(row.state == "reconciled" for row in rows),
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
        "book": daybook.BookForm(),
        "me": account_id(request),
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
        messages.error(request, _all_of(form))
    elif settle_difference(
        difference_id=difference,
        settled_by=account_id(request),
        note=form.cleaned_data["note"],
    ):
        messages.success(request, _("已记为处理完成"))
    else:
        messages.info(request, _("这一条已经处理过了"))
    return redirect("console_bill_day", day=day)


@treasurers_only
@never_cache
@require_POST
def book(request: HttpRequest, day: UUID, difference: UUID) -> HttpResponse:
    """Propose that a refund made at the channel's console is booked, or confirm what somebody did.

    With the second person it is booked, and the difference is over.
    """
    confirms = "confirm" in request.POST
    form = daybook.BookForm(request.POST)
    by = account_id(request)
    if confirms:
        role = getattr(request.user, "role", "")
        refused = confirm_booking(difference_id=difference, by=by, role=role)
    elif form.is_valid():
        note = form.cleaned_data["note"]
        refused = propose_booking(difference_id=difference, by=by, note=note)
    else:
        messages.error(request, _all_of(form))
        return redirect("console_bill_day", day=day)
    if refused:
        messages.info(request, daybook.not_booked(refused.code))
    elif confirms:
        messages.success(request, _("已补记账，这一条已了结；没有抵掉的退款恢复处理"))
    else:
        messages.success(request, _("已提议补记账；需要另一位财务确认"))
    return redirect("console_bill_day", day=day)


def _all_of(form: StrictForm) -> str:
    """What is wrong with a form, in one line."""
    return " ".join(str(one) for each in form.errors.values() for one in each)


def _shared(request: HttpRequest) -> dict[str, object]:
    """What every page of reconciliation has in its frame."""
    return {
        "bills_to_do": queries.count_to_do(),
    }
