"""Asking again after a refusal or a withdrawal: nothing is written or uploaded twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.aftersale.models import Case
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.evidence import a_failure, sent
from tests.factories.order import Bought, delivered, view
from tests.journeys.looking import whole
from tests.journeys.steps import button, case_no, expect_state, link, notice, submit
from tests.journeys.test_evidence import READ_WITHIN_MS
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

NOTE = "兑换时提示无效，换设备也一样"


def with_a_picture() -> tuple[Bought, Case]:
    """A card that does not work, shown by a picture and told in words, with its merchant."""
    bought = delivered(goods=a_product(price_fen=9_800))
    view(bought)
    sent(bought, a_failure(bought))
    case = case_after(bought, reason="card_invalid", note=NOTE, details={"shown": "ERR_1003"})
    return bought, case


def refuse(visitors: Visitors, bought: Bought, case: Case) -> None:
    """The merchant objects, and a reviewer refuses."""
    merchant = shops_page(visitors, bought, case)
    merchant.get_by_text("不同意，请平台处理").click()
    merchant.get_by_label("不同意的理由").fill("发卡方显示卡密有效")
    button(merchant, "提交给平台").click()
    expect(notice(merchant, "已提交，由平台处理")).to_be_visible()
    agent = desk(visitors, case, an_account(role="agent").id)
    agent.locator("#reject").locator("..").locator("summary").click()
    agent.get_by_label("拒绝依据").select_option("no_rule")
    agent.get_by_label("写给买家的话").fill("看不出是这张卡")
    agent.get_by_label("怎样可以改变结果").fill("说明截图里是哪一张卡")
    button(agent, "拒绝，并告诉买家").click()
    expect(notice(agent, "10 秒后生效")).to_be_visible()
    hurry(case)


def filled_in(page: Page) -> None:
    """The form says where it comes from and has all that was written and shown."""
    expect(notice(page, "的申请填好，改好再提交")).to_be_visible()
    expect(page.locator("input[name=reason][value=card_invalid]")).to_be_checked()
    expect(page.locator("#id_note")).to_have_value(NOTE)
    expect(page.locator("#id_shown")).to_have_value("ERR_1003")
    expect(page.locator(".piece")).to_have_count(1)
    expect(page.locator(".piece")).to_contain_text("与记录一致")
    whole(page)


def test_who_was_refused_asks_again_with_the_same_evidence_and_is_paid(visitors: Visitors) -> None:
    bought, case = with_a_picture()
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "商家处理中", patience_s=READ_WITHIN_MS / 1_000)
    refuse(visitors, bought, case)
    expect_state(buyer, "审核拒绝", patience_s=PATIENCE_S)
    button(buyer, "重新申请").click()
    filled_in(buyer)
    buyer.locator("#id_note").fill(f"{NOTE}；截图里就是这张卡")
    assert submit(buyer) != case.no
    expect_state(buyer, "商家处理中")
    expect(buyer.locator(".piece")).to_contain_text("与记录一致")

    again = Case.objects.get(no=case_no(buyer))
    merchant = shops_page(visitors, bought, again)
    expect(merchant.locator("main")).to_contain_text("截图里就是这张卡")
    expect(merchant.locator('img[src*="/evidence/pages/"]').first).to_be_visible()
    button(merchant, "同意退款 · ¥98.00").click()
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, MONEY_FEN)
    buyer.goto(f"/refunds/{case.no}/")
    expect(buyer.locator(".piece")).to_contain_text("与记录一致")
    expect(desk(visitors, case, an_account(role="agent").id).locator(".proof")).to_have_count(1)


def test_who_withdrew_asks_again_and_leaves_a_picture_out(visitors: Visitors) -> None:
    bought, case = with_a_picture()
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "商家处理中", patience_s=READ_WITHIN_MS / 1_000)
    link(buyer, "撤销申请").click()
    button(buyer, "确认撤销").click()
    expect_state(buyer, "已撤销")
    button(buyer, "重新申请").click()
    filled_in(buyer)
    buyer.get_by_text("说明与顺序").first.click()
    button(buyer, "删除").click()
    expect(buyer.locator(".piece")).to_have_count(0)
    expect(buyer.locator("#id_note")).to_have_value(NOTE)
    submit(buyer)
    expect_state(buyer, "待补充")
    has(bought, MONEY_FEN - 9_800)
    buyer.goto(f"/refunds/{case.no}/")
    expect(buyer.locator(".piece")).to_contain_text("与记录一致")
