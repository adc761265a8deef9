"""Of identical orders one is kept: whichever is named has to be there, and only one goes back."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.submit import Declined, Submitted
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import Order
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask, case_after
from tests.factories.catalog import a_product
from tests.factories.order import Bought, delivered, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Bought, Bought]:
    """The same card bought twice within half an hour."""
    buyer, goods = a_buyer(credit=90), a_product(cards=9)
    return delivered(goods=goods, buyer=buyer), delivered(goods=goods, buyer=buyer)


def repeated(bought: Bought, keep: str) -> Submitted | Declined:
    """Give one back as the repetition of another."""
    return ask(bought, reason="duplicate_order", details={"keep": keep})


def why(answer: object) -> str:
    """Why nothing was submitted."""
    assert isinstance(answer, Declined), answer
    return answer.code


def test_whichever_of_the_two_goes_back_it_costs_no_fee(two: tuple[Bought, Bought]) -> None:
    first, second = two
    assert isinstance(repeated(first, second.no), Submitted)
    assert Case.objects.get(order__no=first.no).fee_fen == 0


def test_the_second_of_them_is_no_repetition_once_the_first_is_gone(
    two: tuple[Bought, Bought],
) -> None:
    first, second = two
    case_after(second, reason="duplicate_order")
    case = case_after(first, reason="duplicate_order")
    assert (Case.objects.get(order__no=second.no).fee_fen, case.fee_fen) == (0, 490)


def test_the_other_way_round_is_told_which_one_is_kept(two: tuple[Bought, Bought]) -> None:
    first, second = two
    assert isinstance(repeated(second, first.no), Submitted)
    assert why(repeated(first, second.no)) == "keep_other_way"
    assert Case.objects.filter(order__no=first.no).count() == 0


def test_only_a_standing_order_of_ones_own_and_of_the_same_product_can_be_kept(
    two: tuple[Bought, Bought],
) -> None:
    first, second = two
    stranger = delivered(goods=first.goods)
    other = delivered(goods=a_product(), buyer=first.buyer)
    unpaid = placed(goods=first.goods, buyer=first.buyer)
    assert why(repeated(second, second.no)) == "keep_itself"
    assert why(repeated(second, stranger.no)) == "keep_unknown"
    assert why(repeated(second, "NOSUCHORDER1")) == "keep_unknown"
    assert why(repeated(second, other.no)) == "keep_other_goods"
    assert why(repeated(second, unpaid.no)) == "keep_going_back"
    case_after(first, reason="card_invalid")
    assert why(repeated(second, first.no)) == "keep_going_back"
    assert Order.objects.get(no=second.no).refunded_fen == 0


def test_another_reason_asks_for_none_to_keep(two: tuple[Bought, Bought]) -> None:
    _, second = two
    assert isinstance(ask(second, reason="unwanted", details={"keep": "NOSUCHORDER1"}), Submitted)
