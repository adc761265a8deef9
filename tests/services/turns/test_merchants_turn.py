"""A merchant is heard first where it may be its fault, and cannot keep anybody waiting."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.buyer import call_platform_in
from anxin.services.aftersale.turns.merchant import agree, object_to
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.clock import sweep_after
from tests.factories.order import delivered, paid
from tests.factories.turns import in_review, with_merchant

pytestmark = pytest.mark.django_db


def test_a_fault_goes_to_its_merchant_for_half_of_the_time_that_was_promised() -> None:
    _, case = with_merchant()
    assert case.decide_by is not None and case.due_at is not None
    promised = case.decide_by - case.submitted_at
    assert promised == timedelta(hours=1)
    assert case.due_at - case.submitted_at == promised / 2


def test_what_the_buyer_regrets_is_none_of_the_merchants_business() -> None:
    _, case = in_review()
    assert (case.state, case.cause) == ("platform_review", None)


def test_a_merchant_that_agrees_pays_at_once() -> None:
    bought, case = with_merchant()
    shop = bought.goods.shop
    assert agree(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    case.refresh_from_db()
    assert (case.state, case.decided_by) == ("refunded", None)
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_a_merchant_that_objects_hands_the_case_to_the_platform_in_the_promised_time() -> None:
    bought, case = with_merchant()
    shop, promised = bought.goods.shop, case.decide_by
    empty = object_to(no=case.no, merchant_id=shop.id, actor=shop.member, said="  ")
    assert empty == NotDecided("words_missing")
    answer = object_to(no=case.no, merchant_id=shop.id, actor=shop.member, said="卡密已验证有效")
    assert answer is None
    case.refresh_from_db()
    assert (case.state, case.due_at, case.decide_by) == ("platform_review", promised, promised)


def test_another_shop_learns_of_no_such_case() -> None:
    bought, case = with_merchant()
    none, other, member = NotDecided("not_found"), uuid4(), bought.goods.shop.member
    assert agree(no=case.no, merchant_id=other, actor=member) == none
    assert object_to(no=case.no, merchant_id=other, actor=member, said="不是我的") == none


def test_a_merchant_answers_once() -> None:
    bought, case = with_merchant()
    shop = bought.goods.shop
    agree(no=case.no, merchant_id=shop.id, actor=shop.member)
    answer = object_to(no=case.no, merchant_id=shop.id, actor=shop.member, said="等等")
    assert answer == NotDecided("not_merchants_turn")


def test_nobody_decides_over_a_merchant_that_has_not_been_heard() -> None:
    _, case = with_merchant()
    answer = approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="")
    assert answer == NotDecided("not_in_review")


SILENCE = [
    # verdict of the picture, price, state after silence
    ("consistent", 9_800, "refunded"),
    ("consistent", 50_000, "refunded"),
    ("consistent", 50_100, "platform_review"),
    ("inconsistent", 9_800, "platform_review"),
    ("suspicious", 9_800, "platform_review"),
]


@pytest.mark.parametrize(("verdict", "price_fen", "after"), SILENCE)
def test_silence_agrees_to_what_is_shown_and_not_large(
    verdict: str, price_fen: int, after: str
) -> None:
    bought, case = with_merchant(verdict=verdict, price_fen=price_fen)
    assert case.due_at is not None
    left = case.due_at - case.submitted_at
    sweep_after(seconds=left.total_seconds() - 1)
    case.refresh_from_db()
    assert case.state == "merchant_turn"
    sweep_after(seconds=left.total_seconds() + 1)
    case.refresh_from_db()
    assert case.state == after
    assert bought.row.case_open is (after != "refunded")
    assert breaches() == []


def test_the_buyer_can_call_the_platform_in_at_any_time() -> None:
    bought, case = with_merchant()
    assert call_platform_in(no=case.no, buyer_id=a_buyer()) == NotDecided("not_found")
    assert call_platform_in(no=case.no, buyer_id=bought.buyer) is None
    case.refresh_from_db()
    assert (case.state, case.due_at) == ("platform_review", case.decide_by)
    again = call_platform_in(no=case.no, buyer_id=bought.buyer)
    assert again == NotDecided("not_merchants_turn")


def test_what_is_on_record_is_paid_without_asking_the_merchant() -> None:
    bought = paid()
    assert case_after(bought).state == "refunded"
    unseen = delivered()
    assert case_after(unseen, reason="not_received").state == "refunded"
