"""What a merchant gives beyond the rules is its own money: nobody else's is drawn for it."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.turns.buyer import ask_for_person
from anxin.services.aftersale.turns.merchant import agree
from anxin.services.aftersale.turns.proposals import accept, propose
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.order import Bought, view
from tests.factories.payout import asked_payout
from tests.factories.settlement import a_deposit, a_quick_shop, money_of, settled_at_once
from tests.factories.turns import buyer_of, shop_of

pytestmark = pytest.mark.django_db
NOT_COVERED = NotDecided("not_covered")


def emptied() -> tuple[Bought, Case]:
    """A shop that was paid and took everything out; its buyer wants back what the rules refuse."""
    bought = settled_at_once(shop=a_quick_shop(), buyer=a_buyer(credit=40))
    view(bought)
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.gross_fen, case.decided_by_id) == ("rejected", 0, None)
    asked = ask_for_person(no=case.no, buyer_id=bought.buyer, outside=wiring.outside())
    assert asked is None
    Case.objects.filter(id=case.id).update(state="merchant_turn", cause="merchant")
    case.refresh_from_db()
    shop = bought.goods.shop
    asked_payout(shop=shop, amount_fen=money_of(shop.id).payable_fen)
    assert money_of(shop.id).payable_fen == 0
    return bought, case


def test_a_merchant_without_money_gives_away_none_of_the_platforms() -> None:
    bought, case = emptied()
    shop = bought.goods.shop
    before = balance(account_id=bought.buyer)
    assert agree(no=case.no, merchant_id=shop.id, actor=shop.member) == NOT_COVERED
    case.refresh_from_db()
    assert case.state == "merchant_turn" and balance(account_id=bought.buyer) == before
    assert money_of(shop.id).advanced_fen == 0 and breaches() == []


def test_nor_by_an_offer_that_its_buyer_accepts() -> None:
    bought, case = emptied()
    offer = Remedy("sum", gross_fen=5_000)
    assert propose(no=case.no, party=shop_of(bought), remedy=offer, said="") is None
    [made] = Proposal.objects.filter(case=case)
    assert accept(no=case.no, proposal_no=made.no, party=buyer_of(bought)) == NOT_COVERED
    assert money_of(bought.goods.shop.id).advanced_fen == 0 and breaches() == []


def test_its_deposit_is_its_own() -> None:
    bought, case = emptied()
    shop = bought.goods.shop
    a_deposit(merchant_id=shop.id, amount_fen=bought.row.paid_fen)
    assert agree(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    case.refresh_from_db()
    assert case.state == "refunded"
    assert money_of(shop.id).advanced_fen == 0 and breaches() == []
