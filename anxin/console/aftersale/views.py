"""A merchant's after-sales: its turn to answer, and every case of its shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin import wiring
from anxin.console.aftersale.forms import AddressForm, AgainForm, ObjectForm
from anxin.console.aftersale.objecting import contest_of
from anxin.console.aftersale.recalled import recalls_of
from anxin.console.case.showing import reason_of
from anxin.domain import wording
from anxin.domain.thread import may_read
from anxin.pages import dealing, history
from anxin.pages.evidence import shown_pieces
from anxin.pages.reader import account_id, language, not_found, page_number, signed_in
from anxin.pages.thread import thread_of
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns import merchant as turns
from anxin.services.aftersale.turns import returning
from anxin.services.aftersale.turns.proposals import Party
from anxin.services.aftersale.turns.replacing import deliver_again
from anxin.services.policies import policy_of
from anxin.services.sweep import meet_cases
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.complaints import (
    cases_to_answer,
    list_compensations,
    list_complaints_of_order,
)
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.evidence.queries import list_pieces_of_case
from anxin.storage.merchant.queries import MerchantRow, merchant_of, return_address_of
from anxin.storage.order import queries as orders
from anxin.storage.order import records


@signed_in("merchant")
@never_cache
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the shop, those that wait for it first; and the recalls of its goods."""
    shop = _shop(request)
    page = page_number(request)
    asked, rows, more = _listed(shop, page)
    if meet_cases(seen=rows, outside=wiring.outside()):
        asked, rows, more = _listed(shop, page)
    return render(
        request,
        "console/aftersale.html",
        {
            "merchant": shop,
            "mine": [_line(row) for row in rows if _is_mine(row) or row.id in asked],
            "others": [_line(row) for row in rows if not (_is_mine(row) or row.id in asked)],
            "recalls": recalls_of(merchant_id=shop.id),
            "page": page,
            "more": more,
            "now": rows[0].now if rows else None,
        },
    )


def _listed(shop: MerchantRow, page: int) -> tuple[frozenset[UUID], list[CaseRow], bool]:
    asked = cases_to_answer(merchant_id=shop.id)
    rows, more = queries.page_of_merchants_cases(merchant_id=shop.id, asked=asked, page=page)
    return asked, rows, more


def _is_mine(case: CaseRow) -> bool:
    """Whether it is the merchant's turn."""
    if case.state == "merchant_turn":
        return case.stopped_at is None
    if case.state == "replacing":
        return case.kind != "card_secret"
    return case.state == "awaiting_return" and (case.return_to is None or is_sent(case))


def is_sent(case: CaseRow) -> bool:
    """Whether goods are on their way back."""
    return case.return_sent_at is not None


def _line(case: CaseRow) -> dict[str, Any]:
    return {
        "c": case,
        "reason": reason_of(case=case, language=language()),
        "state": wording.label(of="case_state", word=case.state, language=language()),
    }


@signed_in("merchant")
@never_cache
@require_safe
def case(request: HttpRequest, no: str) -> HttpResponse:
    """One case with what the merchant needs to answer it."""
    return _page(request, _shop(request), _case(request, no))


@signed_in("merchant")
@never_cache
@require_POST
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """Answer in the merchant's turn: `agree`, `object`, `received`, `dispute` or `address`.

    Where goods are to come back and the shop has no address, agreeing asks for it first.
    """
    shop, found = _shop(request), _case(request, no)
    take = _ACTS.get(act) or not_found()
    form = ObjectForm(request.POST)
    if act in ("object", "dispute") and not form.is_valid():
        return _page(request, shop, found, form=form, status=422)
    if act == "address" or (act == "agree" and _asks_address(found)):
        address = AddressForm(request.POST)
        if not address.is_valid():
            return _page(request, shop, found, address=address, status=422)
        returning.set_return_address(
            merchant_id=shop.id, actor=account_id(request), sent=address.sent()
        )
    try:
        refused = take(no, shop.id, account_id(request), request.POST)
    except GroundKeepsMoving:
        refused = NotDecided("moved")
    if refused and refused.code == "not_covered":
        messages.warning(request, _("货款和保证金不够付这笔退款，请补交保证金，或由平台决定"))
    elif refused and refused.code == "offer_instead":
        messages.warning(request, _("规则算不出应退金额，愿意退请在下方提方案并写明金额"))
    elif refused:
        messages.warning(request, _("这笔申请的情况已经变了，请看最新进度"))
    else:
        messages.success(request, _done(act, _case(request, no)))
    return redirect("console_aftersale_case", no=no)


