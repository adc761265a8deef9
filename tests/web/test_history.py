"""What an order's history says of events that move money and no state."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.turns.buyer import nudge, send_back
from anxin.services.aftersale.turns.returning import Address, set_return_address
from tests.console.pages import browser, words
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.merchant import a_merchant
from tests.factories.order import delivered
from tests.factories.settlement import a_quick_shop, settled_at_once

pytestmark = pytest.mark.django_db

SETTLED = "保护期结束，货款已结算给商家"


def test_a_buyer_reads_the_page_of_a_settled_order() -> None:
    bought = settled_at_once(shop=a_quick_shop())
    assert SETTLED in words(browser(bought.buyer).get(f"/orders/{bought.no}/"))


def test_a_reviewer_reads_a_case_whose_order_is_settled() -> None:
    shop = a_quick_shop()
    goods = a_product(shop=shop, price_fen=49_000, cards=20)
    buyer = a_buyer(money_fen=1_000_000)
    case = case_after(
        settled_at_once(shop=shop, goods=goods, buyer=buyer, units=12), reason="unwanted"
    )
    assert case.state == "platform_review"
    senior = browser("senior")
    for address in ("/console/", f"/console/cases/{case.no}/"):
        page = senior.get(address)
        assert page.status_code == 200 and SETTLED in words(page), address


def test_a_decision_is_told_once_however_much_happens_in_its_state() -> None:
    goods = a_product(kind="physical", cards=0, shop=a_merchant(returns_to=""))
    bought = delivered(goods=goods)
    case = case_after(bought, reason="no_reason")
    shop, page = goods.shop, f"/refunds/{case.no}/"
    set_return_address(
        merchant_id=shop.id, actor=shop.member, sent=Address("甲", "021", "某路 1 号")
    )
    sweep_after()
    send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    assert nudge(no=case.no, buyer_id=bought.buyer) is None
    said = words(browser(bought.buyer).get(page))
    assert said.count("已同意退货退款") == 1
    assert "商品已寄回" in said and "您催了一次" in said
