"""Pages about deposits, closing a shop, and what buyers see of what secures one."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.storage.merchant.models import Member, SettleTerm
from tests.console.pages import browser, words
from tests.factories.account import an_account
from tests.factories.catalog import a_product
from tests.factories.merchant import a_merchant
from tests.factories.order import delivered
from tests.factories.settlement import a_deposit, a_quick_shop, money_of, settled_at_once
from tests.factories.standing import confirmed, lift

pytestmark = pytest.mark.django_db


def test_a_merchant_tops_its_deposit_up() -> None:
    shop, key = a_quick_shop(), uuid4()
    settled_at_once(shop=shop)
    client = browser(shop.member)
    for _ in range(2):
        sent = {"form_key": key, "amount": "50"}
        assert client.post("/console/standing/deposit/", sent).status_code == 302
    assert money_of(shop.id).deposit_fen == 5_000
    sent = {"form_key": uuid4(), "amount": "50"}
    answer = client.post("/console/standing/deposit/", sent)
    assert (answer.status_code, "最多 ¥48.00" in words(answer)) == (422, True)
    assert "补缴保证金" in words(client.get("/console/statement/"))


def test_a_merchant_closes_its_shop_knowing_what_follows_and_opens_it_again() -> None:
    goods = a_product()
    delivered(goods=goods)
    client, page = browser(goods.shop.member), "/console/standing/"
    assert "0 笔没发货的订单" in words(client.get(page))
    sent = {"form_key": uuid4(), "why": "春节休假"}
    assert "请先勾选" in words(client.post(f"{page}close/", sent))
    for _ in range(2):
        assert client.post(f"{page}close/", {**sent, "sure": "on"}).status_code == 302
    assert "已歇业" in words(client.get(page))
    assert "这家店已经歇业" in words(client.get(f"/product/{goods.no}/"))
    for role in ("buyer", "operator"):
        assert browser(role).post(f"{page}reopen/").status_code == 404
        assert browser(role).post(f"{page}close/", sent).status_code == 404
    client.post(f"{page}reopen/")
    assert "立即购买" in words(client.get(f"/product/{goods.no}/"))


def test_a_shop_that_is_expelled_is_not_offered_to_close_or_to_open() -> None:
    shop = a_merchant()
    client, page = browser(shop.member), "/console/standing/"
    sent = {"form_key": uuid4(), "why": "春节休假", "sure": "on"}
    penalty = confirmed(shop=shop, kind="expel")
    assert "歇业" not in words(client.get(page))
    assert "已被清退，不能歇业" in words(client.post(f"{page}close/", sent, follow=True))
    assert lift(penalty) is None
    client.post(f"{page}close/", sent)
    assert "恢复营业" in words(client.get(page))
    confirmed(shop=shop, kind="expel")
    said = words(client.get(page))
    assert "已歇业" in said and "恢复营业" not in said


def test_an_operator_sets_what_deposit_a_merchant_keeps() -> None:
    shop, client = a_merchant(), browser("operator")
    sent = {"amount": "5000", "why": "入驻协议第 4 条"}
    assert client.post(f"/console/shops/{shop.id}/deposit/", sent).status_code == 302
    assert "入驻协议第 4 条" in words(browser(shop.member).get("/console/standing/"))


def test_an_operator_sets_when_a_merchants_money_is_released() -> None:
    shop, client = a_merchant(), browser("operator")
    page, to = f"/console/shops/{shop.id}/", f"/console/shops/{shop.id}/settlement/"
    assert "订单完成 7 天后结算" in words(client.get(page))
    for days in ("", "-1", "91", "7.5", "soon"):
        answer = client.post(to, {"days": days, "why": "签约"})
        assert (answer.status_code, "请填写 0 到 90 的天数" in words(answer)) == (422, True), days
    assert client.post(to, {"days": "3", "why": " "}).status_code == 422
    assert client.post(to, {"days": "3", "why": "签约第 6 条"}).status_code == 302
    assert all(part in words(client.get(page)) for part in ("T+3", "签约第 6 条", "之后完成的订单"))
    assert "和现在的标准一样" in words(client.post(to, {"days": "3", "why": "再来"}))
    said = words(browser(shop.member).get("/console/statement/"))
    assert all(part in said for part in ("订单完成 3 天后结算", "T+3", "签约第 6 条"))


def test_nobody_of_the_shop_sets_it_though_also_an_operator() -> None:
    shop = a_merchant()
    operator = an_account(role="operator").id
    Member.objects.create(merchant_id=shop.id, account_id=operator)
    sent = {"days": "0", "why": "快一点"}
    answer = browser(operator).post(f"/console/shops/{shop.id}/settlement/", sent)
    assert (answer.status_code, "要由别人处理" in words(answer)) == (422, True)
    assert not SettleTerm.objects.exists()


def test_buyers_see_what_secures_a_shop_and_why_a_product_is_not_sold() -> None:
    goods = a_product()
    a_deposit(merchant_id=goods.shop.id, amount_fen=500_000)
    client = browser("buyer")
    said = words(client.get(f"/product/{goods.no}/"))
    for text in ("新店，订单还少，暂不评分", "已缴保证金 ¥5,000.00", "先行垫付", "立即购买"):
        assert text in said, text
    assert goods.no in words(client.get(f"/product/{goods.no}/shop/"))
    confirmed(shop=goods.shop, goods=goods)
    said = words(client.get(f"/product/{goods.no}/"))
    assert "这件商品因售后问题被平台停售" in said and "立即购买" not in said
    page = client.get(f"/product/{goods.no}/checkout/")
    assert "被平台停售" in words(page)
    sent = {"form_key": uuid4(), "units": "1", "acknowledged": "on"}
    answer = client.post(f"/product/{goods.no}/checkout/", sent)
    assert (answer.status_code, "被平台停售" in words(answer)) == (422, True)
