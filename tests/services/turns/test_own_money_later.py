"""What a merchant gives beyond the rules is its own money also where it is paid later."""

from __future__ import annotations

import pytest
from django.db.models import F
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.locked import settle_locked_cases
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.buyer import ask_for_person, send_back
from anxin.services.aftersale.turns.merchant import agree
from anxin.services.aftersale.turns.proposals import accept, propose
from anxin.services.aftersale.turns.returning import confirm_return
from anxin.services.payout import LEAST_FEN
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.card.models import Card
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.evidence import a_piece
from tests.factories.merchant import Shop, a_merchant
from tests.factories.order import Bought, view
from tests.factories.payout import paid_out
from tests.factories.settlement import (
    a_deposit,
    a_quick_shop,
    money_of,
    set_days,
    settled_at_once,
)
from tests.factories.turns import buyer_of, shop_of

pytestmark = pytest.mark.django_db
PRICE_FEN = 9_800
NOT_COVERED = NotDecided("not_covered")


def again(case: Case) -> Case:
    return Case.objects.get(id=case.id)


def goods_to_come(*, units: int, returns_to: str = "上海市") -> tuple[Bought, Case]:
    """Of two pieces that were paid and settled one is faulty; so many are to be given back for it.

    One is what the rules give; two are more.
    """
    shop = a_merchant(returns_to=returns_to)
    assert set_days(merchant_id=shop.id, days=0) is None
    goods = a_product(kind="physical", cards=0, shop=shop, price_fen=PRICE_FEN)
    bought = settled_at_once(shop=shop, goods=goods, units=2, buyer=a_buyer())
    assert money_of(shop.id).payable_fen == 2 * PRICE_FEN
    for kind in ("activation_failure", "comparison"):
        a_piece(bought, kind=kind, verdict="consistent")
    case = case_after(bought, reason="not_as_described", units=1)
    assert (case.state, case.gross_fen, case.return_goods) == ("merchant_turn", PRICE_FEN, True)
    offer = Remedy("units", units=units)
    assert propose(no=case.no, party=shop_of(bought), remedy=offer, said="") is None
    made = Proposal.objects.get(case=case)
    assert accept(no=case.no, proposal_no=made.no, party=buyer_of(bought)) is None
    assert (again(case).state, again(case).gross_fen) == ("awaiting_return", units * PRICE_FEN)
    return bought, again(case)


def left_with(shop: Shop, *, payable_fen: int, deposit_fen: int) -> None:
    """Have the merchant take its money out, but for this, since it agreed."""
    take_fen = money_of(shop.id).payable_fen - payable_fen
    if take_fen:
        paid_out(shop=shop, amount_fen=take_fen)
    if deposit_fen:
        a_deposit(merchant_id=shop.id, amount_fen=deposit_fen)


def sent(bought: Bought, case: Case) -> None:
    told = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    assert told is None


def confirmed(bought: Bought, case: Case) -> NotDecided | None:
    shop = bought.goods.shop
    return confirm_return(no=case.no, merchant_id=shop.id, actor=shop.member)


EARNED_FEN = 2 * PRICE_FEN
MONEY = st.integers(0, EARNED_FEN)
# All of it stays, or at least the least sum that can be paid out is taken.
LEFT = st.integers(0, EARNED_FEN - LEAST_FEN) | st.just(EARNED_FEN)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@example(units=2, payable_fen=0, deposit_fen=0, silent=False)
@example(units=2, payable_fen=0, deposit_fen=0, silent=True)
@example(units=2, payable_fen=PRICE_FEN, deposit_fen=PRICE_FEN, silent=False)
@example(units=2, payable_fen=PRICE_FEN, deposit_fen=PRICE_FEN - 1, silent=True)
@example(units=1, payable_fen=0, deposit_fen=0, silent=False)
@given(units=st.integers(1, 2), payable_fen=LEFT, deposit_fen=MONEY, silent=st.booleans())
def test_nobody_elses_money_is_drawn_for_a_gift_when_the_goods_are_back(
    units: int, payable_fen: int, deposit_fen: int, silent: bool
) -> None:
    bought, case = goods_to_come(units=units)
    shop, had_fen = bought.goods.shop, balance(account_id=bought.buyer)
    left_with(shop, payable_fen=payable_fen, deposit_fen=deposit_fen)
    sent(bought, case)
    if silent:
        Case.objects.filter(id=case.id).update(due_at=F("submitted_at"))
        sweep_after(seconds=1)
    else:
        refused = confirmed(bought, case)
        assert refused in (None, NOT_COVERED)
    now, gift_fen = again(case), units * PRICE_FEN
    own_fen = payable_fen + deposit_fen
    advanced_fen = money_of(shop.id).advanced_fen
    given_fen = balance(account_id=bought.buyer) - had_fen
    assert breaches() == []
    if units == 2 and own_fen < gift_fen:
        assert (given_fen, advanced_fen) == (0, 0)
        assert now.state == ("platform_review" if silent else "awaiting_return")
        return
    assert (now.state, given_fen) == ("refunded", gift_fen)
    assert advanced_fen == max(0, gift_fen - own_fen)
    assert units == 1 or advanced_fen == 0


