"""People decide: a reviewer at a desk, a buyer whose open page hears of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories.account import a_buyer, an_account
from tests.factories.catalog import a_product, a_trusting_policy
from tests.factories.order import Bought, delivered, paid
from tests.journeys.steps import ask_back, button, expect_state, notice
from tests.journeys.visitor import DESK, Visitors

UNDO_S = 25
"""Within so long a verdict that can be undone for ten seconds has been carried out."""


def a_case_in_review(visitors: Visitors) -> tuple[Page, Bought, str]:
    """A buyer on the progress page of a case that waits for a reviewer."""
    goods = a_product(policy_id=a_trusting_policy(), price_fen=40_000, title="Xbox 礼品卡 400 元")
    bought = delivered(goods=goods)
    buyer = visitors.come(account=bought.buyer)
    case = ask_back(buyer, bought, reason="卡密无效")
    expect_state(buyer, "商家处理中")
    button(buyer, "不等商家，请平台介入").click()
    expect_state(buyer, "待审核")
    return buyer, bought, case


def open_case(visitors: Visitors, case: str, *, role: str = "agent") -> Page:
    """A reviewer before the case, chosen from the queue."""
    page = visitors.come(account=an_account(role=role).id, size=DESK)
    page.goto("/console/?queue=all")
    page.locator(f'a[href*="{case}"]').first.click()
    return page


def test_an_approval_reaches_the_open_page_of_the_buyer_by_itself(visitors: Visitors) -> None:
    buyer, _, case = a_case_in_review(visitors)
    buyer.evaluate("window.neverReloaded = true")
    reviewer = open_case(visitors, case)
    button(reviewer, "同意退款 · ¥400.00").click()
    expect(notice(reviewer, "10 秒后生效")).to_be_visible()
    expect_state(buyer, "已退款", patience_s=UNDO_S)
    expect(notice(reviewer, "已有结果：已退款")).to_be_visible(timeout=UNDO_S * 1_000)
    assert buyer.evaluate("window.neverReloaded"), "the page changed without being loaded again"
    expect(buyer.get_by_text("审核员已同意退款")).to_be_visible()
    expect(buyer.get_by_role("link", name="看钱包")).to_be_visible()


def test_a_rejection_tells_the_buyer_why_in_the_words_of_the_reviewer(visitors: Visitors) -> None:
    buyer, _, case = a_case_in_review(visitors)
    reviewer = open_case(visitors, case)
    reviewer.locator("summary", has_text="拒绝").click()
    reviewer.get_by_label("拒绝依据").select_option("already_used")
    reviewer.get_by_label("写给买家的话").fill("发卡方记录显示昨天已激活。")
    reviewer.get_by_label("怎样可以改变结果").fill("有付款账号截图可再申请。")
    button(reviewer, "拒绝，并告诉买家").click()
    expect(notice(reviewer, "10 秒后生效")).to_be_visible()
    expect_state(buyer, "审核拒绝", patience_s=UNDO_S)
    expect(notice(buyer, "为什么没有通过")).to_contain_text("有付款账号截图可再申请")
    button(buyer, "重新申请").click()
    expect(buyer).to_have_url(re.compile(f"/refund/.from={case}$"))


@pytest.mark.branch
def test_a_great_sum_is_decided_by_a_senior_only(visitors: Visitors) -> None:
    goods, rich = a_product(price_fen=100_000, title="主机礼包"), a_buyer(money_fen=1_000_000)
    bought = paid(goods=goods, units=6, buyer=rich)
    buyer = visitors.come(account=bought.buyer)
    case = ask_back(buyer, bought)
    expect_state(buyer, "待审核")
    agent = open_case(visitors, case)
    expect(notice(agent, "由高级审核员决定")).to_be_visible()
    expect(agent.get_by_role("button", name=re.compile("^同意退款"))).to_have_count(0)
    senior = open_case(visitors, case, role="senior")
    button(senior, "同意退款 · ¥6,000.00").click()
    expect(notice(senior, "等第二位审核员复核")).to_be_visible()
    second = open_case(visitors, case, role="senior")
    button(second, "复核同意").click()
    expect_state(buyer, "已退款", patience_s=UNDO_S)


def test_reviewers_alone_find_the_queue(visitors: Visitors) -> None:
    page = visitors.come(account=an_account().id)
    answer = page.goto("/console/")
    assert answer is not None and answer.status == 404
