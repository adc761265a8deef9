"""A merchant's own standing: its score and what raises it, its deposit, its penalties."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin import wiring
from anxin.console.standing import showing
from anxin.console.standing.forms import AnswerForm, AppealForm, CloseForm, RectifiedForm, TopUpForm
from anxin.domain.standing.penalty import BEFORE_DECISION
from anxin.domain.standing.score import NEW_BELOW_ORDERS
from anxin.domain.wording import standing as words
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.standing.closing import close_shop, reopen_shop
from anxin.services.standing.deposit import LEAST_FEN, top_up_deposit
from anxin.services.standing.hearing import answer_hearing, appeal_penalty, report_rectified
from anxin.services.standing.walking import NotPenalised
from anxin.storage.merchant.queries import MerchantRow, merchant_of
from anxin.storage.standing import queries, shops
from anxin.storage.standing.queries import PenaltyRow

NIGHTS = 14


@signed_in("merchant")
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The score with its reasons, the deposit, the penalties."""
    return _page(request, _merchant(request), TopUpForm())


@signed_in("merchant")
@never_cache
@require_POST
def top_up(request: HttpRequest) -> HttpResponse:
    """Put a part of the balance into the deposit, once per form."""
    merchant = _merchant(request)
    form = TopUpForm(request.POST)
    if form.is_valid():
        refused = top_up_deposit(
            merchant_id=merchant.id,
            actor=account_id(request),
            amount_fen=form.cleaned_data["amount"],
            form_key=form.cleaned_data["form_key"],
        )
        if refused is None:
            messages.success(request, _("已从余额补缴到保证金"))
            return redirect("console_standing")
        form.add_error("amount", showing.sentence_of(code=refused.code, fen=refused.fen))
    return _page(request, merchant, form, status=422)


@signed_in("merchant")
@never_cache
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the shop, once per form."""
    merchant = _merchant(request)
    form = CloseForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return _page(request, merchant, TopUpForm(), close_form=form, status=422)
    refused = close_shop(
        merchant_id=merchant.id,
        actor=account_id(request),
        why=form.cleaned_data["why"],
        form_key=form.cleaned_data["form_key"],
    )
    return _back(request, refused, _("已歇业，没发货的订单正在退款"))


@signed_in("merchant")
@never_cache
@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """Open the closed shop again."""
    refused = reopen_shop(merchant_id=_merchant(request).id, actor=account_id(request))
    return _back(request, refused, _("已恢复营业"))


def _back(request: HttpRequest, refused: NotPenalised | None, done: str) -> HttpResponse:
    if refused:
        messages.warning(request, showing.sentence_of(code=refused.code, fen=refused.fen))
    else:
        messages.success(request, done)
    return redirect("console_standing")


@signed_in("merchant")
@never_cache
@require_safe
def penalty(request: HttpRequest, no: str) -> HttpResponse:
    """One penalty: its basis, its calculation, what was said, and what can be done."""
    merchant = _merchant(request)
    return _penalty_page(request, merchant, _own(no, merchant))


@signed_in("merchant")
@never_cache
@require_POST
def answer(request: HttpRequest, no: str) -> HttpResponse:
    """Say something to a proposed penalty."""
    merchant = _merchant(request)
    row = _own(no, merchant)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _penalty_page(request, merchant, row, form=form, status=422)
    refused = answer_hearing(
        no=no,
        merchant_id=merchant.id,
        actor=account_id(request),
        said=form.cleaned_data["said"],
        outside=wiring.outside(),
    )
    return _answer(request, no, refused, _("已收到您的陈述，平台决定前会看"))


@signed_in("merchant")
@never_cache
@require_POST
def appeal(request: HttpRequest, no: str) -> HttpResponse:
    """Appeal against a penalty."""
    merchant = _merchant(request)
    row = _own(no, merchant)
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _penalty_page(request, merchant, row, form=form, status=422)
    refused = appeal_penalty(
        no=no,
        merchant_id=merchant.id,
        actor=account_id(request),
        said=form.cleaned_data["said"],
        outside=wiring.outside(),
    )
    return _answer(request, no, refused, _("已收到申诉，由没有参与处罚的同事复核"))


@signed_in("merchant")
@never_cache
@require_POST
def rectified(request: HttpRequest, no: str) -> HttpResponse:
    """Say that what was wrong is put right."""
    merchant = _merchant(request)
    row = _own(no, merchant)
    form = RectifiedForm(request.POST)
    if not form.is_valid():
        return _penalty_page(request, merchant, row, form=form, status=422)
    refused = report_rectified(
        no=no,
        merchant_id=merchant.id,
        actor=account_id(request),
        said=form.cleaned_data["said"],
        outside=wiring.outside(),
    )
    return _answer(request, no, refused, _("已收到整改说明，平台复核后解除"))


def _answer(request: HttpRequest, no: str, refused: NotPenalised | None, done: str) -> HttpResponse:
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.warning(request, showing.sentence_of(code=refused.code, fen=refused.fen))
    else:
        messages.success(request, done)
    return redirect("console_own_penalty", no=no)


def _merchant(request: HttpRequest) -> MerchantRow:
    return merchant_of(account_id=account_id(request)) or not_found()


def _own(no: str, merchant: MerchantRow) -> PenaltyRow:
    row = queries.penalty(no=no)
    return row if row and row.merchant_id == merchant.id else not_found()


def _page(
    request: HttpRequest,
    merchant: MerchantRow,
    form: TopUpForm,
    *,
    close_form: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shop = shops.shop(merchant_id=merchant.id) or not_found()
    rows = queries.list_penalties_of(merchant_id=merchant.id)
    context = {
        "merchant": merchant,
        "shop": shop,
        "now": shop.now,
        "tone": showing.LEVEL_TONES.get(shop.level, ""),
        "new_below": NEW_BELOW_ORDERS,
        "reasons": showing.reasons_of(shop=shop, language=language()),
        "figures": showing.figures_of(record=shop.facts) if shop.facts else [],
        "nights": shops.list_points(merchant_id=merchant.id, days=NIGHTS),
        "penalties": [showing.penalty_line(row=row, language=language()) for row in rows],
        "open": sum(row.closed_at is None for row in rows),
        "to_answer": sum(row.state == "proposed" for row in rows),
        "terms": shops.list_terms(merchant_id=merchant.id),
        "stopped": shop.stopped and words.stopped_text(kind=shop.stopped, language=language()),
        "form": form,
        "least_fen": LEAST_FEN,
        "close_form": close_form or CloseForm(auto_id="close_%s"),
        "undelivered": queries.open_orders_of(merchant_id=merchant.id),
    }
    return render(request, "console/standing.html", context, status=status)


def _penalty_page(
    request: HttpRequest,
    merchant: MerchantRow,
    row: PenaltyRow,
    *,
    form: AnswerForm | AppealForm | RectifiedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    events = queries.list_penalty_events(penalty_id=row.id)
    context: dict[str, Any] = {
        "merchant": merchant,
        **showing.penalty_detail(row=row, events=events, language=language(), to_staff=False),
    }
    again_at = showing.rectify_again_at(row=row, events=events)
    context["rectify_again_at"] = again_at
    for name, kind, open_now in (
        ("answer_form", AnswerForm, row.state in BEFORE_DECISION),
        ("appeal_form", AppealForm, row.may_appeal),
        ("rectified_form", RectifiedForm, row.may_rectify and again_at is None),
    ):
        if open_now:
            context[name] = form if isinstance(form, kind) else kind(auto_id=f"{name}_%s")
    return render(request, "console/own_penalty.html", context, status=status)
