"""The operators' desk: shops by score, penalties proposed, decided, judged and lifted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin import wiring
from anxin.console.standing import showing
from anxin.console.standing.forms import DecideForm, ProposeForm, SettleForm, TermForm
from anxin.domain.people import APPEAL_JUDGES, PENALISERS
from anxin.domain.standing.facts import record_of
from anxin.domain.standing.penalty import BEFORE_DECISION, HARMS_NOW
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.standing.deciding import (
    Decider,
    confirm_penalty,
    drop_penalty,
    find_wanting,
    judge_appeal,
    lift_penalty,
    protect_buyers,
)
from anxin.services.standing.deposit import set_deposit_term
from anxin.services.standing.measuring import facts_now
from anxin.services.standing.propose import Proposed, propose_penalty
from anxin.services.standing.settle_term import set_settle_days
from anxin.services.standing.walking import NotPenalised
from anxin.storage.merchant.queries import list_settle_terms, settle_days_of
from anxin.storage.standing import queries, shops
from anxin.storage.standing.queries import PenaltyRow

readers_only = signed_in(*sorted(PENALISERS | APPEAL_JUDGES), "auditor")
penalisers_only = signed_in(*sorted(PENALISERS))
deciders_only = signed_in(*sorted(PENALISERS | APPEAL_JUDGES))

TO_DECIDE = frozenset({"heard", "unheard", "appealed", "rectified"})

Act = Callable[..., NotPenalised | None]
ACTS: dict[str, Act] = {
    "confirm": confirm_penalty,
    "drop": drop_penalty,
    "protect": protect_buyers,
    "lift": lift_penalty,
    "wanting": find_wanting,
    "uphold": partial(judge_appeal, upheld=True),
    "overturn": partial(judge_appeal, upheld=False),
}


@readers_only
@never_cache
@require_safe
def shops_overview(request: HttpRequest) -> HttpResponse:
    """Shops, the worst first, and the penalties that wait for somebody."""
    rows = queries.list_open_penalties()
    lines = [showing.penalty_line(row=row, language=language()) for row in rows]
    found = [(one, showing.LEVEL_TONES.get(one.level, "")) for one in shops.list_shops()]
    context = {
        "shops": found,
        "lines": lines,
        "now": rows[0].now if rows else None,
        "to_decide": sum(row.state in TO_DECIDE for row in rows),
        "short": sum(one.short_fen > 0 for one, _tone in found),
        "stopped": sum(one.stopped is not None for one, _tone in found),
        **_reader(request),
    }
    return render(request, "console/shops.html", context)


@readers_only
@never_cache
@require_safe
def shop(request: HttpRequest, merchant: UUID) -> HttpResponse:
    """One shop: facts of this moment, score, deposit, penalties, and the form to propose one."""
    return _shop_page(request, merchant)


@penalisers_only
@never_cache
@require_POST
def propose(request: HttpRequest, merchant: UUID) -> HttpResponse:
    """Put a penalty to the merchant."""
    form = ProposeForm(request.POST, products=shops.list_products_of(merchant_id=merchant))
    if not form.is_valid():
        return _shop_page(request, merchant, propose_form=form)
    answer = propose_penalty(
        form=form.penalty(merchant_id=merchant),
        actor=account_id(request),
        role=_role(request),
        outside=wiring.outside(),
    )
    if isinstance(answer, Proposed):
        messages.success(request, _("已提出，等商家陈述"))
        return redirect("console_penalty", no=answer.no)
    if answer.code == "not_found":
        not_found()
    basis = form.cleaned_data["basis"]
    beyond = showing.beyond_sentence(code=answer.code, basis=basis, language=language())
    form.add_error(None, beyond or showing.sentence_of(code=answer.code, fen=answer.fen))
    return _shop_page(request, merchant, propose_form=form)


@penalisers_only
@never_cache
@require_POST
def set_term(request: HttpRequest, merchant: UUID) -> HttpResponse:
    """Say what deposit the merchant has to keep."""
    form = TermForm(request.POST, auto_id="term_%s")
    if not form.is_valid():
        return _shop_page(request, merchant, term_form=form)
    refused = set_deposit_term(
        merchant_id=merchant,
        required_fen=form.cleaned_data["amount"],
        why=form.cleaned_data["why"],
        actor=account_id(request),
    )
    if refused is None:
        messages.success(request, _("已保存，商家会看到"))
        return redirect("console_shop", merchant=merchant)
    if refused.code == "not_found":
        not_found()
    form.add_error("amount", showing.sentence_of(code=refused.code))
    return _shop_page(request, merchant, term_form=form)


@penalisers_only
@never_cache
@require_POST
def set_days(request: HttpRequest, merchant: UUID) -> HttpResponse:
    """Say how long after completion the merchant's money stays in escrow."""
    form = SettleForm(request.POST, auto_id="settle_%s")
    if not form.is_valid():
        return _shop_page(request, merchant, settle_form=form)
    refused = set_settle_days(
        merchant_id=merchant,
        days=form.cleaned_data["days"],
        why=form.cleaned_data["why"],
        actor=account_id(request),
    )
    if refused is None:
        messages.success(request, _("已保存，商家会看到；对之后完成的订单生效"))
        return redirect("console_shop", merchant=merchant)
    if refused.code == "not_found":
        not_found()
    form.add_error("days", showing.sentence_of(code=refused.code))
    return _shop_page(request, merchant, settle_form=form)


