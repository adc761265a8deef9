"""The role matrix of the consoles."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.console.pages import browser, first_line_case, returning_case, top_up_to_deliver, words

pytestmark = pytest.mark.django_db

REVIEW, MERCHANT = ("/console/",), ("/console/deliveries/", "/console/aftersale/")


@pytest.mark.parametrize("address", REVIEW + MERCHANT)
def test_whoever_is_not_logged_in_is_led_to_the_login_and_back(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"] == f"/account/login/?next={address}"


@pytest.mark.parametrize("role", ("agent", "senior", "supervisor"))
def test_reviewers_see_the_queue_and_no_merchants_page(role: str) -> None:
    client = browser(role)
    assert client.get("/console/").status_code == 200
    assert {client.get(address).status_code for address in MERCHANT} == {404}


@pytest.mark.parametrize("role", ("buyer", "merchant", "finance", "operator", "auditor"))
def test_for_all_others_the_queue_does_not_exist(role: str) -> None:
    case = first_line_case()
    client = browser(role)
    assert client.get("/console/").status_code == 404
    assert client.get(f"/console/cases/{case.no}/").status_code == 404
    assert client.post(f"/console/cases/{case.no}/approve/").status_code == 404
    assert client.post(f"/console/cases/{case.no}/reject/").status_code == 404
    case.refresh_from_db()
    assert case.state == "platform_review"


def test_a_buyer_finds_no_merchants_page() -> None:
    client = browser("buyer")
    assert {client.get(address).status_code for address in MERCHANT} == {404}


def test_a_merchant_account_without_a_shop_finds_nothing() -> None:
    client = browser("merchant")
    assert {client.get(address).status_code for address in MERCHANT} == {404}


def test_a_merchant_sees_what_its_own_buyers_wait_for_with_what_they_typed() -> None:
    bought = top_up_to_deliver()
    said = words(browser(bought.goods.shop.member).get("/console/deliveries/"))
    assert "测试商品" in said
    assert "13812345678" in said
    assert "已充值" in said


def test_another_merchants_orders_and_returns_do_not_exist() -> None:
    bought = top_up_to_deliver()
    case, _ = returning_case()
    client = browser(top_up_to_deliver().goods.shop.member)
    form = {"version": bought.row.version, "receipt_no": "A1", "value": "50"}
    assert client.post(f"/console/deliveries/{bought.no}/", form).status_code == 404
    received = f"/console/aftersale/{case.no}/act/received/"
    assert client.post(received).status_code == 404
    assert bought.no not in words(client.get("/console/deliveries/"))
    assert case.no not in words(client.get("/console/aftersale/"))
    case.refresh_from_db()
    assert (bought.row.state, case.state) == ("delivering", "awaiting_return")


def test_changes_are_made_by_post_only() -> None:
    case = first_line_case()
    agent = browser("agent")
    assert agent.get(f"/console/cases/{case.no}/approve/").status_code == 405
    assert agent.get(f"/console/cases/{case.no}/reject/").status_code == 405
