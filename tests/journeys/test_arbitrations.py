"""Taken to arbitration: by whoever finds no agreement, or after a refusal; all three read how."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.aftersale.models import Case
from tests.factories.account import an_account
from tests.factories.order import Bought
from tests.factories.turns import with_merchant
from tests.journeys.steps import button, expect_state, notice
from tests.journeys.test_called_in import pay_back
from tests.journeys.test_refusals import refused, reject
from tests.journeys.test_turns import (
    MONEY_FEN,
    PATIENCE_S,
    buyers_page,
    desk,
    has,
    hurry,
    offer,
    shops_page,
    told_the_last_word,
    uphold,
)
from tests.journeys.test_ways_out import with_platform
from tests.journeys.visitor import Visitors

pytestmark = pytest.mark.branch

PRICE_FEN = 9_800
ARBITRATE = "谈不拢，申请仲裁"


def decline(page: Page) -> None:
    """Do not accept what the other side offers."""
    page.reload()
    button(page, "不接受").click()
    expect(page.locator(".offered").last).to_contain_text("没有接受")


def taken_to_arbitration(buyer: Page, merchant: Page) -> None:
    """Both sides read that an arbiter decides within the hour; neither can do it again."""
    expect_state(buyer, "仲裁中", patience_s=PATIENCE_S)
    merchant.reload()
    for page in (buyer, merchant):
        expect(page.locator(".timeline")).to_contain_text("已转仲裁，1 小时内裁决")
        expect(button(page, ARBITRATE)).to_have_count(0)
    expect(button(buyer, "不等商家，请平台介入")).to_have_count(0)
    expect(button(merchant, "同意退款")).to_have_count(0)


def arbiter(visitors: Visitors, case: Case, *, offered: str) -> Page:
    """A senior who takes the case; what was offered is there, and an agent decides nothing."""
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(notice(agent, "由高级审核员决定")).to_be_visible()
    expect(button(agent, "同意退款")).to_have_count(0)
    page = desk(visitors, case, an_account(role="senior").id)
    expect(page.locator(".offered").last).to_contain_text(offered)
    button(page, "由我处理").click()
    expect(page.locator("main")).to_contain_text("您在处理，保留到")
    return page


def last_word(buyer: Page, merchant: Page) -> None:
    """All that is left is elsewhere: the buyer reads so, and the merchant that it stands."""
    expect_state(buyer, "审核拒绝", patience_s=PATIENCE_S)
    told_the_last_word(buyer)
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("仲裁维持原决定")
    expect(merchant.locator(".timeline")).to_contain_text("卡密已经使用")
    expect(merchant.locator("#say")).to_have_count(0)


@pytest.mark.parametrize("by", ["buyer", "merchant"])
def test_the_merchant_wants_no_offer_and_an_arbiter_decides_out_of_its_turn(
    visitors: Visitors, by: str
) -> None:
    bought, case = with_merchant()
    buyer, merchant = buyers_page(visitors, bought, case), shops_page(visitors, bought, case)
    offer(buyer, yuan="80")
    decline(merchant)
    buyer.reload()
    expect_state(buyer, "商家处理中")
    button({"buyer": buyer, "merchant": merchant}[by], ARBITRATE).click()
    taken_to_arbitration(buyer, merchant)
    page = arbiter(visitors, case, offered="¥80.00")
    page.get_by_text("另定金额、补发或备注").click()
    page.locator("#approve_kind").select_option("sum")
    page.locator("#approve_fen").fill("80")
    pay_back(page, case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("已退回钱包")
    has(bought, MONEY_FEN - PRICE_FEN + 8_000)


def test_the_merchant_takes_a_review_to_arbitration_and_has_the_last_word_for_it(
    visitors: Visitors,
) -> None:
    bought, case = with_platform()
    buyer, merchant = buyers_page(visitors, bought, case), shops_page(visitors, bought, case)
    expect_state(buyer, "待审核")
    offer(merchant, yuan="10")
    decline(buyer)
    expect_state(buyer, "待审核")
    merchant.reload()
    button(merchant, ARBITRATE).click()
    taken_to_arbitration(buyer, merchant)
    page = arbiter(visitors, case, offered="¥10.00")
    uphold(page)
    expect(notice(page, "10 秒后生效")).to_be_visible()
    hurry(case)
    last_word(buyer, merchant)
    has(bought, MONEY_FEN - PRICE_FEN)


def objected_and_refused(visitors: Visitors) -> tuple[Bought, Case, Page, Page]:
    """Its merchant objects, an agent refuses: the pages of buyer and merchant after that."""
    bought, case = with_merchant()
    buyer, merchant = buyers_page(visitors, bought, case), shops_page(visitors, bought, case)
    merchant.get_by_text("不同意，请平台处理").click()
    merchant.get_by_label("不同意的理由").fill("发卡方显示昨天已激活")
    button(merchant, "提交给平台").click()
    expect(notice(merchant, "已提交，由平台处理")).to_be_visible()
    agent = desk(visitors, case, an_account(role="agent").id)
    reject(agent, case, said="商家的记录属实")
    refused(buyer, merchant, said="商家的记录属实")
    return bought, case, buyer, merchant


@pytest.mark.parametrize("upheld", [True, False], ids=["upheld", "overturned"])
def test_an_appeal_over_a_merchants_objection_is_read_by_all_three(
    visitors: Visitors, upheld: bool
) -> None:
    bought, case, buyer, merchant = objected_and_refused(visitors)
    buyer.get_by_text("申诉，请另一位审核员裁决").click()
    buyer.get_by_label("为什么应该退").fill("激活的不是这一张卡")
    button(buyer, "提交申诉").click()
    expect_state(buyer, "仲裁中")
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("激活的不是这一张卡")
    merchant.locator("#say textarea").fill("附上激活记录")
    button(merchant, "发送").click()
    page = desk(visitors, case, an_account(role="senior").id)
    expect(page.locator("main")).to_contain_text("激活的不是这一张卡")
    expect(page.locator(".said-lines")).to_contain_text("附上激活记录")
    button(page, "接手仲裁").click()
    if upheld:
        uphold(page)
        expect(notice(page, "10 秒后生效")).to_be_visible()
        hurry(case)
        last_word(buyer, merchant)
        has(bought, MONEY_FEN - PRICE_FEN)
        return
    pay_back(page, case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("审核员已同意退款")
    has(bought, MONEY_FEN)
