"""Other goods instead of money: from stock, or delivered again; else the money goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.proposals import accept, propose
from anxin.services.aftersale.turns.replacing import deliver_again, supply_replacements
from anxin.services.aftersale.turns.returning import call_platform_in
from anxin.services.order.deliver import confirm_receipt
from anxin.storage.aftersale.models import Case
from anxin.storage.aftersale.threads import list_proposals
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.card import card_states, stock
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered, view
from tests.factories.turns import buyer_of, in_review, shop_of

pytestmark = pytest.mark.django_db
OTHERS = Remedy("replacement")


def agreed(
    *, cards: int = 10, kind: str = "card_secret", complete: bool = False
) -> tuple[Bought, Case]:
    """A viewed card that does not work, which its merchant offers to replace, and the buyer's yes.

    For another kind of goods the same without a card; `complete`: the order is over.
    """
    goods = a_product(kind=kind, cards=cards if kind == "card_secret" else 0)
    bought = delivered(goods=goods, buyer=a_buyer())
    if kind == "card_secret":
        view(bought)
    if complete:
        assert confirm_receipt(no=bought.no, buyer_id=bought.buyer)
    a_piece(bought, kind="activation_failure", verdict="consistent")
    a_piece(bought, kind="comparison", verdict="consistent")
    reason = "card_invalid" if kind == "card_secret" else "not_as_described"
    case = case_after(bought, reason=reason)
    assert propose(no=case.no, party=shop_of(bought), remedy=OTHERS, said="给您换一张") is None
    no = list_proposals(case_id=case.id)[-1].no
    assert accept(no=case.no, proposal_no=no, party=buyer_of(bought)) is None
    case.refresh_from_db()
    assert (case.state, case.remedy) == ("replacing", "replacement")
    return bought, case


def test_a_card_is_replaced_from_stock_and_the_old_one_is_nobodys_any_more() -> None:
    bought, case = agreed()
    before = view(bought)
    assert not isinstance(before, list), "while it is being replaced nothing is shown"
    assert supply_replacements() == 1
    case.refresh_from_db()
    assert (case.state, bought.row.case_open) == ("replaced", False)
    assert card_states(bought.goods.id) == {"available": 8, "sold": 1, "burned": 1}
    assert balance(account_id=bought.buyer) == 200_000 - 9_800
    shown = view(bought)
    assert isinstance(shown, list) and [card.unit for card in shown] == [2]
    assert bought.row.viewed_units == 1
    assert breaches() == []


def test_the_sweep_replaces_by_itself_and_once() -> None:
    bought, case = agreed()
    sweep_after(seconds=1)
    sweep_after(seconds=2)
    case.refresh_from_db()
    assert case.state == "replaced"
    assert card_states(bought.goods.id) == {"available": 8, "sold": 1, "burned": 1}


def test_without_stock_the_money_goes_back_after_a_day() -> None:
    bought, case = agreed(cards=1)
    sweep_after(hours=23)
    case.refresh_from_db()
    assert case.state == "replacing"
    sweep_after(hours=24, minutes=1)
    case.refresh_from_db()
    assert case.state == "refunded"
    assert balance(account_id=bought.buyer) == 200_000
    assert card_states(bought.goods.id) == {"burned": 1}
    assert breaches() == []


def test_stock_that_comes_in_time_is_used() -> None:
    bought, case = agreed(cards=1)
    stock(product_id=bought.goods.id, merchant_id=bought.goods.shop.id, count=1)
    sweep_after(hours=1)
    case.refresh_from_db()
    assert case.state == "replaced"


def test_what_is_no_card_is_delivered_again_by_its_merchant() -> None:
    bought, case = agreed(kind="membership")
    shop = bought.goods.shop
    asked = {"no": case.no, "merchant_id": shop.id, "actor": shop.member}
    none = deliver_again(**asked, receipt_no=" ")  # type: ignore[arg-type]
    assert none == NotDecided("receipt_missing")
    assert deliver_again(**asked, receipt_no="R-2") is None  # type: ignore[arg-type]
    case.refresh_from_db()
    assert (case.state, bought.row.case_open) == ("replaced", False)
    twice = deliver_again(**asked, receipt_no="R-2")  # type: ignore[arg-type]
    assert twice == NotDecided("not_replacing")
    assert breaches() == []


def test_a_reviewer_may_give_a_replacement_too() -> None:
    goods = a_product(price_fen=60_000)
    bought = delivered(goods=goods)
    case = case_after(bought, reason="unwanted")
    assert case.state == "platform_review"
    answer = approve_case(no=case.no, reviewer=a_reviewer(), note="", remedy=OTHERS)
    assert answer is None
    sweep_after(seconds=1)
    case.refresh_from_db()
    assert case.state == "replaced"
    assert card_states(bought.goods.id) == {"available": 8, "sold": 1, "quarantined": 1}


def test_what_was_not_delivered_is_not_replaced() -> None:
    _, case = in_review()
    answer = approve_case(no=case.no, reviewer=a_reviewer(), note="", remedy=OTHERS)
    assert answer == NotDecided("nothing_to_replace")


def test_the_window_of_a_fault_begins_anew_with_what_was_given_anew() -> None:
    """Also for an order that was complete before: its days counted from completion."""
    bought, case = agreed(complete=True)
    completed_at = bought.row.completed_at
    sweep_after(hours=23)
    case.refresh_from_db()
    assert case.state == "replaced"
    order = bought.row
    assert order.state == "completed"
    assert order.completed_at and completed_at
    assert order.completed_at - completed_at > timedelta(hours=22)
    view(bought)
    sweep_after(hours=26)
    a_piece(bought, kind="activation_failure", verdict="consistent")
    later = case_after(bought, reason="card_invalid")
    assert (later.state, later.clause) == ("merchant_turn", "proven_fault")


def test_a_merchants_second_delivery_of_a_complete_order_can_be_complained_of_too() -> None:
    bought, case = agreed(kind="membership", complete=True)
    sweep_after(hours=20)
    shop = bought.goods.shop
    done = deliver_again(no=case.no, merchant_id=shop.id, actor=shop.member, receipt_no="R-2")
    assert done is None
    sweep_after(hours=26)
    for kind in ("activation_failure", "comparison"):
        a_piece(bought, kind=kind, verdict="consistent")
    later = case_after(bought, reason="not_as_described")
    assert (later.state, later.clause) == ("merchant_turn", "proven_fault")


def test_a_buyer_need_not_wait_a_day_for_a_replacement() -> None:
    bought, case = agreed(cards=1)
    outside = wiring.outside()
    stranger = call_platform_in(no=case.no, buyer_id=a_buyer(), outside=outside)
    assert stranger == NotDecided("not_found")
    assert call_platform_in(no=case.no, buyer_id=bought.buyer, outside=outside) is None
    case.refresh_from_db()
    assert (case.state, case.tier) == ("platform_review", "senior")
    assert case.due_at is not None and case.due_at == case.decide_by
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    case.refresh_from_db()
    assert case.state == "refunded", "a plain yes gives the money"
    assert balance(account_id=bought.buyer) == 200_000
    assert card_states(bought.goods.id) == {"burned": 1}
    assert breaches() == []
