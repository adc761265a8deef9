"""The main journey: buy a card, look at it, and get the money back. With script and without."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.order.models import CardView
from tests.factories.catalog import Goods, a_product
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
from tests.journeys.visitor import Visitors

BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def sign_up_and_log_in(page: Page) -> None:
    name, password = f"lin-{uuid4().hex[:10]}", uuid4().hex
    page.goto("/account/signup/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_label("再输入一次密码").fill(password)
    button(page, "注册").click()
    page.goto("/me/")
    button(page, "退出登录").click()
    page.goto("/orders/")
    expect(page).to_have_url(re.compile("/account/login/"))
    form = page.locator("form").filter(has=page.get_by_label("密码"))
    form.get_by_label("用户名").fill(name)
    form.get_by_label("密码").fill(password)
    form.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile("/orders/$"))


def read_the_rules(page: Page, goods: Goods) -> None:
    page.goto(f"/product/{goods.no}/")
    expect(page.locator(".tag", has_text="付款后10分钟内可取消")).to_be_visible()
    expect(page.locator(".tag", has_text="卡密未查看24小时内可退")).to_be_visible()
    expect(page.locator(".timeline li").first).to_be_visible()
    expect(notice(page, "激活")).to_be_visible()


def find_the_wallet_too_light_and_fill_it(page: Page, *, yuan: int) -> None:
    page.get_by_label("安心钱包").check()
    button(page, "付款").click()
    expect(notice(page, f"钱包还差 ¥{yuan}.00")).to_be_visible()
    page.get_by_role("link", name="给钱包充值").click()
    page.get_by_label("充值金额").fill(str(yuan))
    button(page, "充值").click()
    expect(page).to_have_url(re.compile("/pay/$"))
    expect(notice(page, "演示金已到账")).to_be_visible()


def waive_cooling_off(page: Page) -> None:
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()
    expect(page.locator(".countdown")).to_have_text(re.compile(r"^\s*(00:)?(09:\d\d|10:00)"))
    button(page, "立即发货").click()
    expect(notice(page, "卡密已到，还没有查看")).to_be_visible()


def look_at_the_card(page: Page, no: str) -> None:
    link(page, "卡密提取").click()
    expect(page.locator(".secret code")).to_have_text("•••• ••••")
    views = CardView.objects.filter(order_card__order__no=no)
    assert views.count() == 0
    button(page, "查看").click()
    expect(page.locator(".secret code")).to_contain_text("CARD-")
    assert views.count() == 1, "who saw a secret is on record"
    page.go_back()


def expect_the_money_back(page: Page, case: str, amount: str) -> None:
    expect_state(page, "已退款")
    expect(page.locator("main")).to_contain_text(case)
    expect(page.locator("main")).to_contain_text("退款流水号")
    page.get_by_role("link", name="看钱包").click()
    expect(page.locator(".rows .row").first).to_contain_text("退款")
    expect(page.locator(".rows .row").first).to_contain_text(f"+{amount}")


@BOTH
def test_a_buyer_orders_looks_at_a_card_and_is_told_what_can_still_be_done(
    visitors: Visitors, script: bool
) -> None:
    page = visitors.come(script=script)
    goods = a_product(title="Steam 充值卡 648 元", price_fen=63_500)
    sign_up_and_log_in(page)
    read_the_rules(page, goods)
    no = order(page, goods)
    find_the_wallet_too_light_and_fill_it(page, yuan=635)
    pay(page)
    waive_cooling_off(page)
    look_at_the_card(page, no)
    case = ask_back(page, no, reason="不想要了")
    expect_state(page, "审核拒绝")
    expect(notice(page, "为什么没有通过")).to_contain_text("卡密无效")
    button(page, "重新申请").click()
    choose(page, "卡密无效")
    assert submit(page) != case
    expect_state(page, "待补充")


@BOTH
def test_an_unviewed_card_is_given_back_in_three_taps_and_paid_at_once(
    visitors: Visitors, script: bool
) -> None:
    page, goods = visitors.come(script=script), a_product(title="Steam 充值卡 100 元")
    sign_up_and_log_in(page)
    no = order(page, goods)
    find_the_wallet_too_light_and_fill_it(page, yuan=98)
    pay(page)
    waive_cooling_off(page)
    page.goto("/orders/")
    page.get_by_role("link", name="退款", exact=True).click()  # one tap
    choose(page, "不想要了")  # two
    expect(page.locator(".answer:visible .row.total")).to_contain_text("¥93.10")
    expect(page.locator(".bar .primary")).to_have_text("提交申请 · 退 ¥93.10", use_inner_text=True)
    case = submit(page)  # three
    expect_the_money_back(page, case, "¥93.10")
    page.goto("/refunds/")
    expect(page.locator("article").first).to_contain_text("已退款")
    see_order(page, no)
    expect(page.get_by_role("heading", name="已全额退款")).to_be_visible()
