"""Reconciliation: the days of bills, and what differs on each with what to do about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin import wiring
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
    """Propose that a refund made at the channel's console is booked, or ended without (`ends`).

    Or confirm what somebody else proposed: with the second person the difference is over.
    """
    confirms, books = "confirm" in request.POST, "ends" not in request.POST
    form = daybook.BookForm(request.POST)
    about: dict[str, Any] = {"difference_id": difference, "by": account_id(request), "books": books}
    if confirms:
        role = getattr(request.user, "role", "")
        refused = confirm_booking(**about, role=role, outside=wiring.outside())
    elif form.is_valid():
        refused = propose_booking(**about, note=form.cleaned_data["note"])
    else:
        messages.error(request, _all_of(form))
        return redirect("console_bill_day", day=day)
    if refused:
        messages.info(request, daybook.not_booked(refused.code))
    else:
        messages.success(request, _booked(confirms=confirms, books=books))
    return redirect("console_bill_day", day=day)


def _booked(*, confirms: bool, books: bool) -> str:
    if confirms:
        if books:
            return _("已补记账，这一条已了结；没有抵掉的退款恢复处理")
        return _("已结束，没有补记账；这笔付款的其他退款恢复处理")
    if books:
        return _("已提议补记账；需要另一位财务确认")
    return _("已提议不补记账；需要另一位财务确认")


def _all_of(form: StrictForm) -> str:
    """What is wrong with a form, in one line."""
    return " ".join(str(one) for each in form.errors.values() for one in each)


def _shared(request: HttpRequest) -> dict[str, object]:
    """What every page of reconciliation has in its frame."""
    return {
        "bills_to_do": queries.count_to_do(),
    }
