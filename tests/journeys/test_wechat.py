"""Paid with a code that WeChat scans, beside what the buyer has here, and given back both ways."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from anxin.storage.ledger.queries import breaches
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.gift import a_coupon, some_points
from tests.journeys.servers import Site
from tests.journeys.steps import (
    ask_back,
    button,
    expect_state,
    notice,
    order,
    submit,
)
from tests.journeys.visitor import DESK, PHONE, Visitors

HTTP = build_opener(ProxyHandler({}))


def scan_and_pay(site: Site, no: str) -> None:
    """What the buyer's phone does with the code on an order's page."""
    scan_payment(site, Payment.objects.filter(order__no=no, method="wechat").latest("position"))


def scan_payment(site: Site, payment: Payment) -> None:
    """What the buyer's phone does with the code of a payment."""
    with HTTP.open(f"{site.sandbox}/book", timeout=10) as answer:
        book: dict[str, Any] = json.loads(answer.read())["wechat"][payment.no]
    address = site.sandbox + str(book["pay_page"])
    with HTTP.open(address, urlencode({"do": "pay"}).encode(), timeout=10):
        pass


def choose_everything(page: Page) -> None:
    """Coupon, points and balance first, WeChat for the rest."""
    page.get_by_label(re.compile("新人券")).check()
    page.get_by_label(re.compile("用积分")).check()
    page.get_by_label("先用余额").check()
    page.get_by_label("微信支付").check()


def test_an_order_paid_by_four_tenders_is_given_back_to_all_of_them(
    visitors: Visitors, site: Site
) -> None:
    buyer = a_buyer(money_fen=2_000)
    some_points(buyer=buyer, points=500)
    a_coupon(buyer=buyer, value_fen=1_000, minimum_fen=5_000)
    page = visitors.come(account=buyer, size=DESK)
    no = order(page, a_product())
    choose_everything(page)
    button(page, "看每样付多少").click()
    expect(page.locator("#sum")).to_contain_text("¥63.00")
    button(page, "付款").click()
    expect(page.get_by_role("heading", name="微信支付扫码")).to_be_visible()
    expect(page.locator("main")).to_contain_text("¥63.00")
    expect(page.get_by_alt_text("支付二维码")).to_be_visible()
    expect(page.get_by_alt_text("支付二维码")).to_have_js_property("complete", True)
    scan_and_pay(site, no)
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()
    ask_back(page, no)
    expect_state(page, "已退款", patience_s=30)
    said = page.locator("main")
    for part in ("¥63.00", "¥20.00", "¥5.00", "¥10.00"):
        expect(said).to_contain_text(part)
    page.goto("/wallet/")
    expect(page.locator(".price.xl")).to_have_text("¥20.00")
    expect(said).to_contain_text("500")
    expect(said).to_contain_text("新人券")
    assert breaches() == []


def test_a_buyer_may_have_it_in_the_wallet_and_take_it_out_the_way_it_came(
    visitors: Visitors, site: Site
) -> None:
    page = visitors.come(account=a_buyer(money_fen=0), size=DESK)
    no = order(page, a_product())
    page.get_by_label("微信支付").check()
    button(page, "付款").click()
    expect(page.get_by_alt_text("支付二维码")).to_have_js_property("complete", True)
    scan_and_pay(site, no)
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()
    page.goto(f"/orders/{no}/refund/")
    page.get_by_label(re.compile("安心钱包")).check()
    submit(page)
    expect_state(page, "已退款")
    page.goto("/wallet/")
    expect(page.locator(".price.xl")).to_have_text("¥98.00")
    page.get_by_label("提现金额（元）").fill("98")
    page.get_by_role("button", name="提现", exact=True).click()
    expect(page.locator(".price.xl")).to_have_text("¥0.00")
    expect(page.locator("main")).to_contain_text("提现")
    withdrawal = Refund.objects.get(cause="withdrawal", payment__order__no=no)
    for _ in range(100):
        withdrawal.refresh_from_db()
        if withdrawal.state == "succeeded":
            break
        page.wait_for_timeout(300)
    assert withdrawal.state == "succeeded"
    page.goto("/wallet/")
    expect(page.locator("main")).to_contain_text("已原路退回")
    assert breaches() == []


def test_too_much_is_not_taken_out_and_the_page_says_how_much_could_be(visitors: Visitors) -> None:
    page = visitors.come(account=a_buyer(money_fen=5_000))
    page.goto("/wallet/")
    expect(page.locator("main")).to_contain_text("现在没有可以退回原渠道的钱")
    expect(page.get_by_label("提现金额（元）")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_wallet_is_topped_up_by_a_code_and_the_page_goes_on_by_itself(
    visitors: Visitors, site: Site, size: ViewportSize
) -> None:
    buyer = a_buyer(money_fen=0)
    page = visitors.come(account=buyer, size=size)
    page.goto("/wallet/")
    expect(page.get_by_role("button", name="用手机扫码充值")).to_be_visible(visible=size == DESK)
    page.get_by_label("充值金额（元）").fill("30")
    page.get_by_label("微信支付").check()
    page.get_by_role("button", name="充值", exact=True).click()
    expect(page.get_by_role("heading", name="微信支付扫码")).to_be_visible()
    expect(page.locator("main")).to_contain_text("¥30.00")
    expect(page.get_by_alt_text("支付二维码")).to_have_js_property("complete", True)
    scan_payment(site, Payment.objects.get(top_up__account_id=buyer))
    expect(page).to_have_url(re.compile("/wallet/$"))
    expect(page.locator(".price.xl")).to_have_text("¥30.00")
    assert breaches() == []
