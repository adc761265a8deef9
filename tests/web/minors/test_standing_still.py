"""Whose account stands still for a claim: told why, may object, sees what is held and what not."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.services.minors.objecting import answer_objection
from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from tests.console.pages import browser, words
from tests.factories.account import a_buyer
from tests.factories.catalog import a_top_up
from tests.factories.clock import sweep_after
from tests.factories.minors import GUARDIAN, MINOR, approved, submitted, taken
from tests.factories.order import delivered, paid, started, view

pytestmark = pytest.mark.django_db


def test_a_frozen_account_is_told_why_nothing_is_shown_or_sold() -> None:
    bought = delivered()
    submitted(bought)
    client = browser(bought.buyer)
    answer = client.post(f"/orders/{bought.no}/cards/", {"unit": "1"})
    assert answer.status_code == 409 and "监护人的未成年人退款" in words(answer)


def test_the_holder_reads_why_and_objects_once() -> None:
    bought = delivered()
    client = browser(bought.buyer)
    assert client.get("/me/paused/")["Location"] == "/me/"
    made, officer = taken(bought)
    assert 'href="/me/paused/"' in words(client.get("/me/"))
    said = words(client.get("/me/paused/"))
    assert "要求退款" in said and "提出异议" in said
    for secret in (GUARDIAN, MINOR, made.no, "监****"):
        assert secret not in said
    assert client.post("/me/paused/", {"said": " "}).status_code == 422
    assert client.post("/me/paused/", {"said": "我是成年人"}).status_code == 302
    assert client.post("/me/paused/", {"said": "我是成年人"}).status_code == 422, "a second tap"
    answer_objection(no=made.no, upheld=True, said="核对属实", officer=officer)
    said = words(client.get("/me/paused/"))
    assert "我是成年人" in said and "核对属实" in said and "成立，账号已恢复" in said
    assert browser("merchant").get("/me/paused/").status_code == 404


def test_an_order_that_is_held_says_so_and_offers_no_delivery() -> None:
    bought = paid()
    client = browser(bought.buyer)
    address = f"/orders/{bought.no}/"
    assert "立即发货" in words(client.get(address))
    submitted(bought)
    for page in (address, "/orders/"):
        assert "deliver-now" not in words(client.get(page))
    said = words(client.get(address))
    assert "暂停发货" in said and "现在仍可以取消" in said
    told = client.post(address + "deliver-now/", follow=True)
    assert "已为您立即发货" not in words(told) and bought.row.state == "cooling_off"


def test_a_merchant_sees_that_delivery_is_paused_and_nothing_of_why() -> None:
    bought = started(goods=a_top_up(price_fen=5_000), inputs={"phone": "13812345678"})
    submitted(bought)
    said = words(browser(bought.goods.shop.member).get("/console/deliveries/"))
    assert "平台暂停了发货" in said and "13812345678" not in said
    assert "未成年" not in said and "监护" not in said


def test_a_wallet_that_stands_still_says_so() -> None:
    bought = delivered()
    submitted(bought)
    assert "暂时不能提现" in words(browser(bought.buyer).get("/wallet/"))


def test_its_refund_is_told_in_english_without_chinese() -> None:
    bought = delivered(buyer=a_buyer(money_fen=50_000))
    view(bought)
    approved(bought, share=50)
    sweep_after(seconds=11)
    account = Account.objects.get(id=bought.buyer)
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    case = Case.objects.get(order=bought.row)
    for page in (f"/refunds/{case.no}/", f"/orders/{bought.no}/"):
        assert "未成年人退款" not in words(client.get(page))