def test_what_cannot_be_paid_of_it_is_a_seniors_to_decide_and_then_the_platforms() -> None:
    bought, case = goods_to_come(units=2)
    shop = bought.goods.shop
    left_with(shop, payable_fen=0, deposit_fen=0)
    sent(bought, case)
    sweep_after(days=10, minutes=1)
    now = again(case)
    assert (now.state, now.tier) == ("platform_review", "senior")
    assert now.due_at is not None and money_of(shop.id).advanced_fen == 0
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert (again(case).state, again(case).own_money) == ("refunded", False)
    assert money_of(shop.id).advanced_fen == 2 * PRICE_FEN and breaches() == []


def test_a_merchant_that_gives_no_address_for_it_still_gives_its_own() -> None:
    bought, case = goods_to_come(units=2, returns_to="")
    shop = bought.goods.shop
    left_with(shop, payable_fen=0, deposit_fen=0)
    sweep_after(days=2, minutes=1)
    assert again(case).state == "platform_review"
    assert money_of(shop.id).advanced_fen == 0 and breaches() == []


def refused_to_a_viewer(**goods: object) -> tuple[Bought, Case]:
    """A card that was seen: the rules refuse, and its merchant, who was paid, is to say."""
    shop = a_quick_shop()
    page = a_product(shop=shop, price_fen=PRICE_FEN, **goods)  # type: ignore[arg-type]
    bought = settled_at_once(shop=shop, goods=page, buyer=a_buyer(credit=40))
    view(bought)
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.gross_fen) == ("rejected", 0)
    asked = ask_for_person(no=case.no, buyer_id=bought.buyer, outside=wiring.outside())
    assert asked is None
    Case.objects.filter(id=case.id).update(state="merchant_turn", cause="merchant")
    return bought, again(case)


@pytest.mark.parametrize("stays", [True, False], ids=["its money stays", "it takes it out"])
def test_a_gift_that_waits_for_a_lock_is_its_own_when_the_card_is_locked(stays: bool) -> None:
    bought, case = refused_to_a_viewer(issuer="sandbox")
    shop, had_fen = bought.goods.shop, balance(account_id=bought.buyer)
    assert agree(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    assert (again(case).state, again(case).own_money) == ("approved", True)
    if not stays:
        left_with(shop, payable_fen=0, deposit_fen=0)
    Card.objects.filter(ordercard__order=bought.row).update(lock="locked", locked_at=F("sold_at"))
    assert settle_locked_cases() == 1
    given_fen = balance(account_id=bought.buyer) - had_fen
    assert (again(case).state, given_fen) == (
        ("refunded", PRICE_FEN) if stays else ("platform_review", 0)
    )
    assert money_of(shop.id).advanced_fen == 0 and breaches() == []


def test_a_replacement_beyond_the_rules_that_does_not_come_is_paid_by_its_merchant() -> None:
    bought, case = refused_to_a_viewer(cards=1)
    shop = bought.goods.shop
    offer = Remedy("replacement")
    assert propose(no=case.no, party=shop_of(bought), remedy=offer, said="") is None
    made = Proposal.objects.get(case=case)
    assert accept(no=case.no, proposal_no=made.no, party=buyer_of(bought)) is None
    assert (again(case).state, again(case).own_money) == ("replacing", True)
    left_with(shop, payable_fen=0, deposit_fen=0)
    sweep_after(hours=25)
    assert (again(case).state, again(case).tier) == ("platform_review", "senior")
    assert money_of(shop.id).advanced_fen == 0 and breaches() == []
