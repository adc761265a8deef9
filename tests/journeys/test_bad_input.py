"""What is sent is checked: strange fields and numbers, other people's things, the same twice."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import APIResponse, Page, expect

from anxin.storage.aftersale.models import Case
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import delivered, paid, placed
from tests.journeys.steps import ask_back, button, case_no, choose, expect_state, see_order, submit
from tests.journeys.visitor import Visitors


def send(page: Page, path: str, **fields: str) -> APIResponse:
    """Send a form past the page, with the session and the token that the page has."""
    page.goto("/me/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, **fields}
    headers = {"Referer": page.url}
    return page.request.post(path, form=form, headers=headers, max_redirects=0)


def test_a_field_nobody_asked_for_is_refused(visitors: Visitors) -> None:
    bought = delivered()
    page = visitors.come(account=bought.buyer)
    answer = send(
        page,
        f"/orders/{bought.no}/refund/",
        form_key=str(uuid4()),
        reason="unwanted",
        refund_fen="999999",
    )
    assert answer.status == 422
    assert "不认识的内容" in answer.text()
    assert not Case.objects.filter(order__no=bought.no).exists()


@pytest.mark.parametrize("units", ["0", "-1", "9" * 30, "两件", "1.5", "4"])
def test_a_number_of_units_that_cannot_be_is_refused(visitors: Visitors, units: str) -> None:
    bought = delivered(units=3)
    page = visitors.come(account=bought.buyer)
    answer = send(
        page,
        f"/orders/{bought.no}/refund/",
        form_key=str(uuid4()),
        reason="unwanted",
        units=units,
    )
    assert answer.status == 422
    assert not Case.objects.filter(order__no=bought.no).exists()


@pytest.mark.parametrize("units", ["0", "-1", "21", "9" * 30, "两件"])
def test_checkout_takes_one_to_twenty(visitors: Visitors, units: str) -> None:
    goods = a_product()
    page = visitors.come(account=a_buyer())
    assert page.request.get(f"/product/{goods.no}/checkout/?units={units}").status == 200
    answer = send(page, f"/product/{goods.no}/checkout/", form_key=str(uuid4()), units=units)
    assert answer.status == 422


def test_what_belongs_to_somebody_else_does_not_exist(visitors: Visitors) -> None:
    bought = delivered()
    case = case_after(bought, reason="card_invalid")
    page = visitors.come(account=a_buyer())
    order = f"/orders/{bought.no}/"
    for path in (order, *(f"{order}{part}/" for part in ("pay", "cards", "refund", "policy"))):
        assert page.request.get(path).status == 404, path
    assert page.request.get(f"/refunds/{case.no}/").status == 404
    for path in (f"{order}cancel/", f"{order}deliver-now/", f"{order}received/", f"{order}cards/"):
        assert send(page, path).status == 404, path
    assert send(page, f"/refunds/{case.no}/withdraw/").status == 404
    assert page.request.get("/console/").status == 404
    assert page.request.get("/console/deliveries/").status == 404


def test_without_a_token_nothing_is_taken(visitors: Visitors) -> None:
    bought = placed()
    page = visitors.come(account=bought.buyer)
    assert page.request.post(f"/orders/{bought.no}/cancel/").status == 403


def test_a_sixth_unpaid_order_waits_until_one_is_settled(visitors: Visitors) -> None:
    buyer, goods = a_buyer(), a_product()
    for _ in range(5):
        placed(buyer=buyer, goods=goods)
    page = visitors.come(account=buyer)
    page.goto(f"/product/{goods.no}/checkout/")
    button(page, "提交订单").click()
    expect(page.get_by_role("alert")).to_contain_text("您有 5 笔订单还没付款")


def test_the_same_form_sent_twice_has_one_refund_number(visitors: Visitors) -> None:
    bought = delivered()
    page = visitors.come(account=bought.buyer)
    path, sent = f"/orders/{bought.no}/refund/", {"form_key": str(uuid4()), "reason": "unwanted"}
    first, second = send(page, path, **sent), send(page, path, **sent)
    assert first.status == second.status == 302
    assert first.headers["location"] == second.headers["location"]
    assert Case.objects.filter(order__no=bought.no).count() == 1


def test_two_quick_taps_make_one_refund(visitors: Visitors) -> None:
    bought = paid()
    page = visitors.come(account=bought.buyer)
    page.goto(f"/orders/{bought.no}/refund/")
    page.locator(".bar button.primary").dblclick(no_wait_after=True)
    expect_state(page, "已退款")
    assert Case.objects.filter(order__no=bought.no).count() == 1


def test_back_after_submitting_leads_to_the_refund_there_is(visitors: Visitors) -> None:
    bought = delivered()
    page = visitors.come(account=bought.buyer)
    case = ask_back(page, bought, reason="卡密无效")
    page.go_back()
    if re.search("/refund/$", page.url):
        choose(page, "卡密无效")
        submit(page)
    page.wait_for_url("**/refunds/*/")
    assert case_no(page) == case
    see_order(page, bought)
    expect(page.get_by_role("link", name="退款进度")).to_be_visible()
