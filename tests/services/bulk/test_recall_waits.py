"""Whatever of a recall waits for a person is brought up to those who can deal with it."""

from __future__ import annotations

import pytest
from django.template import Context
from django.test import RequestFactory

from anxin.console.templatetags.desks import desks
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.bulk.recall import ask_to_relist, keep_off, relist, retry_failed, run_recalls
from anxin.storage.account.models import Account
from anxin.storage.bulk.models import Recall
from anxin.storage.bulk.waiting import count_waiting
from anxin.storage.order.models import OrderEvent
from tests.console.pages import browser, words
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.order import Bought, delivered
from tests.factories.recall import line_of, of_cards, of_product, recalled, released, two_batches

pytestmark = pytest.mark.django_db


def with_a_changed_row() -> tuple[Bought, Recall]:
    """A recall that ended with an order which the buyer had given back in part meanwhile."""
    goods = a_product(cards=5)
    bought = delivered(goods=goods, units=2)
    row = released(of_product(goods))
    case_after(bought, reason="unwanted", units=1)
    run_recalls()
    return bought, again(row)


def again(row: Recall) -> Recall:
    """The recall as it is now."""
    row.refresh_from_db()
    return row


def told(role: str) -> int:
    """What stands beside the entry of recalls in somebody's menu."""
    request = RequestFactory().get("/console/")
    request.user = Account.objects.get(id=an_account(role=role).id)
    entries = desks(Context({"request": request}))["entries"]
    return next((count for link, count in entries if link.key == "recalls"), 0)


def test_rows_that_nothing_tries_again_are_brought_up_until_somebody_does() -> None:
    bought, row = with_a_changed_row()
    assert (row.state, line_of(bought).code, row.presses) == ("partial", "changed", 0)
    assert (row.due_at is not None, count_waiting()) == (True, 0)
    sweep_after(hours=4, minutes=1)
    assert (again(row).presses, count_waiting()) == (1, 1)
    sweep_after(hours=9)
    assert again(row).presses == 2
    assert [told(role) for role in ("supervisor", "finance", "operator", "agent")] == [1, 1, 0, 0]
    said = words(browser("finance").get(f"/console/recalls/{row.no}/"))
    assert "1 单不会自己再试" in said and "已催主管和财务 2 次" in said and "已超时" in said
    assert retry_failed(no=row.no, actor=an_account(role="operator").id, role="operator") == 1
    assert (again(row).due_at, row.presses, count_waiting()) == (None, 0, 0)
    run_recalls()
    assert (again(row).state, row.due_at) == ("done", None)


def test_a_row_that_could_not_be_saved_is_brought_up_too() -> None:
    bought = delivered()
    row = released(of_product(bought.goods))
    order = bought.row
    OrderEvent.objects.create(
        order_id=order.id, seq=order.version + 1, kind="x", states=[], role="system"
    )
    run_recalls()
    assert (line_of(bought).code, again(row).state) == ("broken", "partial")
    sweep_after(hours=4, minutes=1)
    assert (again(row).presses, count_waiting()) == (1, 1)


def test_rows_that_are_tried_again_by_themselves_press_nobody() -> None:
    goods = two_batches(first=1)
    bought = delivered(goods=goods, units=2)
    row = released(of_cards(goods))
    case = case_after(bought, reason="card_invalid")
    run_recalls()
    assert (again(row).state, line_of(bought).code, row.due_at) == ("partial", "case_open", None)
    sweep_after(hours=5)
    assert (again(row).presses, count_waiting()) == (0, 0)
    withdraw_case(no=case.no, buyer_id=bought.buyer)
    sweep_after(hours=5)
    run_recalls()
    assert again(row).state == "done"


def test_a_row_that_goes_on_by_itself_does_not_begin_the_others_time_anew() -> None:
    goods = two_batches(first=4)
    odd, held = delivered(goods=goods, units=3), delivered(goods=goods, units=2)
    row = released(of_cards(goods))
    case = case_after(held, reason="card_invalid")
    case_after(odd, reason="unwanted", units=1)
    run_recalls()
    since = again(row).due_at
    assert [line_of(one).code for one in (odd, held)] == ["changed", "case_open"]
    withdraw_case(no=case.no, buyer_id=held.buyer)
    sweep_after(minutes=5)
    assert again(row).state == "running"
    run_recalls()
    assert (line_of(held).state, again(row).state, row.due_at) == ("done", "partial", since)


def wished() -> tuple[Recall, Account]:
    """A recall that is over, and who wants what it took sold again."""
    goods = a_product(cards=2)
    delivered(goods=goods)
    row, operator = recalled(of_product(goods)), an_account(role="operator")
    assert ask_to_relist(no=row.no, actor=operator.id, role="operator") is None
    return again(row), Account.objects.get(id=operator.id)


def test_a_wish_is_counted_from_its_first_moment_and_pressed() -> None:
    row, _ = wished()
    assert [told(role) for role in ("supervisor", "finance", "agent")] == [1, 1, 0]
    assert "等同意重新上架" in words(browser("operator").get("/console/recalls/"))
    sweep_after(hours=4, minutes=1)
    assert again(row).presses == 1
    assert relist(no=row.no, actor=an_account(role="finance").id, role="finance") is None
    assert (again(row).due_at, row.presses, count_waiting()) == (None, 0, 0)


def test_a_wish_that_is_turned_down_presses_nobody_any_more() -> None:
    row, _ = wished()
    assert keep_off(no=row.no, actor=an_account(role="finance").id, role="finance") is None
    assert (again(row).due_at, count_waiting()) == (None, 0)


def test_a_wish_that_lapses_leaves_a_line_until_somebody_asks_again() -> None:
    row, operator = wished()
    sweep_after(hours=24, minutes=1)
    assert (again(row).relist_by_id, row.lapsed_by_id) == (None, operator.id)
    assert (row.due_at, count_waiting()) == (None, 0)
    client = browser(operator.id)
    page = f"/console/recalls/{row.no}/"
    said = words(client.get(page))
    assert f"{operator.username} 提出的重新上架没有人答复" in said and "提出重新上架" in said
    assert "重新上架已作废" in words(client.get("/console/recalls/"))
    client.post(f"{page}shelf/ask/")
    assert "没有人答复" not in words(client.get(page))


def test_a_wish_that_ends_leaves_the_rows_to_look_at_pressed() -> None:
    _, row = with_a_changed_row()
    since, operator = row.due_at, an_account(role="operator").id
    assert ask_to_relist(no=row.no, actor=operator, role="operator") is None
    assert (again(row).due_at, count_waiting()) == (since, 1)
    assert keep_off(no=row.no, actor=operator, role="operator") is None
    assert (again(row).due_at, count_waiting()) == (since, 0)
    sweep_after(hours=4, minutes=1)
    assert (again(row).presses, count_waiting()) == (1, 1)
