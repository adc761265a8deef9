"""The form catches a wrong reason and empty words while they are filled in, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.aftersale.models import Case
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.order import Bought, delivered, view
from tests.journeys.steps import button, choose, expect_state, notice, submit
from tests.journeys.test_access import AXE, barriers
from tests.journeys.visitor import DESK, PHONE, Visitors

BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def bought_card(*, viewed: bool) -> Bought:
    bought = delivered(goods=a_product(title="Steam 充值卡 100 元", title_en="Steam card ¥100"))
    if viewed:
        view(bought)
    return bought


def open_form(visitors: Visitors, bought: Bought, *, script: bool = True) -> Page:
    page = visitors.come(account=bought.buyer, script=script)
    page.goto(f"/orders/{bought.no}/refund/")
    return page


def expect_no_barriers(page: Page) -> None:
    page.evaluate(AXE)
    assert barriers(page, DESK) + barriers(page, PHONE) == []


@BOTH
def test_a_card_nobody_looked_at_is_returned_at_once_instead_of_argued_about(
    visitors: Visitors, script: bool
) -> None:
    bought = bought_card(viewed=False)
    page = open_form(visitors, bought, script=script)
    choose(page, "卡密无效")
    told = notice(page, "卡密从未查看")
    expect(told).to_contain_text("几秒内退 ¥93.10（已扣手续费 ¥4.90）")
    if script:
        expect_no_barriers(page)
    told.get_by_role("button", name="改选「不想要了」").click()
    expect(page.locator(".answer:visible .row.total")).to_contain_text("¥93.10")
    submit(page)
    expect_state(page, "已退款")


@BOTH
def test_empty_words_are_met_with_what_is_missing_before_anything_is_sent(
    visitors: Visitors, script: bool
) -> None:
    bought = bought_card(viewed=True)
    page = open_form(visitors, bought, script=script)
    choose(page, "卡密无效")
    page.get_by_label("补充说明").fill("商品不行")
    if not script:
        page.locator(".bar button.primary").click()
        expect(page.get_by_role("alert")).to_contain_text("还没有提交")
    told = page.locator("#typed .notice")
    expect(told).to_contain_text("请补上：在哪里激活、提示的原文或错误码")
    expect(page.locator(".bar .primary")).to_contain_text("仍要提交", use_inner_text=True)
    if script:
        expect_no_barriers(page)
    page.get_by_label("提示的原文或错误码").fill("该卡已被使用（1003）")
    if script:
        expect(told).to_have_count(0)
    submit(page)
    expect_state(page, "待补充")
    case = Case.objects.get(order__no=bought.no)
    assert (case.note, case.details) == ("商品不行", {"shown": "该卡已被使用（1003）"})


def test_a_hasty_tap_on_empty_words_is_stopped_once_and_loses_nothing(visitors: Visitors) -> None:
    bought = bought_card(viewed=True)
    page = open_form(visitors, bought)
    choose(page, "卡密无效")
    page.get_by_label("补充说明").fill("用不了")
    page.locator(".bar button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("还没有提交")
    expect(page.get_by_label("补充说明")).to_have_value("用不了")
    expect_no_barriers(page)
    submit(page)
    expect_state(page, "待补充")


def test_not_received_shows_first_where_it_is(visitors: Visitors) -> None:
    bought = bought_card(viewed=True)
    page = open_form(visitors, bought)
    choose(page, "未收到")
    expect(notice(page, "暂不能退")).to_contain_text("卡密已经被查看")
    expect(page.locator("#places")).to_contain_text("203.0.113.7")
    expect_no_barriers(page)
    page.get_by_role("link", name="再去看一次").click()
    expect(page).to_have_url(f"{visitors.origin}/orders/{bought.no}/cards/")


def test_of_two_identical_orders_the_one_nobody_looked_at_goes_back(visitors: Visitors) -> None:
    buyer, goods = a_buyer(), a_product(title="Steam 充值卡 100 元")
    first, second = (delivered(buyer=buyer, goods=goods) for _ in range(2))
    view(first)
    page = open_form(visitors, first)
    choose(page, "重复下单")
    expect_no_barriers(page)
    page.get_by_role("link", name="改退那一笔").click()
    expect(page).to_have_url(f"{visitors.origin}/orders/{second.no}/refund/?reason=duplicate_order")
    expect(page.locator(".twin input")).to_be_checked()
    submit(page)
    expect_state(page, "已退款")
    case = Case.objects.get(order__no=second.no)
    assert (case.details, case.fee_fen) == ({"keep": first.no}, 0)


def test_enter_in_a_field_looks_again_and_submits_nothing(visitors: Visitors) -> None:
    bought = bought_card(viewed=True)
    page = open_form(visitors, bought)
    choose(page, "卡密无效")
    page.get_by_label("提示的原文或错误码").fill("1003")
    page.get_by_label("提示的原文或错误码").press("Enter")
    expect(button(page, "提交申请")).to_be_visible()
    expect(page.get_by_label("提示的原文或错误码")).to_have_value("1003")
    assert not Case.objects.filter(order__no=bought.no).exists()


def test_a_draft_that_comes_back_is_advised_upon_and_the_address_chooses_the_reason(
    visitors: Visitors,
) -> None:
    bought = bought_card(viewed=True)
    page = open_form(visitors, bought)
    choose(page, "质量问题")
    page.get_by_label("补充说明").fill("用不了")
    page.goto(f"/orders/{bought.no}/refund/?reason=card_invalid")
    expect(page.get_by_label("补充说明")).to_have_value("用不了")
    expect(page.locator("[name=reason]:checked")).to_have_value("card_invalid")
    expect(page.locator("#typed .notice")).to_contain_text("在哪里激活")
