"""What can be done about a ruling before it is carried out: alike for every kind of contest."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anxin.console.case.views import reviewer_of
from anxin.console.contest import showing
from anxin.domain.people import SENIOR_REVIEWERS
from anxin.pages.reader import not_found, signed_in
from anxin.services.aftersale import countersigning
from anxin.services.aftersale.contest import Contest, Row, take_back

View = Callable[..., HttpResponseBase]
seniors_only = signed_in(*sorted(SENIOR_REVIEWERS))


def acts(
    kind: Contest[Row], *, back: str, undone_by: Callable[[View], View]
) -> tuple[View, View, View]:
    """Return a page's three views: take back one's own, sign another's, do not agree with it.

    `back`: the page's name; `undone_by`: who may open it, as they may take back what they did.
    """

    def undo(request: HttpRequest, no: str) -> HttpResponse:
        row = kind.reads.by_no(no=no) or not_found()
        refused = take_back(kind, no=row.no, reviewer=reviewer_of(request))
        showing.answer(request, refused, done=_("已收回，没有任何变动"))
        return redirect(back)

    def sign(request: HttpRequest, no: str) -> HttpResponse:
        row, seen = kind.reads.by_no(no=no) or not_found(), request.POST.get("seen", "")
        refused = countersigning.sign(kind, no=row.no, reviewer=reviewer_of(request), seen=seen)
        showing.answer(request, refused, done=_("已复核同意，10 秒后生效"))
        return redirect(back)

    def decline(request: HttpRequest, no: str) -> HttpResponse:
        row, seen = kind.reads.by_no(no=no) or not_found(), request.POST.get("seen", "")
        said, by = request.POST.get("said", ""), reviewer_of(request)
        refused = countersigning.decline(kind, no=row.no, reviewer=by, seen=seen, said=said)
        showing.answer(request, refused, done=_("没有同意，由另一位高级审核员决定"))
        return redirect(back)

    return (
        undone_by(never_cache(require_POST(undo))),
        seniors_only(never_cache(require_POST(sign))),
        seniors_only(never_cache(require_POST(decline))),
    )
