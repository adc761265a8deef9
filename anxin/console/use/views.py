"""What a merchant reports about the use of its memberships."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.use import showing
from anxin.console.use.forms import UseForm
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.order.use import NotReported, list_reportable, report_use
from anxin.storage.merchant.queries import MerchantRow, merchant_of
from anxin.storage.order import queries
from anxin.storage.order.queries import OrderRow

SEARCH_CHARACTERS = 60


@signed_in("merchant")
@never_cache
@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    """The shop's memberships whose use can still be reported, newest first."""
    return _page(request, _merchant(request))


@signed_in("merchant")
@never_cache
@require_POST
def report(request: HttpRequest, no: str) -> HttpResponse:
    """Record that a membership was activated, or how much of it is used up."""
    merchant = _merchant(request)
    order = queries.order_of_merchant(no=no, merchant_id=merchant.id) or not_found()
    form = UseForm(request.POST, order=order)
    if form.is_valid():
        answer = report_use(
            no=no,
            merchant_id=merchant.id,
            actor=account_id(request),
            use=form.use(),
            seen_version=form.cleaned_data["version"],
        )
        if not isinstance(answer, NotReported):
            _say_reported(request, order, claimed=answer.claimed)
            return _to_the_top()
        said = showing.not_reported_sentence(code=answer.code, order=order, language=language())
        if answer.code == "moved":
            messages.warning(request, said)
            return redirect(f"{reverse('console_uses')}?q={no}#main")
        form.add_error(showing.FIELD_OF.get(answer.code), said)
    return _page(request, merchant, failed=(order, form))


def _say_reported(request: HttpRequest, order: OrderRow, *, claimed: bool) -> None:
    if claimed:
        text = _("已记下并交给审核员看；买家先提出了申请，不影响那次退款的金额")
        messages.info(request, text)
    else:
        messages.success(request, _("已登记，买家会看到：%(title)s") % {"title": order.title})


def _to_the_top() -> HttpResponse:
    """Show the list from its top, where the message is: the form's address names its order."""
    return redirect(reverse("console_uses") + "#main")


def _page(
    request: HttpRequest, merchant: MerchantRow, failed: tuple[OrderRow, UseForm] | None = None
) -> HttpResponse:
    """The list; a report that was not taken stands in it with its reason.

    Where its order is in the list no more the reason is told above it.
    """
    text = failed[0].no if failed else request.GET.get("q", "").strip()[:SEARCH_CHARACTERS]
    found = list_reportable(merchant_id=merchant.id, text=text)
    if failed and not found:
        for errors in failed[1].errors.values():
            messages.warning(request, str(errors[0]))
        return _to_the_top()
    form = failed[1] if failed else None
    lines = [showing.line_of(membership=one, failed=form) for one in found]
    context = {"merchant": merchant, "lines": lines, "text": text}
    return render(request, "console/uses.html", context, status=422 if failed else 200)


def _merchant(request: HttpRequest) -> MerchantRow:
    return merchant_of(account_id=account_id(request)) or not_found()
