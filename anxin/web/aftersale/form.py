"""The refund form: filled in, advised upon while it is filled in, and submitted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anxin import wiring
from anxin.domain.request import Said, keep_asked, read_fields
from anxin.domain.words import REASONS
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.aftersale.advice import advice_of
from anxin.services.aftersale.offer import Offer, offer_of
from anxin.services.aftersale.submit import Declined, submit_case
from anxin.services.aftersale.turns.editing import EDITS
from anxin.services.evidence import AGAIN_FROM, bring_pieces
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.ground import Ground, ground_by_session
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow
from anxin.web.aftersale import asking, delivered, showing
from anxin.web.aftersale.forms import AGAIN, NOTE_CHARACTERS, TOLD, RefundForm, details_in
from anxin.web.evidence.showing import Tray, form_address, tray_of_order

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refund_form(request: HttpRequest, no: str) -> HttpResponseBase:
    """The form, filled in and with every reason's amount; a POST submits it.

    Session, account and order are read by one statement: this is the hottest page there is.
    A POST that only wants the form again (another reason or number) gets it with all that was
    typed.
    """
    if request.method == "POST" and AGAIN not in request.POST:
        return _submit(request, no)
    ground = ground_by_session(session_key=session_key_of(request), order_no=no)
    if ground is None:
        return nobodys(request)
    if ground.order_state == "awaiting_payment":
        return redirect("order_detail", no=no)
    if ground.open_no:
        return redirect("refund_progress", no=ground.open_no)
    return form_page(request, ground, RefundForm(initial=_at_first(request, ground)))


@signed_in("buyer")
@require_POST
def refund_again(request: HttpRequest, no: str) -> HttpResponse:
    """Ask again after a refusal or a withdrawal: the form filled in from that case, its evidence
    laid ready."""
    case = queries.case_of_buyer(no=no, buyer_id=account_id(request)) or not_found()
    bring_pieces(case_no=no, buyer_id=case.buyer_id)
    return redirect(form_address(order_no=case.order_no, source=no))


def first_of(*, case: CaseRow, ground: Ground) -> dict[str, Any]:
    """Return what the form shows at first where it is filled in as a case was sent."""
    return {
        "units": min(case.asked_units or ground.units, ground.units),
        "contact_phone": case.contact_phone,
        "reason": case.reason or "",
        "note": case.note,
        "destination": case.destination,
    }


def _earlier(request: HttpRequest, ground: Ground) -> CaseRow | None:
    """The buyer's own ended case of this very order that the address names, if it does."""
    no = request.GET.get("from", "")
    case = queries.case_of_buyer(no=no, buyer_id=ground.buyer_id) if no else None
    of_order = case is not None and case.order_no == ground.order_no
    return case if case and of_order and case.state in AGAIN_FROM else None


def _at_first(request: HttpRequest, ground: Ground) -> dict[str, Any]:
    """What the form shows: as an earlier request was sent, or as it was sent just now."""
    initial = initial_of(request, ground)
    earlier = None if request.method == "POST" else _earlier(request, ground)
    if earlier is None:
        return initial
    first = first_of(case=earlier, ground=ground)
    return {**first, "reason": initial["reason"] or first["reason"]}


def initial_of(request: HttpRequest, ground: Ground) -> dict[str, Any]:
    """Return what the form shows at first, or had in it when it was asked for again."""
    sent = request.POST if request.method == "POST" else request.GET
    units = sent.get("units", "")
    filled: dict[str, Any] = {
        "units": int(units) if units.isdecimal() and len(units) < 7 else ground.units,
        "contact_phone": ground.phone,
        "reason": sent.get(AGAIN) or sent.get("reason", ""),
    }
    if request.method == "POST":
        kept = ("form_key", "contact_phone", "note", "destination")
        filled |= {name: sent[name] for name in kept if name in sent}
    return filled


def _submit(request: HttpRequest, no: str) -> HttpResponseBase:
    form = RefundForm(request.POST)
    session_key = session_key_of(request)
    if not form.is_valid():
        ground = ground_by_session(session_key=session_key, order_no=no)
        return form_page(request, ground, form, UNPROCESSABLE) if ground else nobodys(request)
    sent = form.sent()
    result = submit_case(
        read_ground=lambda: ground_by_session(
            session_key=session_key, order_no=no, form_key=sent.form_key
        ),
        form=sent,
        outside=wiring.outside(),
    )
    if isinstance(result, Declined):
        return _declined(request, no, form, result)
    return redirect("refund_progress", no=result.case_no)


def _declined(
    request: HttpRequest, no: str, form: RefundForm, declined: Declined
) -> HttpResponseBase:
    if declined.code == "not_found":
        return nobodys(request)
    if declined.case_no:
        messages.info(request, _("这笔订单已有退款申请，进度在这里"))
        return redirect("refund_progress", no=declined.case_no)
    if declined.code == "unpaid":
        return redirect("order_detail", no=no)
    advised = declined.code == "advised"
    if not advised:
        form.add_error(None, showing.declined_sentence(declined.code))
    ground = ground_by_session(session_key=session_key_of(request), order_no=no)
    if ground is None:
        return nobodys(request)
    return form_page(request, ground, form, UNPROCESSABLE, held=advised)


