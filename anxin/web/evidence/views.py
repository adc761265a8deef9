"""Sending, changing and seeing pieces of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, BinaryIO, cast

import structlog
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin import wiring
from anxin.domain.evidence.outside import StoreFailed
from anxin.domain.people import STAFF
from anxin.domain.words import REASONS
from anxin.pages.evidence import VALID_S, read_address
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.evidence import Sent, Turned, change_piece, receive_piece, remove_piece
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.evidence.queries import PieceRow, page_for, piece_of_buyer
from anxin.web.evidence.forms import ChangeForm, SendForm
from anxin.web.evidence.showing import form_address, kinds_of, told_to_buyer, turned_sentence

log = structlog.get_logger()


@signed_in("buyer")
@never_cache
@require_POST
def evidence_send(request: HttpRequest, no: str) -> HttpResponse:
    """Take the files of one upload, each by itself: one that is turned away stops no other.

    A script sends them one by one and is answered with the pieces; without one the browser sends
    all and comes back to the page it was on.
    """
    form = SendForm(request.POST, request.FILES)
    files = request.FILES.getlist("evidence")
    if not form.is_valid():
        return _answered(request, no, [], [str(e) for es in form.errors.values() for e in es])
    pieces, turned = [], []
    for file in files:
        result = _take(request, no, file, form.cleaned_data)
        if isinstance(result, Turned):
            turned.append(result.code)
        else:
            pieces.append(result)
    if "not_found" in turned:
        not_found()
    return _answered(request, no, pieces, [turned_sentence(code) for code in turned])


def _take(
    request: HttpRequest, no: str, file: UploadedFile[Any], form: Mapping[str, str]
) -> str | Turned:
    sent = Sent(
        file=cast(BinaryIO, file.file),
        filename=file.name or "",
        kind=form["kind"],
        before=form["before"],
    )
    try:
        result = receive_piece(
            order_no=no,
            buyer_id=account_id(request),
            sent=sent,
            files=wiring.evidence_files(),
        )
    except StoreFailed as error:
        log.error("evidence.not_stored", order=no, why=str(error))
        return Turned("store")
    return result if isinstance(result, Turned) else result.no


def _answered(
    request: HttpRequest, no: str, pieces: Sequence[str], wrong: Sequence[str]
) -> HttpResponse:
    if _by_script(request):
        rows = [piece_of_buyer(no=piece, buyer_id=account_id(request)) for piece in pieces]
        answer = _fragment(request, no, rows, wrong=wrong)
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
        return answer
    for sentence in wrong:
        messages.warning(request, sentence)
    return _back(request, no)


def _back(request: HttpRequest, no: str) -> HttpResponse:
    """Return to the case that is open, else to the form as it was chosen and filled in from."""
    ground = ground_by_buyer(buyer_id=account_id(request), order_no=no) or not_found()
    if ground.open_no:
        return redirect("refund_progress", no=ground.open_no)
    chosen, source = (request.POST.get(name, "") for name in ("chosen", "source"))
    reason = chosen if chosen in REASONS else ""
    return redirect(form_address(order_no=no, reason=reason, source=source))


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _fragment(
    request: HttpRequest,
    order_no: str,
    rows: Sequence[PieceRow | None],
    *,
    wrong: Sequence[str] = (),
    fresh: bool = False,
) -> HttpResponse:
    """Pieces as a page takes them in. `fresh`: what a request would be answered has changed."""
    found = [row for row in rows if row is not None]
    context = {
        "order_no": order_no,
        "pieces": told_to_buyer(rows=found, buyer_id=account_id(request), language=language()),
        "tray_kinds": kinds_of(missing=(), language=language()),
        "wrong": wrong,
        "fresh": fresh,
    }
    return render(request, "web/parts/pieces.html", context)


@signed_in("buyer")
@never_cache
@require_safe
def evidence_piece(request: HttpRequest, no: str) -> HttpResponse:
    """One piece as it stands now: a page asks for it until it has been read."""
    row = piece_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    fresh = row.state != "received" and row.case_no is None
    return _fragment(request, row.order_no, [row], fresh=fresh)


@signed_in("buyer")
@require_POST
def evidence_change(request: HttpRequest, no: str) -> HttpResponse:
    """Change words, kind or place of a piece."""
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _changed(request, no, Turned("unreadable"))
    sent = form.cleaned_data
    turned = change_piece(
        no=no,
        buyer_id=account_id(request),
        kind=sent["kind"] or None,
        caption=sent["caption"] if "caption" in request.POST else None,
        position=sent["position"],
    )
    return _changed(request, no, turned)


@signed_in("buyer")
@require_POST
def evidence_remove(request: HttpRequest, no: str) -> HttpResponse:
    """Remove a piece that is no part of a request yet."""
    row = piece_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    turned = remove_piece(no=no, buyer_id=account_id(request))
    if turned:
        return _changed(request, no, turned)
    if _by_script(request):
        return _fragment(request, row.order_no, [], fresh=True)
    return _back(request, row.order_no)


def _changed(request: HttpRequest, no: str, turned: Turned | None) -> HttpResponse:
    if turned and turned.code == "not_found":
        not_found()
    row = piece_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    wrong = [turned_sentence(turned.code)] if turned else []
    if _by_script(request):
        return _fragment(request, row.order_no, [row], wrong=wrong, fresh=not turned)
    for sentence in wrong:
        messages.warning(request, sentence)
    return _back(request, row.order_no)


@signed_in()
@require_safe
def evidence_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """A page's picture, for the account that the address was made for and only while it is good.

    It is sent as an attachment of a type that browsers do not guess about, so that it can be shown
    in a page but never be one.
    """
    known = read_address(token=token)
    if known is None or known[1] != account_id(request):
        not_found()
    sees_cases = getattr(request.user, "role", "") in STAFF
    found = page_for(page_id=known[0], account_id=known[1], sees_cases=sees_cases)
    if found is None:
        not_found()
    key, no = found
    try:
        file = wiring.evidence_files().open(key=key)
    except StoreFailed as error:
        log.error("evidence.not_found", key=key, why=str(error))
        not_found()
    response = FileResponse(
        file, as_attachment=True, filename=f"{no[:8]}.webp", content_type="image/webp"
    )
    response["Cache-Control"] = f"private, max-age={VALID_S}"
    return response
