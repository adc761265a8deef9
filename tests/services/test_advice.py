"""Advice is given once and never stands in the way; what was said is kept with the case."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from anxin.services.aftersale.submit import Declined, Submitted
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import OrderEvent
from anxin.storage.order.twins import list_twins
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask
from tests.factories.catalog import a_product, a_top_up, a_trusting_policy
from tests.factories.order import Bought, delivered, paid, placed, view

pytestmark = pytest.mark.django_db
Answer = Submitted | Declined
NOT_TOLD: frozenset[str] = frozenset()


def send(bought: Bought, *, told: frozenset[str] | None = NOT_TOLD, **form: Any) -> Answer:
    """Send a form of the page, on which nothing has been told unless `told` says so."""
    return ask(bought, told=told, **form)


def declined(answer: Answer) -> frozenset[str]:
    """Return the keys of the advice because of which a form was not taken."""
    assert isinstance(answer, Declined) and answer.code == "advised", answer
    return frozenset(one.key for one in answer.advice)


def case_of(answer: Answer) -> Case:
    """Return the case that a form became."""
    assert isinstance(answer, Submitted), answer
    return Case.objects.get(no=answer.case_no)


def submitted_event(case: Case) -> OrderEvent:
    """Return the line of history that a request began with."""
    return OrderEvent.objects.get(order=case.order, kind="case_submitted", data__case=case.no)


def test_a_reason_against_the_record_is_told_before_it_is_refused() -> None:
    bought = delivered()
    view(bought)
    keys = declined(send(bought, reason="not_received"))
    assert "not_received.stop.was_viewed" in keys
    assert not Case.objects.filter(order__no=bought.no).exists()
    assert not bought.row.case_open


def test_whoever_insists_is_heard_and_reviewers_see_what_was_told() -> None:
    bought = delivered()
    view(bought)
    key = uuid4()
    told = declined(send(bought, form_key=key, reason="not_received"))
    case = case_of(send(bought, form_key=key, reason="not_received", told=told))
    assert (case.state, case.code) == ("rejected", "was_viewed")
    assert set(submitted_event(case).data["advice"]) == told


def test_a_vague_note_is_asked_about_once() -> None:
    bought = delivered()
    view(bought)
    told = declined(send(bought, reason="card_invalid", note="商品不行"))
    assert told == {"card_invalid.ask.says_nothing"}
    case = case_of(send(bought, reason="card_invalid", note="商品不行", told=told))
    assert case.note == "商品不行"


def test_a_note_that_says_something_is_taken_at_once() -> None:
    bought = delivered()
    view(bought)
    case = case_of(send(bought, reason="card_invalid", note="激活提示1003"))
    assert "advice" not in submitted_event(case).data


def test_saying_nothing_is_everybodys_right() -> None:
    goods = a_product(policy_id=a_trusting_policy(), price_fen=40_000)
    bought = delivered(goods=goods)
    view(bought)
    case = case_of(send(bought, reason="card_invalid"))
    assert (case.outcome, case.tier) == ("review", "expedited")
    assert "advice" not in submitted_event(case).data


def test_a_form_that_can_tell_nothing_is_taken_as_it_is() -> None:
    bought = delivered()
    view(bought)
    case = case_of(send(bought, reason="not_received", told=None))
    assert case.state == "rejected"
    assert "advice" not in submitted_event(case).data


def test_a_card_that_is_looked_at_meanwhile_is_told_of_and_not_refused() -> None:
    bought = delivered()
    told = frozenset({"unwanted.offer.has_twin.duplicate_order.approve"})
    view(bought)
    assert "unwanted.stop.was_viewed" in declined(send(bought, reason="unwanted", told=told))


def test_the_same_form_tapped_twice_is_one_case_whatever_it_was_told() -> None:
    bought = delivered()
    view(bought)
    key = uuid4()
    told = declined(send(bought, form_key=key, reason="unwanted"))
    first = send(bought, form_key=key, reason="unwanted", told=told)
    again = send(bought, form_key=key, reason="unwanted", told=NOT_TOLD)
    assert isinstance(first, Submitted) and first == again


def test_other_details_under_the_same_key_are_another_form() -> None:
    bought = delivered()
    view(bought)
    key = uuid4()
    first = send(bought, form_key=key, reason="card_invalid", details={"shown": "1003"})
    case = case_of(first)
    assert send(bought, form_key=key, reason="card_invalid", details={"shown": "1003"}) == first
    other = send(bought, form_key=key, reason="card_invalid", details={"shown": "1004"})
    assert other == Declined("form_reused", case.no)


def test_details_are_kept_as_far_as_the_reason_asks_for_them() -> None:
    bought = delivered(goods=a_top_up(), inputs={"phone": "13812345678"})
    details = {"account_right": "yes", "shown": "充值中", "meant": "别的"}
    case = case_of(send(bought, reason="top_up_failed", details=details, note="余额还是 3 元"))
    assert case.details == {"account_right": "yes", "shown": "充值中"}


def test_details_are_in_no_event() -> None:
    bought = delivered()
    view(bought)
    case = case_of(send(bought, reason="card_invalid", details={"shown": "错误码778899"}))
    assert "错误码778899" not in str(submitted_event(case).data)


@pytest.mark.parametrize("details", ['["a list"]', '"words"', '{"got": "' + "长" * 1_000 + '"}'])
def test_the_table_keeps_no_details_without_bounds(details: str) -> None:
    bought = delivered()
    view(bought)
    case = case_of(send(bought, reason="card_invalid", note="错误 1003"))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE anxin_aftersale_case SET details = %s::jsonb WHERE id = %s", [details, case.id]
        )


def test_twins_are_the_buyers_own_paid_orders_of_the_product_at_that_time() -> None:
    buyer, goods = a_buyer(), a_product()
    first, second = delivered(buyer=buyer, goods=goods), paid(buyer=buyer, goods=goods)
    placed(buyer=buyer, goods=goods)
    delivered(buyer=buyer)
    delivered(goods=goods)
    view(first)
    twins = list_twins(order_id=second.row.id, minutes=30)
    assert [twin.no for twin in twins] == [first.no, second.no]
    assert [twin.names_other for twin in twins] == [False, True]
    assert [twin.viewed_units for twin in twins] == [1, 0]
    assert [twin.left_fen for twin in twins] == [9_800, 9_800]


def test_an_order_of_another_day_is_no_twin() -> None:
    buyer, goods = a_buyer(), a_product()
    first, second = delivered(buyer=buyer, goods=goods), delivered(buyer=buyer, goods=goods)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE anxin_order_order SET placed_at = placed_at - interval '31 minutes'"
            " WHERE no = %s",
            [first.no],
        )
    assert [twin.no for twin in list_twins(order_id=second.row.id, minutes=30)] == [second.no]
