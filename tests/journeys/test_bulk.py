"""Many orders in one act: a buyer gives back several, an operator recalls a bad batch."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories.account import a_buyer, an_account
from tests.factories.catalog import a_product
from tests.factories.order import delivered, paid, view
from tests.journeys.steps import button, notice, reload_until
from tests.journeys.visitor import DESK, Visitors

BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@BOTH
def test_a_buyer_gives_two_of_three_orders_back_in_one_go(visitors: Visitors, script: bool) -> None:
    buyer, goods = a_buyer(), a_product(title="Steam 充值卡 100 元", cards=5)
    paid(buyer=buyer, goods=goods)
    delivered(buyer=buyer, goods=goods)
    view(delivered(buyer=buyer, goods=a_product(title="Xbox 礼品卡 200 元")))
    page = visitors.come(account=buyer, script=script)
    page.goto("/orders/")
    page.locator("main").get_by_role("link", name="批量退单").first.click()
    expect(page.get_by_text("这些不能一起退")).to_be_visible()
    for box in page.locator("input[name=order]").all():
        box.check()
    page.get_by_label("统一原因").select_option(label="不想要了")
    button(page, "看看能退多少").click()
    expect(page.locator(".row.total")).to_contain_text("¥191.10")
    button(page, "提交 2 笔 · 退 ¥191.10").click()
    expect(page).to_have_url(re.compile("/refunds/batch/[0-9A-Z]+/$"))
    expect(page.locator(".tag.good")).to_have_count(2)
    page.reload()
    expect(page.locator(".row.total")).to_contain_text("¥191.10")
    page.goto("/wallet/")
    expect(page.locator(".rows .row").first).to_contain_text("退款")


def test_an_operator_recalls_a_batch_a_supervisor_releases_it_and_the_buyer_reads_why(
    visitors: Visitors,
) -> None:
    goods = a_product(title="星辰点券卡 50 元", title_en="Star points ¥50", cards=6)
    bought = [delivered(goods=goods), delivered(goods=goods, units=2)]
    operator = visitors.come(account=an_account(role="operator").id, size=DESK)
    operator.goto("/console/recalls/?q=" + goods.no)
    operator.locator("#new").get_by_role("link").first.click()
    operator.get_by_label("哪一批卡密").select_option(index=1)
    operator.get_by_label("写给买家的原因").fill("这批卡密激活失败")
    button(operator, "预览").click()
    expect(operator.get_by_role("heading", name="预览")).to_be_visible()
    button(operator, "冻结名单 · 2 单 ¥294.00").click()
    expect(notice(operator, "等另一位主管或财务放行").last).to_be_visible()
    supervisor = visitors.come(account=an_account(role="supervisor").id, size=DESK)
    supervisor.goto(operator.url)
    button(supervisor, "放行 · 退 ¥294.00").click()
    reload_until(supervisor, supervisor.locator(".tag", has_text="已完成"))
    expect(supervisor.locator("tbody .tag.good")).to_have_count(2)
    buyer = visitors.come(account=bought[0].buyer)
    buyer.goto("/refunds/")
    expect(buyer.get_by_text("已为您主动退款")).to_be_visible()
    buyer.locator("article h2 a").first.click()
    expect(buyer.locator(".timeline")).to_contain_text("这批卡密激活失败")
