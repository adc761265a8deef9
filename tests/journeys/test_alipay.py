"""Paid at the payment channel's own page, and given back the same way."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.journeys.steps import ask_back, button, expect_state, notice, order, see_order
from tests.journeys.visitor import Visitors


def pay_by_alipay(page: Page) -> None:
    page.get_by_label("支付宝").check()
    button(page, "付款").click()
    expect(page.get_by_role("note")).to_contain_text("沙箱")
    button(page, "付款").click()
    expect(page).to_have_url(re.compile("/orders/"))


def test_an_order_paid_by_alipay_is_refunded_to_alipay(visitors: Visitors) -> None:
    page = visitors.come(account=a_buyer(money_fen=0))
    no = order(page, a_product())
    pay_by_alipay(page)
    see_order(page, no)
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()
    ask_back(page, no)
    expect_state(page, "已退款")
    expect(page.locator(".rows").first).to_contain_text("支付宝")
    page.goto("/wallet/")
    expect(page.locator(".price.xl")).to_have_text("¥0.00")


def test_whoever_turns_back_at_the_cashier_can_still_pay_otherwise(visitors: Visitors) -> None:
    page = visitors.come(account=a_buyer())
    no = order(page, a_product())
    button(page, "付款").click()
    button(page, "取消").click()
    page.goto(f"/orders/{no}/pay/")
    page.get_by_label("安心钱包").check()
    button(page, "付款").click()
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()