@readers_only
@never_cache
@require_safe
def penalty(request: HttpRequest, no: str) -> HttpResponse:
    """One penalty with everything that was said, and what may be decided by the reader."""
    return _penalty_page(request, queries.penalty(no=no) or not_found())


@deciders_only
@never_cache
@require_POST
def decide(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """Confirm, drop, protect, lift, uphold or overturn, with reasons for the merchant."""
    row = queries.penalty(no=no) or not_found()
    do = ACTS.get(act) or not_found()
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _penalty_page(request, row, form=form)
    decider = Decider(
        account_id=account_id(request),
        role=_role(request),
        said=form.cleaned_data["said"],
        seen_version=form.cleaned_data["version"],
    )
    refused = do(no=no, decider=decider, outside=wiring.outside())
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.warning(request, showing.sentence_of(code=refused.code, fen=refused.fen))
    else:
        messages.success(request, _("已保存，商家会看到理由"))
    return redirect("console_penalty", no=no)


def _role(request: HttpRequest) -> str:
    return str(getattr(request.user, "role", ""))


def _reader(request: HttpRequest) -> dict[str, Any]:
    role = _role(request)
    return {"penalises": role in PENALISERS}


def _shop_page(
    request: HttpRequest,
    merchant: UUID,
    *,
    propose_form: ProposeForm | None = None,
    term_form: TermForm | None = None,
    settle_form: SettleForm | None = None,
) -> HttpResponse:
    row = shops.shop(merchant_id=merchant) or not_found()
    products = shops.list_products_of(merchant_id=merchant)
    rows = queries.list_penalties_of(merchant_id=merchant)
    context = {
        "shop": row,
        "now": row.now,
        "tone": showing.LEVEL_TONES.get(row.level, ""),
        "reasons": showing.reasons_of(shop=row, language=language()),
        "figures": showing.figures_of(record=record_of(facts=facts_now(merchant_id=merchant))),
        "penalties": [showing.penalty_line(row=one, language=language()) for one in rows],
        "terms": shops.list_terms(merchant_id=merchant),
        "propose_form": propose_form or ProposeForm(products=products),
        "term_form": term_form or TermForm(auto_id="term_%s"),
        "settle_days": settle_days_of(merchant_id=merchant),
        "settle_terms": list_settle_terms(merchant_id=merchant),
        "settle_form": settle_form or SettleForm(auto_id="settle_%s"),
        **_reader(request),
    }
    bad = propose_form or term_form or settle_form
    return render(request, "console/shop.html", context, status=422 if bad else 200)


def _penalty_page(
    request: HttpRequest, row: PenaltyRow, *, form: DecideForm | None = None
) -> HttpResponse:
    events = queries.list_penalty_events(penalty_id=row.id)
    context: dict[str, Any] = {
        **showing.penalty_detail(row=row, events=events, language=language(), to_staff=True),
        **_reader(request),
        "acts": _acts(row, account_id(request), _role(request)),
        "form": form or DecideForm(initial={"version": row.version}),
    }
    return render(request, "console/penalty.html", context, status=422 if form else 200)


def _acts(row: PenaltyRow, me: UUID, role: str) -> list[str]:
    """Return what this reader may do with a penalty now; the services ask once more."""
    acts: list[str] = []
    if role in PENALISERS and row.state in BEFORE_DECISION:
        heard = row.state != "proposed"
        acts += ["confirm"] * (heard and row.proposed_by_id != me) + ["drop"]
        harms = row.kind in ("delist", "suspend") and row.basis in HARMS_NOW
        acts += ["protect"] * (harms and not row.protective)
    if role in PENALISERS and row.state in ("confirmed", "in_force", "upheld"):
        acts += ["lift"] * (row.confirmed_by_id != me)
    if role in PENALISERS and row.state == "rectified":
        acts += ["lift", "wanting"]
    if role in APPEAL_JUDGES and row.state == "appealed":
        mine = me in (row.proposed_by_id, row.confirmed_by_id)
        acts += [] if mine else ["uphold", "overturn"]
    return acts
