"""A penalty as everybody lives it: proposed, answered, confirmed, appealed, overturned."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.factories.account import an_account
from tests.factories.catalog import Goods, a_product
from tests.factories.settlement import a_quick_shop, settled_at_once
from tests.journeys.steps import button, notice
from tests.journeys.visitor import DESK, Visitors

TITLE = "Steam 充值卡 100 元"
WHY = "三笔订单的卡密都被发卡方判为无效，买家无法激活"


def propose(operator: Page, goods: Goods) -> None:
    """Put a delisting to the shop, in effect at once."""
    operator.goto(f"/console/shops/{goods.shop.id}/")
    operator.get_by_label("处罚", exact=True).select_option(label="下架商品")
    operator.locator("#id_basis").select_option(label="卡密大量失效")
    operator.get_by_label("事实与理由").fill(WHY)
    operator.get_by_label("商品（下架时选）").select_option(label=TITLE)
    operator.locator("#id_protective").check()
    button(operator, "提出，请商家陈述").click()
    expect(notice(operator, "已提出，等商家陈述")).to_be_visible()


def decide(visitors: Visitors, *, role: str, said: str, act: str) -> None:
    """Find the penalty in the list and decide about it."""
    page = visitors.come(account=an_account(role=role).id, size=DESK)
    page.goto("/console/shops/")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_label("决定的理由").fill(said)
    button(page, act).click()
    expect(notice(page, "已保存")).to_be_visible()


def test_a_product_is_delisted_and_comes_back_on_appeal(visitors: Visitors) -> None:
    goods = a_product(title=TITLE)
    operator = visitors.come(account=an_account(role="operator").id, size=DESK)
    merchant, buyer = visitors.come(account=goods.shop.member), visitors.come()
    propose(operator, goods)
    buyer.goto(f"/product/{goods.no}/")
    expect(notice(buyer, "这件商品因售后问题被平台停售")).to_be_visible()

    merchant.goto("/console/standing/")
    merchant.get_by_role("link", name="卡密大量失效").click()
    merchant.get_by_label("您的陈述").fill("这批卡来自同一个上家，我们已经停售并联系退款")
    button(merchant, "提交陈述").click()
    expect(notice(merchant, "已收到您的陈述")).to_be_visible()
    decide(visitors, role="supervisor", said="三笔都有发卡方记录，依据成立", act="决定处罚")

    merchant.reload()
    merchant.get_by_label("申诉理由").fill("上家已换货，全部买家都收到了新卡")
    button(merchant, "提交申诉").click()
    expect(notice(merchant, "已收到申诉")).to_be_visible()
    decide(visitors, role="senior", said="整改属实，新卡均可激活，撤销处罚", act="撤销处罚")
    buyer.reload()
    expect(button(buyer, "立即购买")).to_be_visible()


def test_a_merchant_tops_its_deposit_up_on_the_phone(visitors: Visitors) -> None:
    shop = a_quick_shop()
    settled_at_once(shop=shop)
    merchant = visitors.come(account=shop.member)
    merchant.goto("/console/standing/")
    merchant.get_by_label("补缴金额（元）").fill("50")
    button(merchant, "从余额补缴").click()
    expect(notice(merchant, "已从余额补缴到保证金")).to_be_visible()
    expect(merchant.get_by_text("¥50.00").first).to_be_visible()
