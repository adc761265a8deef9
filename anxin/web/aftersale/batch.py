"""批量退单: choose orders, see what each gives back, confirm once, read what became of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from anxin import wiring
from anxin.domain.words import REASONS
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.pages.spreadsheet import amount, cell, download
from anxin.services.aftersale.moving import NOTE_CHARACTERS
from anxin.services.bulk.batch import BatchForm, Chosen, NotTaken, submit_batch
from anxin.services.bulk.quoting import (
    MOST_ROWS,
    Quoted,
    Wanted,
    list_choosable,
    quote_rows,
)
from anxin.storage.bulk import batches
from anxin.web.aftersale import batch_showing as showing
from anxin.web.aftersale.forms import DESTINATIONS

KNOWN = {"csrfmiddlewaretoken", "order", "reason_all", "destination", "note", "step", "form_key"}
ROW = re.compile(r"(reason|shown)-[0-9A-Z]{1,32}")
ORDER_NO = re.compile(r"[0-9A-Z]{1,32}")


class NotReadable(Exception):
    """The form was not made by our page."""


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """The list; a POST shows what each chosen order gives back, a second one submits them."""
    if request.method != "POST":
        return _list_page(request)
    try:
        wanted = _wanted(request)
        if request.POST.get("step") == "submit":
            return _submit(request, wanted)
    except NotReadable:
        return _list_page(request, _("没有提交成功，请刷新后再试"), status=422)
    if not wanted:
        return _list_page(request, _("请至少选一笔订单"), status=422)
    if len(wanted) > MOST_ROWS:
        return _list_page(request, _too_many(), status=422)
    return _confirm_page(request, wanted)


def _wanted(request: HttpRequest) -> list[Wanted]:
    """The chosen orders in the form's sequence, each once, each with its reason."""
    sent = request.POST
    strangers = [name for name in sent if name not in KNOWN and not ROW.fullmatch(name)]
    orders = list(dict.fromkeys(sent.getlist("order")))
    if strangers or not all(ORDER_NO.fullmatch(no) for no in orders):
        raise NotReadable
    return [
        Wanted(no, _reason(sent.get(f"reason-{no}") or sent.get("reason_all"))) for no in orders
    ]


def _reason(said: str | None) -> str | None:
    if said and said not in REASONS:
        raise NotReadable
    return said or None


def _destination(request: HttpRequest) -> str:
    said = request.POST.get("destination") or "original"
    if said not in DESTINATIONS:
        raise NotReadable
    return said


def _submit(request: HttpRequest, wanted: Sequence[Wanted]) -> HttpResponse:
    """Submit what the confirming page showed: each order with the sum that stood beside it."""
    try:
        form_key = UUID(request.POST.get("form_key", ""))
    except ValueError:
        raise NotReadable from None
    rows = tuple(
        Chosen(row.order_no, row.reason, _shown(request.POST.get(f"shown-{row.order_no}", "")))
        for row in wanted
    )
    note = request.POST.get("note", "").strip()[:NOTE_CHARACTERS]
    form = BatchForm(form_key, rows, _destination(request), note)
    taken = submit_batch(buyer_id=account_id(request), form=form, outside=wiring.outside())
    if isinstance(taken, NotTaken):
        return _not_taken(request, taken)
    return redirect("refund_batch_result", no=taken)


def _shown(said: str) -> int:
    if not said.isdecimal() or len(said) > 12:
        raise NotReadable
    return int(said)


def _not_taken(request: HttpRequest, refused: NotTaken) -> HttpResponse:
    if refused.code == "not_found":
        not_found()
    sentence = {
        "too_many": _too_many(),
        "nothing_chosen": _("请至少选一笔订单"),
        "form_reused": _("这张表单已经提交过别的内容，请重新选择"),
    }.get(refused.code, _("没有提交成功，请刷新后再试"))
    return _list_page(request, sentence, status=422)


def _too_many() -> str:
    return _("一次最多退 %(n)s 笔，请分几次提交") % {"n": MOST_ROWS}


def _list_page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    listed, more = list_choosable(buyer_id=account_id(request), outside=wiring.outside())
    rows = [showing.row_of(one=one, language=language()) for one in listed]
    context = {
        "rows": [row for row in rows if row.options],
        "barred": [row for row in rows if not row.options],
        "reasons": showing.common_reasons(rows=rows),
        "chosen": _chosen(request, rows),
        "all": request.GET.get("all") == "1",
        "reason_all": request.POST.get("reason_all", ""),
        "now": listed[0].order.now if listed else None,
        "more": more,
        "most": MOST_ROWS,
        "error": error,
    }
    return render(request, "web/batch.html", context, status=status)


def _chosen(request: HttpRequest, rows: Sequence[showing.Row]) -> set[str]:
    """The orders that are ticked: those that were, or every one where all are asked for."""
    if request.GET.get("all") == "1":
        return {row.order.no for row in rows}
    return set(request.POST.getlist("order"))


def _confirm_page(request: HttpRequest, wanted: Sequence[Wanted]) -> HttpResponse:
    buyer = account_id(request)
    quoted = quote_rows(buyer_id=buyer, wanted=wanted, outside=wiring.outside())
    if not quoted:
        not_found()
    orders = {o.no: o for o in batches.list_with_money(buyer_id=buyer, limit=500)}
    lines = [showing.line_of(quoted=one, orders=orders, language=language()) for one in quoted]
    good = [line for line in lines if not line.why_not]
    context = {
        "lines": good,
        "left": [line for line in lines if line.why_not],
        "total_fen": sum(line.refund_fen for line in good),
        "fee_fen": sum(line.fee_fen for line in good),
        "asked_first": any(line.waits_for for line in good),
        "channels": _uses_channel(quoted),
        "form_key": uuid4(),
        "note_characters": NOTE_CHARACTERS,
    }
    return render(request, "web/batch_confirm.html", context)


def _uses_channel(quoted: Sequence[Quoted]) -> bool:
    return any(
        showing.is_channel(payment.method)
        for one in quoted
        if not one.barred
        for payment in one.ground.payments
    )


@signed_in("buyer")
@never_cache
@require_safe
def result(request: HttpRequest, no: str) -> HttpResponse:
    """What became of each order of a batch, as it stands now."""
    found = batches.batch_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    lines = _results(found)
    context = {
        "b": found,
        "lines": lines,
        "back_fen": sum(line.back_fen for line in lines),
        "counts": showing.counts_of(lines=lines),
    }
    if found.open:
        messages.info(request, _("还有几笔正在提交，稍等后刷新就能看到"))
    return render(request, "web/batch_result.html", context)


@signed_in("buyer")
@never_cache
@require_safe
def result_file(request: HttpRequest, no: str) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    found = batches.batch_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    head = [_("订单号"), _("商品"), _("结果"), _("退款单号"), _("金额（元）"), _("手续费（元）"),
            _("说明")]  # fmt: skip
    rows = [
        [
            cell(line.row.order_no),
            cell(line.title),
            cell(line.result),
            cell(line.row.case_no or ""),
            amount(line.row.refund_fen or 0),
            amount(line.row.fee_fen or 0),
            cell(line.text),
        ]
        for line in _results(found)
    ]
    return download(name=f"refunds-{no[:12]}.csv", head=head, rows=rows)


def _results(found: batches.BatchRow) -> list[showing.Result]:
    lines = batches.list_lines(batch_id=found.id)
    return [showing.result_of(row=row, now=found.now, language=language()) for row in lines]