def form_page(
    request: HttpRequest,
    ground: Ground,
    form: RefundForm,
    status: int = 200,
    held: bool = False,
    editing: CaseRow | None = None,
) -> HttpResponse:
    """Show the form, with every reason's answer.

    `held`: it was not submitted because of advice that is on the page now. `editing`: the open
    request that it is to change, whose evidence has a place of its own. An ended one that the
    address names is told of, and fills in what its reason asked.
    """
    earlier = None if editing else _earlier(request, ground)
    order = orders.order_of_buyer(no=ground.order_no, buyer_id=ground.buyer_id) or not_found()
    asked = form["units"].value()
    short = str(asked).isdecimal() and len(str(asked)) < 7
    units = int(asked) if short and 1 <= int(asked) <= ground.units else None
    asked_at = editing.submitted_at if editing else None
    offer = offer_of(ground=ground, units=units, outside=wiring.outside(), asked_at=asked_at)
    panels = showing.panels_of(offer=offer, language=language())
    twins = delivered.twins_of(order=order)
    context: dict[str, Any] = {
        "o": order,
        "now": ground.now,
        "form": form,
        "panels": panels,
        "common": panels[: offer.common],
        "rest": panels[offer.common :],
        "chosen": form["reason"].value() or "",
        "several": ground.units > 1,
        "undelivered": panels[0].reason is None,
        "ways": showing.ways_of(ground=ground, language=language()),
        "destination": form["destination"].value() or "original",
        "tray": _tray(ground, panels, form) if panels[0].reason and not editing else None,
        "editing": editing,
        "earlier": earlier,
        "edits_left": EDITS - editing.edits if editing else 0,
        "held": held,
        "twins": twins,
    }
    if panels[0].reason is not None:
        kept = editing or earlier
        sent = request.POST if request.method == "POST" or not kept else _kept(kept)
        context |= _asked(sent, order, offer, form, twins)
    context["buttons"] = asking.buttons_of(panels=panels, beside=context.get("beside", ()))
    return render(request, "web/refund_form.html", context, status=status)


def _kept(case: CaseRow) -> QueryDict:
    """Return what was asked besides when the request was made, as if it were typed again."""
    typed = QueryDict(mutable=True)
    typed.update(case.details)
    return typed


def _asked(
    sent: QueryDict, order: OrderRow, offer: Offer, form: RefundForm, twins: delivered.Twins
) -> dict[str, Any]:
    """What the reasons ask and what there is to tell, with what has been typed so far."""
    beside = asking.beside_of(offer=offer, language=language())
    typed = details_in(sent=sent)
    reason = form["reason"].value() or ""
    return {
        "beside": beside,
        "fields": asking.fields_of(
            offer=offer, typed=typed, problems=form.wrong_details, language=language()
        ),
        "typed": asking.advice_on_words(
            offer=offer,
            beside=beside,
            reason=reason,
            said=_said(sent, reason, order.kind, str(form["note"].value() or "")),
            language=language(),
        ),
        "places": delivered.places_of(order=order),
        "keep": typed.get("keep", "") or twins.to_keep,
    }


def _said(sent: QueryDict, reason: str, kind: str, note: str) -> Said:
    """Return what the buyer wrote, as far as it can be read and the reason asks for it."""
    read, _wrong = read_fields(sent=details_in(sent=sent))
    asked = keep_asked(said=read, reason=reason, kind=kind) if reason in REASONS else {}
    return Said(note[:NOTE_CHARACTERS], asked)


@never_cache
@require_POST
def refund_advice(request: HttpRequest, no: str) -> HttpResponse:
    """What there is to tell about the form as it is being filled in; nothing is submitted.

    Asked for by a script after a pause in typing: what stands on the page whatever is typed is left
    out. Whoever is not logged in, or no buyer of that order, gets no page to put into this one.
    """
    ground = ground_by_session(session_key=session_key_of(request), order_no=no) or not_found()
    sent = request.POST
    reason, units = sent.get("reason", ""), sent.get("units", "")
    if reason not in REASONS or ground.open_no:
        return render(request, "web/parts/advice.html", {"typed": ()})
    asked = int(units) if units.isdecimal() and len(units) < 7 else 0
    advice = advice_of(
        ground=ground,
        reason=reason,
        units=asked if 1 <= asked <= ground.units else None,
        said=_said(sent, reason, ground.kind, sent.get("note", "")),
        outside=wiring.outside(),
    )
    on_page = set(sent.getlist(TOLD))
    fresh = (one for one in advice if one.key not in on_page)
    typed = asking.shown_advice(advice=fresh, language=language())
    return render(request, "web/parts/advice.html", {"typed": typed})


def _tray(ground: Ground, panels: list[showing.Panel], form: RefundForm) -> Tray:
    """What lies ready, with what the chosen reason asks for."""
    chosen = form["reason"].value()
    wanted = next((panel.wanted for panel in panels if panel.reason == chosen), ())
    return tray_of_order(
        order_id=ground.order_id,
        order_no=ground.order_no,
        buyer_id=ground.buyer_id,
        missing=[kind for kind, _label in wanted],
        reason=chosen,
        language=language(),
    )


def session_key_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def nobodys(request: HttpRequest) -> HttpResponseBase:
    """Somebody else's order, none at all, or nobody logged in: then the login comes first."""
    return signed_in("buyer")(lambda _request: not_found())(request)