@signed_in("merchant")
@never_cache
@require_POST
def again(request: HttpRequest, no: str) -> HttpResponse:
    """Report that what is to be replaced has been delivered again."""
    shop, found = _shop(request), _case(request, no)
    form = AgainForm(request.POST, kind=found.kind)
    if not form.is_valid():
        return _page(request, shop, found, again=form, status=422)
    receipt_no = form.cleaned_data["receipt_no"]
    try:
        refused = deliver_again(
            no=no, merchant_id=shop.id, actor=account_id(request), receipt_no=receipt_no
        )
    except GroundKeepsMoving:
        refused = NotDecided("moved")
    if refused:
        messages.warning(request, _("这笔申请的情况已经变了，请看最新进度"))
    else:
        messages.success(request, _("已登记补发，买家会看到单号"))
    return redirect("console_aftersale_case", no=no)


@signed_in("merchant")
@never_cache
@require_POST
def deal(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """Say or offer something to the buyer, or answer what the buyer offers."""
    return dealing.deal(
        request,
        no=_case(request, no).no,
        act=act,
        party=Party("merchant", account_id(request), merchant_id=_shop(request).id),
        language=language(),
        back=reverse("console_aftersale_case", kwargs={"no": no}),
    )


def _agree(no: str, shop: UUID, actor: UUID, sent: QueryDict) -> NotDecided | None:
    """Agree to the request as the page showed it; one that was changed since is shown again."""
    seen = sent.get("seen", "")
    read = int(seen) if seen.isdecimal() and len(seen) < 4 else None
    return turns.agree(no=no, merchant_id=shop, actor=actor, seen=read)


def _asks_address(case: CaseRow) -> bool:
    """Whether an agreement would send goods back to a shop that has not said where to."""
    known = return_address_of(merchant_id=case.merchant_id)
    return case.state == "merchant_turn" and case.return_goods and known is None


Take = Callable[[str, UUID, UUID, QueryDict], NotDecided | None]
_ACTS: dict[str, Take] = {
    "agree": _agree,
    "object": lambda no, shop, actor, sent: turns.object_to(
        no=no, merchant_id=shop, actor=actor, said=sent.get("said", "")
    ),
    "received": lambda no, shop, actor, _sent: returning.confirm_return(
        no=no, merchant_id=shop, actor=actor
    ),
    "dispute": lambda no, shop, actor, sent: returning.dispute_return(
        no=no,
        merchant_id=shop,
        actor=actor,
        said=sent.get("said", ""),
        outside=wiring.outside(),
    ),
    "address": lambda _no, _shop, _actor, _sent: None,
}


def _done(act: str, case: CaseRow) -> str:
    """Say what came of it: money on its way is not with its buyer yet."""
    if act in ("agree", "received") and case.state == "platform_review":
        return dealing.left_to_senior()
    paid = case.state == "refunded"
    return {
        "agree": _("已同意，退款会自动处理"),
        "object": _("已提交，由平台处理"),
        "received": _("已确认收货，退款已退给买家") if paid else _("已确认收货，退款正在退给买家"),
        "dispute": _("已提交，由高级审核员处理"),
        "address": _("已保存，等地址的买家马上收到"),
    }[act]


def _shop(request: HttpRequest) -> MerchantRow:
    return merchant_of(account_id=account_id(request)) or not_found()


def _case(request: HttpRequest, no: str) -> CaseRow:
    found = queries.case(no=no)
    if found is None or found.merchant_id != _shop(request).id:
        not_found()
    if meet_cases(seen=[found], outside=wiring.outside()):
        return queries.case(no=no) or not_found()
    return found


def _page(
    request: HttpRequest,
    shop: MerchantRow,
    case: CaseRow,
    *,
    form: ObjectForm | None = None,
    again: AgainForm | None = None,
    address: AddressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    order = orders.order_of_buyer(no=case.order_no, buyer_id=case.buyer_id)
    assert order is not None, "a case has an order of the same buyer"
    policy, complaints = policy_of(order.policy_id), list_complaints_of_order(order_id=order.id)
    context = {
        "merchant": shop,
        "c": case,
        "o": order,
        "now": case.now,
        **_line(case),
        "clause": wording.clause_title(policy=policy, clause=case.clause, language=language()),
        "why": case.why.get(language(), ""),
        "views": records.list_views(order_id=order.id) if order.kind == "card_secret" else None,
        "shipments": records.list_shipments(order_id=order.id),
        "events": history.of_case_for_others(case=case, language=language()),
        "thread": thread_of(
            case=case, side="merchant", account_id=account_id(request), language=language()
        ),
        "pieces": shown_pieces(
            rows=[
                row
                for row in list_pieces_of_case(case_id=case.id)
                if row.state == "read" and row.side == "buyer"
                if may_read(side="merchant", audience=row.audience)
            ],
            account_id=account_id(request),
            language=language(),
        ),
        "complaints": complaints,
        "complained": any(one.state == "open" or one.taken_fen for one in complaints),
        "compensations": list_compensations(case_id=case.id),
        **contest_of(case=case),
        "form": form or ObjectForm(),
        "again": again or AgainForm(kind=case.kind),
        "address_form": address or AddressForm(initial={"seen": case.edits}),
        "asks_address": _asks_address(case),
    }
    return render(request, "console/aftersale_case.html", context, status=status)
