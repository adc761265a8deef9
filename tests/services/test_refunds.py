"""Refunds paid at once: how much, which cards, what becomes of the order."""

from __future__ import annotations

import pytest

from anxin.services.order.view import NotShown
from anxin.storage.aftersale.models import Case
from anxin.storage.card.models import Card
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderCard
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask, case_after
from tests.factories.card import card_states
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import sweep_after
from tests.factories.order import delivered, paid, ship, started, view

pytestmark = pytest.mark.django_db

BOOKED_ONCE = {"succeeded": 1}


def refund_states(case: Case) -> dict[str, int]:
    """Count the transfers of a case by state."""
    states = Refund.objects.filter(case=case).values_list("state", flat=True)
    return {state: list(states).count(state) for state in set(states)}


def test_cancelling_in_cooling_off_gives_everything_back_and_ends_the_order() -> None:
    bought = paid()
    case = case_after(bought)
    assert (case.state, case.clause, case.outcome) == ("refunded", "undelivered", "approve")
    assert (case.gross_fen, case.fee_fen, case.refund_fen) == (9_800, 0, 9_800)
    assert balance(account_id=bought.buyer) == 200_000
    order = bought.row
    assert (order.state, order.refunded_fen, order.refunded_units) == ("cancelled", 9_800, 1)
    assert (order.due_at, order.case_open) == (None, False)
    assert card_states(bought.goods.id) == {"available": 10}
    assert refund_states(case) == BOOKED_ONCE
    assert breaches() == []


def test_a_cancelled_order_is_not_delivered_by_a_later_sweep() -> None:
    bought = paid()
    case_after(bought)
    sweep_after(hours=1)
    assert bought.row.state == "cancelled"
    assert breaches() == []


def test_an_unviewed_card_comes_back_for_five_percent_and_goes_into_quarantine() -> None:
    bought = delivered(buyer=a_buyer(credit=90))
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.clause) == ("refunded", "unused_card")
    assert (case.gross_fen, case.fee_fen, case.refund_fen) == (9_800, 490, 9_310)
    assert balance(account_id=bought.buyer) == 200_000 - 490
    assert card_states(bought.goods.id) == {"available": 9, "quarantined": 1}
    assert breaches() == []


def test_a_refunded_card_is_never_shown_again() -> None:
    bought = delivered(buyer=a_buyer(credit=90))
    case_after(bought, reason="unwanted")
    assert isinstance(view(bought), NotShown)


def test_one_of_three_undelivered_units_comes_back_and_two_are_delivered() -> None:
    bought = paid(units=3)
    case = case_after(bought, units=1)
    assert (case.state, case.refund_fen) == ("refunded", 9_800)
    assert bought.row.state == "cooling_off"
    assert card_states(bought.goods.id) == {"available": 8, "held": 2}
    sweep_after(minutes=11)
    assert bought.row.state == "delivered"
    assert card_states(bought.goods.id) == {"available": 8, "sold": 2}
    assert breaches() == []


def test_of_three_delivered_cards_the_viewed_one_stays_and_an_unviewed_one_goes() -> None:
    bought = delivered(units=3, buyer=a_buyer(credit=90))
    view(bought, unit=3)
    case = case_after(bought, reason="unwanted", units=1)
    assert (case.state, case.units, case.gross_fen) == ("refunded", 1, 9_800)
    assert card_states(bought.goods.id) == {"available": 7, "sold": 2, "quarantined": 1}
    kept = OrderCard.objects.get(order=bought.row, unit=3)
    assert Card.objects.get(id=kept.card_id).state == "sold"
    assert breaches() == []


def test_asking_for_all_gives_only_what_is_unviewed() -> None:
    bought = delivered(units=3, buyer=a_buyer(credit=90))
    view(bought, unit=1)
    case = case_after(bought, reason="unwanted", units=3)
    assert (case.units, case.gross_fen) == (2, 19_600)
    again = case_after(bought, reason="unwanted")
    assert (again.state, again.code) == ("rejected", "was_viewed")


