"""Recalls that do not simply go through, as those meet them who are concerned."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from anxin.storage.catalog.models import Product
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import delivered
from tests.factories.recall import of_product, proposed, released
from tests.journeys.steps import button, notice, reload_until
from tests.journeys.visitor import DESK, PHONE, Visitors


def staff(visitors: Visitors, role: str, *, at: str) -> Page:
    """Somebody of that role, at a desk, on that page."""
    page = visitors.come(account=an_account(role=role).id, size=DESK)
    page.goto(at)
    return page


def test_a_recall_is_refused_and_all_is_back_on_the_shelf(visitors: Visitors) -> None:
    goods = a_product(title="星辰点券卡 50 元", title_en="Star points ¥50", cards=3)
    row = proposed(of_product(goods))
    shop = visitors.come(account=goods.shop.member, size=PHONE)
    shop.goto("/console/aftersale/")
    expect(shop.locator("#recalls")).to_contain_text("起下架，还没有恢复")
    finance = staff(visitors, "finance", at=f"/console/recalls/{row.no}/")
    button(finance, "驳回").click()
    expect(finance.get_by_text("驳回时下架的已恢复销售")).to_be_visible()
    shop.reload()
    expect(shop.locator("#recalls")).to_contain_text("已恢复销售")
    buyer = visitors.come(account=a_buyer())
    buyer.goto(f"/product/{goods.no}/")
    expect(button(buyer, "立即购买")).to_be_enabled()


def test_a_recall_ends_in_part_and_is_tried_again(visitors: Visitors) -> None:
    goods = a_product(title="云上会员月卡", cards=4)
    fine, changed = delivered(goods=goods), delivered(goods=goods, units=2)
    row = proposed(of_product(goods))
    case_after(changed, reason="unwanted", units=1)
    supervisor = staff(visitors, "supervisor", at=f"/console/recalls/{row.no}/")
    button(supervisor, "放行").click()
    reload_until(supervisor, supervisor.locator(".tag", has_text="有没退成的"))
    expect(notice(supervisor, "1 单不会自己再试")).to_be_visible()
    expect(supervisor.locator("tbody")).to_contain_text("名单冻结后订单有变动")
    operator = staff(visitors, "operator", at=f"/console/recalls/{row.no}/")
    button(operator, "重试没有退成的 1 单").click()
    reload_until(operator, operator.locator(".tag", has_text="已完成"))
    expect(operator.locator("tbody .tag.good")).to_have_count(2)
    assert (fine.row.refunded_fen, changed.row.refunded_fen) == (9_800, 19_600)


def test_one_asks_to_sell_again_and_another_agrees(visitors: Visitors) -> None:
    goods = a_product(title="星辰点券卡 100 元", cards=2)
    delivered(goods=goods)
    row = released(of_product(goods))
    operator = staff(visitors, "operator", at=f"/console/recalls/{row.no}/")
    reload_until(operator, operator.locator("details.fold"))
    operator.locator("details.fold summary").click()
    button(operator, "提出重新上架").click()
    expect(notice(operator, "提出把下架的重新上架")).to_be_visible()
    expect(operator.get_by_role("button", name="同意重新上架")).to_have_count(0)
    finance = staff(visitors, "finance", at="/console/recalls/")
    expect(finance.get_by_text("等同意重新上架").first).to_be_visible()
    finance.goto(f"/console/recalls/{row.no}/")
    button(finance, "同意重新上架").click()
    expect(notice(finance, "已重新上架")).to_be_visible()
    assert Product.objects.get(id=goods.id).on_sale


def test_of_a_batch_one_row_is_declined_and_says_why(visitors: Visitors) -> None:
    buyer, goods = a_buyer(), a_product(title="Steam 充值卡 100 元", cards=3)
    _, asked = (delivered(buyer=buyer, goods=goods) for _ in range(2))
    page = visitors.come(account=buyer)
    page.goto("/refunds/batch/")
    for box in page.locator("input[name=order]").all():
        box.check()
    page.get_by_label("统一原因").select_option(label="不想要了")
    button(page, "看看能退多少").click()
    expect(button(page, "提交 2 笔")).to_be_visible()
    case_after(asked, reason="card_invalid")
    button(page, "提交 2 笔").click()
    expect(page).to_have_url(re.compile("/refunds/batch/[0-9A-Z]+/$"))
    expect(page.get_by_text("这笔订单已有退款申请，进度在退款记录里")).to_be_visible()
    expect(page.locator(".tag.good")).to_have_count(1)


def test_a_merchant_reads_of_the_recall_on_a_phone_and_at_a_desk(visitors: Visitors) -> None:
    goods = a_product(title="星辰点券卡 30 元", title_en="Star points ¥30", cards=3)
    delivered(goods=goods)
    released(of_product(goods))
    for size in (PHONE, DESK):
        page = visitors.come(account=goods.shop.member, size=size)
        page.goto("/console/aftersale/")
        notices = page.locator("#recalls")
        reload_until(page, notices.get_by_text("已退 ¥98.00"))
        expect(notices).to_contain_text("这批卡密有问题")
        expect(notices).to_contain_text("起下架，还没有恢复")
        expect(notices.get_by_role("link")).to_have_count(0)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), size
