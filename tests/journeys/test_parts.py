"""A part of an order: some units, a part of the value; and a request taken back."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.factories.account import a_buyer
from tests.factories.catalog import a_product, a_top_up
from tests.factories.order import delivered, ship, started
from tests.journeys.steps import (
    ask_back,
    button,
    choose,
    expect_state,
    link,
    notice,
    order,
    pay,
    see_order,
    submit,
)
from tests.journeys.visitor import DESK, Visitors


def test_one_card_of_three_is_given_back(visitors: Visitors) -> None:
    bought = delivered(goods=a_product(price_fen=10_000), units=3)
    page = visitors.come(account=bought.buyer)
    see_order(page, bought)
    link(page, "退款").click()
    page.get_by_label("共 3 件").fill("1")
    button(page, "按这个数量重新计算").click()
    choose(page, "不想要了")
    expect(page.locator(".answer:visible .row.total")).to_contain_text("¥95.00")
    submit(page)
    expect_state(page, "已退款")
    page.goto("/wallet/")
    expect(page.locator(".rows .row").first).to_contain_text("+¥95.00")
    see_order(page, bought)
    expect(link(page, "退款")).to_be_visible()


def test_a_merchant_delivers_half_by_hand_and_the_buyer_gets_the_other_half_back(
    visitors: Visitors,
) -> None:
    goods = a_top_up(title="移动话费 100 元 快充", price_fen=10_000)
    buyer = visitors.come(account=a_buyer())
    no = order(buyer, goods, typed="13900001111")
    pay(buyer)
    button(buyer, "立即发货").click()
    merchant = visitors.come(account=goods.shop.member, size=DESK)
    merchant.goto("/console/deliveries/")
    expect(merchant.locator("code", has_text="13900001111")).to_be_visible()
    merchant.get_by_label("充值流水号").fill("CM-20260001")
    merchant.get_by_label("本次到账金额").fill("50")
    button(merchant, "已充值").click()
    expect(notice(merchant, "还欠 ¥50.00")).to_be_visible()
    see_order(buyer, no)
    expect(buyer.get_by_text("CM-20260001")).to_be_visible()
    ask_back(buyer, no)
    expect_state(buyer, "已退款")
    expect(buyer.locator(".price.l").first).to_have_text("¥50.00")
    see_order(buyer, no)
    expect(buyer.get_by_text("已退款 ¥50.00")).to_be_visible()


def test_a_top_up_that_arrived_in_part_is_refunded_for_what_is_missing(visitors: Visitors) -> None:
    bought = started(goods=a_top_up(price_fen=10_000), inputs={"phone": "13900000000"})
    assert ship(bought, value_fen=6_000) is None
    page = visitors.come(account=bought.buyer)
    ask_back(page, bought)
    expect_state(page, "已退款")
    expect(page.locator(".price.l").first).to_have_text("¥40.00")


def test_after_withdrawing_the_card_can_be_seen_again(visitors: Visitors) -> None:
    bought = delivered()
    page = visitors.come(account=bought.buyer)
    case = ask_back(page, bought, reason="卡密无效")
    expect_state(page, "待补充")
    page.goto(f"/orders/{bought.no}/cards/")
    expect(page.get_by_role("button", name="查看")).to_have_count(0)
    page.goto(f"/refunds/{case}/")
    link(page, "撤销申请").click()
    expect(page.get_by_text("撤销后 30 天内可再申请 2 次。")).to_be_visible()
    button(page, "确认撤销").click()
    expect_state(page, "已撤销")
    page.goto(f"/orders/{bought.no}/cards/")
    button(page, "查看").click()
    expect(page.locator(".secret code")).to_contain_text("CARD-")