def test_the_last_of_three_units_takes_the_odd_fen_with_it() -> None:
    bought = paid(units=3, goods=a_product(price_fen=3_333))
    for _ in range(3):
        case_after(bought, units=1)
    assert balance(account_id=bought.buyer) == 200_000
    assert (bought.row.state, bought.row.refunded_fen) == ("cancelled", 9_999)
    assert card_states(bought.goods.id) == {"available": 10}
    assert breaches() == []


def arrived_partly(*, ordered_fen: int = 5_000, arrived_fen: int = 3_000):  # type: ignore[no-untyped-def]
    """A top-up of which only a part arrived."""
    bought = started(goods=a_top_up(price_fen=ordered_fen), inputs={"phone": "13800138000"})
    assert ship(bought, value_fen=arrived_fen) is None
    return bought


def test_a_top_up_of_50_of_which_30_arrived_gives_20_back_and_is_delivered() -> None:
    bought = arrived_partly()
    assert bought.row.state == "delivering"
    case = case_after(bought)
    assert (case.state, case.refund_fen, case.units) == ("refunded", 2_000, 0)
    order = bought.row
    assert (order.state, order.shortfall_refunded_fen) == ("delivered", 2_000)
    assert balance(account_id=bought.buyer) == 200_000 - 3_000
    assert breaches() == []


def test_a_unit_refunded_before_delivery_is_neither_owed_nor_paid_back_again() -> None:
    goods = a_top_up(price_fen=4_900)
    bought = started(goods=goods, units=2, inputs={"phone": "13800138000"})
    case_after(bought, units=1)
    too_much = ship(bought, value_fen=9_800)
    assert too_much is not None and too_much.code == "value_out_of_range"
    assert ship(bought, value_fen=4_900) is None
    assert bought.row.state == "delivered"
    again = case_after(bought, reason="partly_delivered")
    assert (again.state, again.code) == ("rejected", "nothing_left")
    assert balance(account_id=bought.buyer) == 200_000 - 4_900
    assert breaches() == []


def test_a_late_merchant_owes_only_what_was_neither_delivered_nor_refunded() -> None:
    goods = a_top_up(price_fen=4_900)
    bought = started(goods=goods, units=3, inputs={"phone": "13800138000"})
    case_after(bought, units=1)
    assert ship(bought, value_fen=4_900) is None
    sweep_after(hours=25)
    assert (bought.row.state, bought.row.refunded_fen) == ("delivered", 9_800)
    assert balance(account_id=bought.buyer) == 200_000 - 4_900
    assert breaches() == []


def test_what_was_delivered_in_part_completes_by_itself_like_any_delivery() -> None:
    bought = arrived_partly()
    case_after(bought)
    assert bought.row.due_at is not None
    sweep_after(days=8)
    assert bought.row.state == "completed"


def test_nothing_more_is_delivered_on_what_was_refunded() -> None:
    bought = arrived_partly()
    case_after(bought)
    refused = ship(bought, value_fen=2_000)
    assert refused is not None and refused.code == "not_delivering"


def test_a_late_merchant_is_refunded_by_itself_after_24_hours() -> None:
    bought = started(goods=a_top_up(), inputs={"phone": "13800138000"})
    sweep_after(hours=23)
    assert bought.row.state == "delivering"
    sweep_after(hours=25)
    assert (bought.row.state, bought.row.refunded_fen) == ("cancelled", 9_800)
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_a_refusal_says_its_code_and_why_and_closes_the_case() -> None:
    bought = delivered()
    view(bought)
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.outcome, case.code) == ("rejected", "refuse", "was_viewed")
    assert case.closed_at is not None
    assert case.why["zh"] and case.why["en"]
    assert not bought.row.case_open
    assert isinstance(view(bought), list)


def test_the_sixth_request_after_five_refusals_in_a_day_is_not_taken() -> None:
    bought = delivered()
    view(bought)
    for _ in range(5):
        assert case_after(bought, reason="unwanted").state == "rejected"
    assert getattr(ask(bought, reason="unwanted"), "code", "") == "too_many_refusals"
    sweep_after(hours=25)
    assert case_after(bought, reason="unwanted").state == "rejected"
