"""Refused after all: while goods are awaited, over what came back, while evidence is awaited."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.aftersale.models import Case
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.evidence import a_piece
from tests.factories.order import delivered, view
from tests.journeys.looking import free
from tests.journeys.steps import button, expect_state, notice
from tests.journeys.test_goods_back import granted, sent
from tests.journeys.test_leaving import asked_for_more
from tests.journeys.test_left_waiting import without_evidence
from tests.journeys.test_turns import (
    MONEY_FEN,
    PATIENCE_S,
    buyers_page,
    desk,
    has,
    hurry,
    shops_page,
)
from tests.journeys.visitor import Visitors

pytestmark = pytest.mark.branch

PRICE_FEN, DEAR_FEN = 9_800, 60_000
FEE_FEN = DEAR_FEN * 5 // 100


def reject(reviewer: Page, case: Case, *, said: str, not_on: str = "") -> None:
    """The reviewer refuses in words, and says what would change it; `not_on`: what it does not
    rest on."""
    reviewer.locator("summary", has_text="拒绝").click()
    if not_on:
        expect(reviewer.get_by_label(not_on)).to_be_checked()
        reviewer.get_by_label(not_on).uncheck()
    reviewer.get_by_label("拒绝依据").select_option("no_rule")
    reviewer.get_by_label("写给买家的话").fill(said)
    reviewer.get_by_label("怎样可以改变结果").fill("有新的凭证请申诉")
    button(reviewer, "拒绝，并告诉买家").click()
    expect(notice(reviewer, "10 秒后生效")).to_be_visible()
    hurry(case)


def refused(buyer: Page, merchant: Page, *, said: str, has_goods: bool = False) -> None:
    """The buyer reads why and what can be done; the merchant has nothing to do but with goods."""
    expect_state(buyer, "审核拒绝", patience_s=PATIENCE_S)
    expect(notice(buyer, "为什么没有通过")).to_contain_text(said)
    expect(notice(buyer, "为什么没有通过")).to_contain_text("有新的凭证请申诉")
    expect(buyer.get_by_text("申诉，请另一位审核员裁决")).to_be_visible()
    merchant.reload()
    expect(merchant.locator("main")).to_contain_text("审核拒绝")
    expect(merchant.locator(".timeline")).to_contain_text("审核员没有通过")
    expect(merchant.locator(".timeline")).to_contain_text(said)
    expect(merchant.locator(".panel-body > .notice")).to_have_count(int(has_goods))


def test_a_senior_refuses_a_return_before_anything_is_sent(visitors: Visitors) -> None:
    bought, case = granted()
    buyer = buyers_page(visitors, bought, case)
    expect(notice(buyer, "请把商品寄回")).to_be_visible()
    merchant = shops_page(visitors, bought, case)
    expect(notice(merchant, "等买家寄回商品")).to_be_visible()
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(notice(agent, "由高级审核员决定")).to_be_visible()
    expect(button(agent, "同意退款")).to_have_count(0)
    senior = desk(visitors, case, an_account(role="senior").id)
    reject(senior, case, said="商品已经拆封使用，不能无理由退货")
    refused(buyer, merchant, said="商品已经拆封使用")
    expect(buyer.get_by_label("快递单号")).to_have_count(0)
    has(bought, MONEY_FEN - PRICE_FEN)


def test_a_senior_refuses_over_what_came_back(visitors: Visitors) -> None:
    bought, case = granted()
    buyer = sent(visitors, bought, case)
    merchant = shops_page(visitors, bought, case)
    merchant.locator("summary", has_text="退回的商品有问题").click()
    merchant.locator('form[action$="/dispute/"] textarea').fill("寄回的是一块砖头")
    merchant.locator('form[action$="/dispute/"] button').click()
    expect_state(buyer, "待审核", patience_s=PATIENCE_S)
    expect(buyer.locator("main")).to_contain_text("寄回的是一块砖头")
    senior = desk(visitors, case, an_account(role="senior").id)
    expect(senior.locator("main")).to_contain_text("SF1234567890")
    reject(senior, case, said="开箱视频里不是原来的商品")
    refused(buyer, merchant, said="开箱视频里不是原来的商品", has_goods=True)
    expect(notice(merchant, "请寄还给买家")).to_contain_text("SF1234567890")
    expect(notice(buyer, "等商家寄还商品")).to_contain_text("SF1234567890")
    has(bought, MONEY_FEN - PRICE_FEN)


@pytest.mark.parametrize("yes", [True, False], ids=["approved", "rejected"])
def test_a_reviewer_who_asked_for_more_decides_without_it(visitors: Visitors, yes: bool) -> None:
    bought, case = asked_for_more()
    buyer, merchant = buyers_page(visitors, bought, case), shops_page(visitors, bought, case)
    expect_state(buyer, "待补充")
    expect(notice(merchant, "等买家补充")).to_be_visible()
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(agent.locator("main")).to_contain_text("等买家补充")
    if not yes:
        reject(agent, case, said="没有付款记录")
        refused(buyer, merchant, said="没有付款记录")
        has(bought, MONEY_FEN - DEAR_FEN)
        return
    button(agent, "同意退款 · ¥570.00").click()
    expect(notice(agent, "10 秒后生效")).to_be_visible()
    hurry(case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    expect(buyer.locator("main")).not_to_contain_text("还需要凭证")
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("审核员已同意退款")
    expect(notice(merchant, "等买家补充")).to_have_count(0)
    has(bought, MONEY_FEN - FEE_FEN)


def test_what_the_policy_wants_evidence_for_is_refused_and_not_given_over_an_unheard_merchant(
    visitors: Visitors,
) -> None:
    bought, case = without_evidence()
    buyer, merchant = buyers_page(visitors, bought, case), shops_page(visitors, bought, case)
    expect_state(buyer, "待补充")
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(notice(agent, "商家还没有答复过，现在不能同意")).to_be_visible()
    expect(button(agent, "同意退款")).to_have_count(0)
    free(agent)
    reject(agent, case, said="三次提醒都没有凭证")
    refused(buyer, merchant, said="三次提醒都没有凭证")
    has(bought, MONEY_FEN - PRICE_FEN)


@pytest.mark.parametrize(
    ("not_on", "rests_on"),
    [("", "截图.png、卡密查看记录"), ("截图.png", "卡密查看记录")],
    ids=["all", "the record alone"],
)
def test_a_reviewer_says_what_a_refusal_rests_on_and_the_buyer_reads_it(
    visitors: Visitors, not_on: str, rests_on: str
) -> None:
    bought = delivered(goods=a_product(price_fen=PRICE_FEN))
    view(bought)
    a_piece(bought, verdict="consistent")
    case = case_after(bought, reason="card_invalid")
    buyer, merchant = buyers_page(visitors, bought, case), shops_page(visitors, bought, case)
    button(buyer, "不等商家，请平台介入").click()
    expect_state(buyer, "待审核")
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(agent.locator("main")).to_contain_text("未实名核验")
    agent.locator("summary", has_text="拒绝").click()
    free(agent)
    agent.reload()
    reject(agent, case, said="图上的卡不是这一张", not_on=not_on)
    refused(buyer, merchant, said="图上的卡不是这一张")
    told = notice(buyer, "为什么没有通过")
    expect(told).to_contain_text("依据：" if not_on else "依据：激活")
    expect(told).to_contain_text(rests_on)
    expect(told.filter(has_text="截图.png")).to_have_count(0 if not_on else 1)
    has(bought, MONEY_FEN - PRICE_FEN)
