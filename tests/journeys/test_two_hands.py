"""What takes two people of the platform: a large offer, and compensation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.aftersale.models import Compensation
from tests.factories.account import an_account
from tests.factories.turns import in_review
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, expect_state, notice, reload_until
from tests.journeys.test_turns import (
    PATIENCE_S,
    buyers_page,
    desk,
    has,
    hurry,
    offer,
    shops_page,
)
from tests.journeys.visitor import Visitors
from tests.races.turns import LONG_AGO

pytestmark = pytest.mark.branch

BASIS = "同一批卡发错两次"
NO_LOSS = "当天已补发，没有损失的凭证"


def test_a_large_offer_is_signed_then_seen_and_accepted(visitors: Visitors) -> None:
    bought, case = in_review(price_fen=600_000)
    buyer = buyers_page(visitors, bought, case)
    first = desk(visitors, case, an_account(role="senior").id)
    offer(first, yuan="5500")
    expect(notice(first, "等第二位审核员复核")).to_be_visible()
    buyer.reload()
    expect(buyer.locator(".offered")).to_have_count(0)
    second = desk(visitors, case, an_account(role="senior").id)
    button(second, "复核同意").click()
    expect(notice(second, "已复核同意")).to_be_visible()
    hurry(case)
    reload_until(buyer, buyer.locator(".offered"))
    expect(buyer.locator(".offered")).to_contain_text("¥5,500.00")
    button(buyer, "接受方案").click()
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, 1_200_000 - 600_000 + 550_000)


def propose(senior: Page, *, yuan: str) -> None:
    """Propose compensation on the page of the case."""
    senior.locator("summary", has_text="提议赔付").click()
    senior.get_by_label("赔付金额（元）").fill(yuan)
    senior.locator("#compensate_basis").fill(BASIS)
    button(senior, "提议，等另一位复核").click()
    expect(notice(senior, "已提议赔付，等另一位复核")).to_be_visible()


def drop(senior: Page, step: str, done: str) -> None:
    """Have a proposal not be paid, with the reason that the page asks for."""
    senior.locator("summary", has_text=step).click()
    senior.get_by_label("为什么不赔付").fill(NO_LOSS)
    button(senior, done).click()
    expect(notice(senior, "这笔赔付提议已结束，不赔付")).to_be_visible()


def test_a_merchant_is_heard_about_compensation_that_nobody_signs(visitors: Visitors) -> None:
    bought, case = in_review()
    senior = desk(visitors, case, an_account(role="senior").id)
    propose(senior, yuan="100")
    second = desk(visitors, case, an_account(role="senior").id)
    expect(notice(second, BASIS)).to_contain_text("之后才能复核")
    merchant = shops_page(visitors, bought, case)
    expect(merchant.locator("#compensation")).to_contain_text(BASIS)
    expect(merchant.locator("#compensation")).to_contain_text("¥100.00")
    merchant.get_by_label("留言").fill("已经重新发货，有单号")
    button(merchant, "发送").click()
    expect(merchant.locator("#compensation")).to_contain_text("您已答复")
    second.reload()
    expect(notice(second, BASIS)).to_contain_text("商家已答复")
    expect(button(second, "复核同意")).to_be_visible()
    for told in ("赔付提议没有按时复核，已交主管", "赔付提议没有人复核，已失效"):
        assert Compensation.objects.filter(case=case).update(due_at=LONG_AGO)
        reload_until(second, second.locator("main").get_by_text(told))
    merchant.reload()
    expect(merchant.locator("#compensation")).to_have_count(0)
    has(bought, 140_000)


def test_a_second_person_does_not_agree_with_what_its_merchant_contests(
    visitors: Visitors,
) -> None:
    bought, case = in_review()
    first = desk(visitors, case, an_account(role="senior").id)
    propose(first, yuan="100")
    expect(first.locator("summary", has_text="撤回")).to_be_visible()
    merchant = shops_page(visitors, bought, case)
    free(first, merchant)
    merchant.get_by_label("留言").fill("只发错一次，当天就补发了")
    button(merchant, "发送").click()
    second = desk(visitors, case, an_account(role="senior").id)
    expect(second.locator("main")).to_contain_text("只发错一次，当天就补发了")
    free(second)
    drop(second, "不同意，不赔付", "确认不赔付")
    expect(second.locator("#compensation")).to_contain_text("没有通过，不赔付")
    expect(second.locator("#compensation")).to_contain_text(NO_LOSS)
    expect(second.locator("#compensation summary", has_text="提议赔付")).to_be_visible()
    merchant.reload()
    expect(merchant.locator("main")).to_contain_text("没有通过，不从您这里支付")
    expect(merchant.locator("main")).to_contain_text(NO_LOSS)
    first.reload()
    expect(first.locator("#compensation")).to_contain_text(NO_LOSS)
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "待审核")
    expect(buyer.locator("main")).not_to_contain_text(BASIS)
    whole(buyer)
    free(first, second, merchant)
    has(bought, 140_000)


def test_who_proposed_compensation_takes_it_back(visitors: Visitors) -> None:
    bought, case = in_review()
    senior = desk(visitors, case, an_account(role="senior").id)
    propose(senior, yuan="100")
    drop(senior, "撤回", "撤回提议")
    expect(senior.locator("#compensation summary", has_text="提议赔付")).to_be_visible()
    merchant = shops_page(visitors, bought, case)
    expect(merchant.locator("main")).to_contain_text("没有通过，不从您这里支付")
    has(bought, 140_000)
