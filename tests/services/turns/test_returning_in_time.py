"""Goods that come back in time: no merchant's turn over them is longer than the law's fortnight."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin import wiring
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.buyer import send_back
from anxin.services.aftersale.turns.returning import call_platform_in
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.merchant import a_merchant
from tests.factories.order import Bought, delivered
from tests.services.turns.test_returning import ALL_BACK, CLOSE, again, returning

pytestmark = pytest.mark.django_db


def granted_late(*, days: int, returns_to: str) -> tuple[Bought, Case]:
    """A return that a reviewer grants only after so many days."""
    shop = a_merchant(returns_to=returns_to)
    goods = a_product(kind="physical", cards=0, shop=shop, price_fen=60_000)
    bought = delivered(goods=goods, buyer=a_buyer())
    case = case_after(bought, reason="no_reason")
    assert case.state == "platform_review"
    let_pass(days=days)
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert again(case).state == "awaiting_return"
    return bought, again(case)


def test_after_a_long_review_a_merchant_has_the_rest_of_the_fortnight_for_its_goods() -> None:
    bought, case = granted_late(days=12, returns_to="上海市示范路 1 号")
    let_pass(days=15)
    sent = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    assert sent is None
    case = again(case)
    assert case.due_at is not None and case.limit_at is not None
    assert abs(case.limit_at - case.submitted_at - timedelta(days=17)) < CLOSE
    assert abs(case.due_at - case.limit_at) < CLOSE
    sweep_after(days=17, minutes=1)
    done = again(case)
    assert done.state == "refunded" and done.closed_at is not None
    others = done.closed_at - done.submitted_at - timedelta(days=3)
    assert others < timedelta(days=15), "more without the buyer's own days would be delay by law"
    assert breaches() == []


def test_after_a_long_review_an_address_is_waited_for_no_longer_than_the_fortnight() -> None:
    _, case = granted_late(days=13, returns_to="")
    assert case.due_at == case.limit_at
    sweep_after(days=14, minutes=1)
    assert again(case).state == "refunded"
    assert breaches() == []


def test_nothing_is_sent_before_it_is_known_where_to() -> None:
    bought, case = returning(returns_to="")
    sent = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    assert sent == NotDecided("address_missing")
    assert again(case).return_sent_at is None


def test_the_platform_is_called_in_while_an_address_is_waited_for() -> None:
    bought, case = returning(returns_to="")
    outside = wiring.outside()
    assert call_platform_in(no=case.no, buyer_id=bought.buyer, outside=outside) is None
    case = again(case)
    assert (case.state, case.tier) == ("platform_review", "senior")
    assert case.due_at == case.decide_by
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert again(case).state == "refunded", "an address is not waited for twice"
    assert balance(account_id=bought.buyer) == ALL_BACK
    assert breaches() == []
