"""Before anything is delivered: cancelling, waiting, letting an order lapse."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.factories.account import a_buyer
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import let_pass
from tests.factories.order import paid, placed, started
from tests.journeys.steps import (
    button,
    expect_state,
    link,
    notice,
    order,
    pay,
    reload_until,
    see_order,
    submit,
)
from tests.journeys.visitor import Visitors


def test_checkout_says_what_the_order_page_then_counts_down(visitors: Visitors) -> None:
    goods = a_product()
    page = visitors.come(account=a_buyer())
    page.goto(f"/product/{goods.no}/checkout/")
    expect(notice(page, "付款后有 10 分钟冷静期")).to_contain_text("到点自动发货")
    order(page, goods)
    pay(page)
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()


def test_cooling_off_ends_by_itself_and_the_open_page_shows_the_card(visitors: Visitors) -> None:
    bought = paid()
    page = visitors.come(account=bought.buyer)
    let_pass(minutes=9, seconds=56)
    see_order(page, bought)
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()
    expect(notice(page, "卡密已到，还没有查看")).to_be_visible(timeout=15_000)


def test_cancelling_in_cooling_off_gives_everything_back_at_once(visitors: Visitors) -> None:
    bought = paid()
    page = visitors.come(account=bought.buyer)
    see_order(page, bought)
    link(page, "取消并退款").click()
    expect(page.locator(".bar .primary")).to_contain_text("提交申请 · 退 ¥98.00")
    submit(page)
    expect_state(page, "已退款")
    see_order(page, bought)
    expect(page.get_by_role("heading", name="已全额退款")).to_be_visible()


def test_an_unpaid_order_is_cancelled_with_one_tap(visitors: Visitors) -> None:
    bought = placed()
    page = visitors.come(account=bought.buyer)
    see_order(page, bought)
    button(page, "取消订单").click()
    expect(notice(page, "订单已取消，没有扣款")).to_be_visible()
    expect(page.get_by_role("heading", name="已取消")).to_be_visible()


def test_an_unpaid_order_closes_by_itself(visitors: Visitors) -> None:
    bought = placed()
    page = visitors.come(account=bought.buyer)
    page.goto(f"/orders/{bought.no}/pay/")
    let_pass(minutes=40)
    page.get_by_label("安心钱包").check()
    button(page, "付款").click()
    expect(notice(page, "这笔订单已经关闭")).to_contain_text("没有扣款")
    see_order(page, bought)
    reload_until(page, page.get_by_text("超时未付款，订单自动关闭"))


def test_a_merchant_who_does_not_deliver_in_time_costs_the_buyer_nothing(
    visitors: Visitors,
) -> None:
    bought = started(goods=a_top_up(), inputs={"phone": "13900000000"})
    page = visitors.come(account=bought.buyer)
    see_order(page, bought)
    expect(notice(page, "等待商家发货")).to_contain_text("系统自动全额退款")
    let_pass(hours=25)
    page.goto("/refunds/")
    reload_until(page, page.locator("article", has_text="已退款"))
    page.goto("/wallet/")
    expect(page.locator(".rows .row").first).to_contain_text(re.compile(r"退款.*\+¥98\.00", re.S))
