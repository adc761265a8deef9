"""One piece of evidence on a page of its own: large, beside the records and what it is like."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from anxin.console.case.bought import page_as_bought
from anxin.console.case.evidence import alike_pages, enlarged, reviewed_pieces
from anxin.console.case.views import reviewers_only
from anxin.pages.reader import account_id, language, not_found
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.figures import queue_figures
from anxin.storage.order.queries import order_of_buyer


@reviewers_only
@never_cache
@require_safe
def piece(request: HttpRequest, no: str, piece: str) -> HttpResponse:
    """One piece of a case; the ones before and after it are one step away."""
    case = queries.case(no=no) or not_found()
    reader = account_id(request)
    pieces = reviewed_pieces(
        case_id=case.id, order_id=case.order_id, account_id=reader, language=language()
    )
    at = next((n for n, one in enumerate(pieces) if one.shown.row.no == piece), None)
    if at is None:
        not_found()
    order = order_of_buyer(no=case.order_no, buyer_id=case.buyer_id)
    assert order is not None, "a case has an order of the same buyer"
    context = {
        "c": case,
        "o": order,
        "bought": page_as_bought(order=order, language=language()),
        "now": case.now,
        "figures": queue_figures(),
        "e": enlarged(pieces[at]),
        "alike": alike_pages(piece=pieces[at].shown, account_id=reader),
        "place": at + 1,
        "total": len(pieces),
        "before": pieces[at - 1].shown.row.no if at else "",
        "after": pieces[at + 1].shown.row.no if at + 1 < len(pieces) else "",
    }
    return render(request, "console/piece.html", context)
