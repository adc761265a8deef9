"""Goods that go back: where to, whoever is silent, and who decides if they differ."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.aftersale.models import Case
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.merchant import a_merchant
from tests.factories.order import Bought, delivered
from tests.journeys.steps import button, expect_state, notice
from tests.journeys.test_turns import (
    MONEY_FEN,
    PATIENCE_S,
    buyers_page,
    desk,
    has,
    hurry,
    shops_page,
)
from tests.journeys.visitor import Visitors
from tests.races.turns import overdue

pytestmark = pytest.mark.branch


def granted(*, returns_to: str = "上海市示范路 1 号") -> tuple[Bought, Case]:
    """A return that the policy has granted; the shop may not have said where to."""
    goods = a_product(
        kind="physical", cards=0, price_fen=9_800, shop=a_merchant(returns_to=returns_to)
    )
    bought = delivered(goods=goods)
    case = case_after(bought, reason="no_reason")
    assert case.state == "awaiting_return"
    return bought, case


def sent(visitors: Visitors, bought: Bought, case: Case) -> Page:
    """The buyer has sent the goods and looks at the page."""
    buyer = buyers_page(visitors, bought, case)
    buyer.get_by_label("快递公司").fill("顺丰速运")
    buyer.get_by_label("快递单号").fill("SF1234567890")
    button(buyer, "我已寄出").click()
    expect(notice(buyer, "商品已寄回")).to_be_visible()
    return buyer


def test_the_buyer_waits_for_an_address_and_then_sends_the_goods_there(visitors: Visitors) -> None:
    bought, case = granted(returns_to="")
    buyer = buyers_page(visitors, bought, case)
    expect(notice(buyer, "请先不要寄")).to_be_visible()
    expect(buyer.get_by_label("快递单号")).to_have_count(0)
    merchant = shops_page(visitors, bought, case)
    merchant.get_by_label("收件人").fill("退货组")
    merchant.get_by_label("联系电话").fill("021-55550001")
    merchant.get_by_label("退货地址").fill("上海市示范路 9 号 2 号仓")
    button(merchant, "保存并告诉买家").click()
    expect(notice(merchant, "等买家寄回商品")).to_contain_text("示范路 9 号")
    buyer.reload()
    expect(buyer.locator("main")).to_contain_text("上海市示范路 9 号 2 号仓")
    sent(visitors, bought, case)


def test_without_an_address_nothing_need_be_sent(visitors: Visitors) -> None:
    bought, case = granted(returns_to="")
    buyer = buyers_page(visitors, bought, case)
    overdue(case)
    buyer.reload()
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    expect(buyer.locator("main")).to_contain_text("商家没有给出退货地址，不用寄回")
    has(bought, MONEY_FEN)


def test_what_is_not_sent_in_time_is_kept_and_both_read_why(visitors: Visitors) -> None:
    bought, case = granted()
    buyer = buyers_page(visitors, bought, case)
    expect(notice(buyer, "请把商品寄回")).to_be_visible()
    overdue(case)
    buyer.reload()
    expect_state(buyer, "已关闭")
    for page in (buyer, shops_page(visitors, bought, case)):
        expect(page.locator("main")).to_contain_text("没有按时寄回，申请已关闭")
    has(bought, MONEY_FEN - 9_800)


def test_goods_that_nobody_confirms_are_back(visitors: Visitors) -> None:
    bought, case = granted()
    buyer = sent(visitors, bought, case)
    overdue(case)
    buyer.reload()
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    for page in (buyer, shops_page(visitors, bought, case)):
        expect(page.locator("main")).to_contain_text("视为已收到退货")
    has(bought, MONEY_FEN)


def test_a_senior_decides_over_an_empty_box(visitors: Visitors) -> None:
    bought, case = granted()
    buyer = sent(visitors, bought, case)
    merchant = shops_page(visitors, bought, case)
    merchant.locator("summary", has_text="退回的商品有问题").click()
    merchant.locator('form[action$="/dispute/"] textarea').fill("收到的是空盒")
    merchant.locator('form[action$="/dispute/"] button').click()
    expect(notice(merchant, "由高级审核员处理")).to_be_visible()
    buyer.reload()
    expect(buyer.locator("main")).to_contain_text("商家对退回的商品有异议")
    senior = desk(visitors, case, an_account(role="senior").id)
    expect(senior.locator("main")).to_contain_text("收到的是空盒")
    button(senior, "同意退款").click()
    expect(notice(senior, "10 秒后生效")).to_be_visible()
    hurry(case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, MONEY_FEN)


def test_the_platform_is_called_in_over_goods_that_nobody_confirms(visitors: Visitors) -> None:
    bought, case = granted()
    buyer = sent(visitors, bought, case)
    button(buyer, "不等商家，请平台介入").click()
    expect_state(buyer, "待审核")
    merchant = shops_page(visitors, bought, case)
    expect(merchant.locator("main")).to_contain_text("买家请平台介入")
    expect(button(merchant, "确认收到退货")).to_have_count(0)
    senior = desk(visitors, case, an_account(role="senior").id)
    expect(button(senior, "同意退款")).to_be_visible()
