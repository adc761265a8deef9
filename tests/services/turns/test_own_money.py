"""What a merchant gives beyond the rules is its own money: nobody else's is drawn for it."""

from __future__ import annotations

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.turns.merchant import agree
from anxin.services.aftersale.turns.proposals import accept, propose
from anxin.storage.aftersale.models import Proposal
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.settlement import a_deposit, money_of
from tests.factories.turns import buyer_of, shop_of
from tests.services.turns.stories import emptied

pytestmark = pytest.mark.django_db
NOT_COVERED = NotDecided("not_covered")


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
