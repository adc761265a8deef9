"""Recalls: what is bad is taken off the shelf and every order of it given back, by four eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.console.recall import showing
from anxin.console.recall.forms import RecallForm
from anxin.domain.people import REVIEWERS
from anxin.domain.recall import CALLERS, RELEASERS
from anxin.pages.reader import account_id, not_found, signed_in
from anxin.pages.spreadsheet import amount, cell, download
from anxin.services.bulk import recall as service
from anxin.services.bulk.recall import NotRecalled
from anxin.services.bulk.recall.proposing import is_of_shop
from anxin.storage.bulk import recalls as reads
from anxin.storage.bulk import targets
from anxin.storage.bulk.recall_lines import list_lines
from anxin.storage.bulk.recalls import Preview, RecallRow

SHOWN, EXPORTED = 200, 1_000_000
anybody_of_it = signed_in(*sorted(CALLERS | RELEASERS))
callers_only = signed_in(*sorted(CALLERS))


@anybody_of_it
@never_cache
@require_safe
def recalls(request: HttpRequest) -> HttpResponse:
    """The recalls there are; whoever may propose one finds the product here."""
    text = request.GET.get("q", "").strip()[:60]
    rows = [showing.recalled(row) for row in reads.list_recalls()]
    context = {
        "rows": rows,
        "now": rows[0].row.now if rows else None,
        "text": text,
        "products": targets.find_products(text=text) if _role(request) in CALLERS else [],
        "calls": _role(request) in CALLERS,
        **_frame(request),
    }
    return render(request, "console/recalls.html", context)


@callers_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, product: str) -> HttpResponse:
    """Say what is recalled and why, see what that would do, then freeze the list."""
    found = targets.product(no=product) or not_found()
    lots = targets.list_card_batches(product_id=found.id)
    posted = request.POST if request.method == "POST" else None
    initial = {"scope": "cards" if lots else "product"}
    form = RecallForm(posted, product=found, lots=lots, initial=initial)
    seen: Preview | NotRecalled | None = None
    if posted is not None and form.is_valid():
        if form.cleaned_data["step"] == "freeze":
            return _freeze(request, form, found, lots)
        seen = service.preview_recall(target=form.target())
    return _form_page(request, form, found, lots, seen)


def _freeze(
    request: HttpRequest,
    form: RecallForm,
    found: targets.ProductRow,
    lots: list[targets.CardBatchRow],
) -> HttpResponse:
    sent = form.cleaned_data
    proposed = service.propose(
        form=service.RecallForm(sent["form_key"], form.target(), sent["reason"]),
        actor=account_id(request),
        role=_role(request),
    )
    if isinstance(proposed, NotRecalled):
        form.add_error(None, showing.not_recalled_sentence(proposed.code))
        return _form_page(request, form, found, lots, None)
    messages.success(request, _("名单已冻结，在售的已下架；等另一位主管或财务放行"))
    return redirect("console_recall", no=proposed)


def _form_page(
    request: HttpRequest,
    form: RecallForm,
    found: targets.ProductRow,
    lots: list[targets.CardBatchRow],
    seen: Preview | NotRecalled | None,
) -> HttpResponse:
    if isinstance(seen, NotRecalled):
        form.add_error(None, showing.not_recalled_sentence(seen.code))
        seen = None
    context = {
        "p": found,
        "form": form,
        "lots": lots,
        "seen": seen,
        "tenders": showing.tenders(seen.by_tender) if seen else [],
        "left": showing.left_out(seen.left_out) if seen else [],
        "held": showing.held(seen.held) if seen else [],
        "scopes": [(word, showing.said("scope", word)) for word in _scopes(lots)],
        "scope": form["scope"].value(),
        "chosen": form["card_batch"].value() or "",
        **_frame(request),
    }
    return render(request, "console/recall_new.html", context, status=422 if form.errors else 200)


def _scopes(lots: list[targets.CardBatchRow]) -> tuple[str, ...]:
    return ("cards", "product", "deliveries") if lots else ("product", "deliveries")


@anybody_of_it
@never_cache
@require_safe
def recall(request: HttpRequest, no: str) -> HttpResponse:
    """One recall: what was frozen, who signed, how far it is, and each order."""
    row = _recall(no)
    me = account_id(request)
    of_shop = is_of_shop(merchant_id=row.merchant_id, account_id=me)
    context = {
        "r": showing.recalled(row),
        "now": row.now,
        "lines": [showing.line_of(line) for line in list_lines(recall_id=row.id, limit=SHOWN)],
        "shown": SHOWN,
        "mine": row.proposed_by_id == me,
        "my_wish": row.relist_by_id == me,
        "of_shop": of_shop,
        **({} if of_shop else _may(row, me, signs=_role(request) in RELEASERS)),
        **_frame(request),
    }
    return render(request, "console/recall.html", context)


def _may(row: RecallRow, me: UUID, *, signs: bool) -> dict[str, bool]:
    """Which buttons somebody finds there who is not of the shop."""
    frozen, wished = row.state == "frozen", row.relist_by_id is not None
    return {
        "releases": frozen and signs and row.proposed_by_id != me,
        "refuses": frozen and (signs or row.proposed_by_id == me),
        "retries": row.state == "partial",
        "asks": row.relistable,
        "relists": wished and signs and row.relist_by_id != me,
        "keeps_off": wished and (signs or row.relist_by_id == me),
    }


@anybody_of_it
@never_cache
@require_POST
def release(request: HttpRequest, no: str) -> HttpResponse:
    """Release a recall that somebody else proposed."""
    refused = service.release(no=no, actor=account_id(request), role=_role(request))
    return _answer(request, no, refused, _("已放行，系统正在逐批退款，这一页自己更新进度"))


@anybody_of_it
@never_cache
@require_POST
def refuse(request: HttpRequest, no: str) -> HttpResponse:
    """Refuse a recall: nobody is refunded, and what was taken off the shelf is back."""
    refused = service.refuse(no=no, actor=account_id(request), role=_role(request))
    return _answer(request, no, refused, _("已驳回，没有退款；下架的库存已恢复"))


@anybody_of_it
@never_cache
@require_POST
def shelf(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """Sell again what an ended recall took: one asks, another agrees or keeps it off."""
    take = _ACTS.get(act) or not_found()
    refused = take(no=no, actor=account_id(request), role=_role(request))
    done = {
        "ask": _("已提出重新上架，等另一位主管或财务同意"),
        "relist": _("已重新上架"),
        "keep": _("继续下架，没有重新上架"),
    }[act]
    return _answer(request, no, refused, done)


_ACTS: dict[str, Callable[..., NotRecalled | None]] = {
    "ask": service.ask_to_relist,
    "relist": service.relist,
    "keep": service.keep_off,
}


@anybody_of_it
@never_cache
@require_POST
def retry(request: HttpRequest, no: str) -> HttpResponse:
    """Have the failed rows tried again."""
    again = service.retry_failed(no=no, actor=account_id(request), role=_role(request))
    refused = again if isinstance(again, NotRecalled) else None
    return _answer(request, no, refused, _("正在重试没有退成的订单"))


@anybody_of_it
@never_cache
@require_safe
def result_file(request: HttpRequest, no: str) -> HttpResponse:
    """Every order of a recall as a table for a spreadsheet."""
    row = _recall(no)
    head = [_("订单号"), _("售后单号"), _("退款流水号"), _("数量"), _("金额（元）"), _("状态"),
            _("说明")]  # fmt: skip
    lines = list_lines(recall_id=row.id, limit=EXPORTED)
    rows = [_file_row(showing.line_of(line)) for line in lines]
    return download(name=f"recall-{no[:12]}.csv", head=head, rows=rows)


def _file_row(line: showing.Line) -> list[str]:
    fen = line.row.gross_fen if line.row.case_fen is None else line.row.case_fen
    return [
        cell(line.row.order_no),
        cell(line.row.case_no or ""),
        cell(" ".join(line.row.refunds)),
        str(line.row.units),
        amount(fen),
        cell(line.state),
        cell(line.note),
    ]


def _recall(no: str) -> RecallRow:
    return reads.recall(no=no) or not_found()


def _role(request: HttpRequest) -> str:
    return getattr(request.user, "role", "")


def _frame(request: HttpRequest) -> dict[str, Any]:
    """What the sidebar shows to whom."""
    role = _role(request)
    return {"reviews": role in REVIEWERS}


def _answer(request: HttpRequest, no: str, refused: NotRecalled | None, done: str) -> HttpResponse:
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.warning(request, showing.not_recalled_sentence(refused.code))
    else:
        messages.success(request, done)
    return redirect("console_recall", no=no)
