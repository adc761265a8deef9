"""One case, everybody's screen: the buyer at a phone, the merchant and the reviewers at desks."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from anxin.services.aftersale.moving import Reviewer
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance
from tests.factories.account import a_reviewer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.evidence import a_failure, a_piece
from tests.factories.order import Bought, delivered, view
from tests.factories.turns import refused_by, with_merchant
from tests.journeys.steps import button, expect_state, notice
from tests.journeys.test_evidence import upload
from tests.journeys.visitor import DESK, Visitors

PATIENCE_S = 25
MONEY_FEN = 200_000


def buyers_page(visitors: Visitors, bought: Bought, case: Case, language: str = "zh-CN") -> Page:
    """The buyer looks at the request on the phone."""
    page = visitors.come(account=bought.buyer, language=language)
    page.goto(f"/refunds/{case.no}/")
    return page


def shops_page(visitors: Visitors, bought: Bought, case: Case, language: str = "zh-CN") -> Page:
    """The merchant goes from its list to the request."""
    page = visitors.come(account=bought.goods.shop.member, size=DESK, language=language)
    page.goto("/console/aftersale/")
    page.locator(f'a[href*="{case.no}"]').first.click()
    return page


def desk(visitors: Visitors, case: Case, who: UUID) -> Page:
    """A reviewer before the request."""
    page = visitors.come(account=who, size=DESK)
    page.goto(f"/console/cases/{case.no}/")
    return page


def hurry(case: Case) -> None:
    """What was decided need not wait for its ten seconds."""
    assert Case.objects.filter(id=case.id, verdict__isnull=False).update(
        verdict_at="2020-01-01T00:00:00Z"
    )


def has(bought: Bought, fen: int) -> None:
    """The buyer's wallet holds so much."""
    assert balance(account_id=bought.buyer) == fen


def test_a_merchant_objects_a_reviewer_asks_for_more_and_the_buyer_shows_it(
    visitors: Visitors,
) -> None:
    bought = delivered(goods=a_product(price_fen=9_800))
    view(bought)
    a_piece(bought, verdict="consistent")
    case = case_after(bought, reason="card_invalid")
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "商家处理中")

    merchant = shops_page(visitors, bought, case)
    merchant.get_by_text("不同意，请平台处理").click()
    merchant.get_by_label("不同意的理由").fill("发卡方显示卡密有效")
    button(merchant, "提交给平台").click()
    expect(notice(merchant, "已提交，由平台处理")).to_be_visible()
    expect_state(buyer, "待审核", patience_s=PATIENCE_S)
    expect(buyer.locator("main")).to_contain_text("发卡方显示卡密有效")

    agent = desk(visitors, case, an_account(role="agent").id)
    expect(agent.locator("main")).to_contain_text("发卡方显示卡密有效")
    agent.locator("summary", has_text="请买家补充").click()
    agent.get_by_label("告诉买家还缺什么").fill("请拍到完整的失败提示和时间")
    button(agent, "请买家补充，审核停表").click()
    expect_state(buyer, "待补充", patience_s=PATIENCE_S)
    expect(notice(buyer, "还需要凭证")).to_contain_text("请拍到完整的失败提示和时间")
    upload(buyer, a_failure(bought))
    expect_state(buyer, "待审核", patience_s=60)

    agent.goto(f"/console/cases/{case.no}/")
    button(agent, "同意退款 · ¥98.00").click()
    expect(notice(agent, "10 秒后生效")).to_be_visible()
    hurry(case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, MONEY_FEN)


@pytest.mark.parametrize(("language", "refunded"), [("zh-CN", "已退款"), ("en-GB", "Refunded")])
def test_a_merchant_offers_half_the_buyer_wants_more_and_they_agree(
    visitors: Visitors, language: str, refunded: str
) -> None:
    bought, case = with_merchant()
    buyer = buyers_page(visitors, bought, case, language)
    merchant = shops_page(visitors, bought, case, language)
    offer(merchant, yuan="49")
    buyer.reload()
    expect(buyer.locator(".offered")).to_contain_text("¥49.00")
    offer(buyer, yuan="80")
    expect(buyer.locator(".offered").last).to_contain_text("¥80.00")
    merchant.reload()
    merchant.locator('form[action$="/deal/accept/"] button').click()
    expect_state(buyer, refunded, patience_s=PATIENCE_S)
    expect(buyer.locator(".offered").last.locator(".tag.good")).to_be_visible()
    has(bought, MONEY_FEN - 9_800 + 8_000)


def choose_what(page: Page, kind: str) -> None:
    """Unfold the form of an offer and choose what is offered."""
    page.locator("details", has=page.locator("#offer_kind")).locator("summary").first.click()
    page.locator("#offer_kind").select_option(kind)


def offer(page: Page, *, yuan: str) -> None:
    """Offer the other side a sum."""
    choose_what(page, "sum")
    page.locator("#offer_fen").fill(yuan)
    page.locator('form[action$="/deal/offer/"] button').click()


def not_decided_by(visitors: Visitors, case: Case, reviewer: Reviewer) -> None:
    """Whoever has refused it finds no button."""
    page = desk(visitors, case, reviewer.account_id)
    expect(notice(page, "要由另一位审核员裁决")).to_be_visible()
    assert page.get_by_role("button", name=re.compile("^同意退款")).count() == 0


def uphold(page: Page) -> None:
    """The arbiter leaves it as it was decided."""
    page.locator("summary", has_text="维持原决定").click()
    page.get_by_label("拒绝依据").select_option("no_rule")
    page.get_by_label("写给买家的话").fill("核对过，卡密已经使用")
    button(page, "拒绝，并告诉买家").click()


def give_a_part(page: Page) -> None:
    """The arbiter gives half."""
    page.get_by_text("另定金额、补发或备注").click()
    page.locator("#approve_kind").select_option("sum")
    page.locator("#approve_fen").fill("300")
    button(page, "同意退款").click()


def told_the_last_word(page: Page) -> None:
    """The buyer reads why, and where else to turn; here there is nowhere."""
    expect(notice(page, "仲裁的最后决定")).to_contain_text("卡密已经使用")
    expect(page.locator("main")).to_contain_text("12315")
    assert page.get_by_text("申诉，请另一位审核员裁决").count() == 0


@pytest.mark.parametrize("upheld", [True, False], ids=["upheld", "half"])
def test_a_refusal_is_appealed_and_another_senior_has_the_last_word(
    visitors: Visitors, upheld: bool
) -> None:
    first = a_reviewer(role="senior")
    bought, case = refused_by(first)
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "审核拒绝")
    buyer.get_by_text("申诉，请另一位审核员裁决").click()
    buyer.get_by_label("为什么应该退").fill("商品还没有发货，页面写着可以退")
    button(buyer, "提交申诉").click()
    expect_state(buyer, "仲裁中")

    not_decided_by(visitors, case, first)
    arbiter = desk(visitors, case, an_account(role="senior").id)
    expect(arbiter.locator("main")).to_contain_text("页面写着可以退")
    button(arbiter, "接手仲裁").click()
    (uphold if upheld else give_a_part)(arbiter)
    expect(notice(arbiter, "10 秒后生效")).to_be_visible()
    hurry(case)
    expect_state(buyer, "审核拒绝" if upheld else "已退款", patience_s=PATIENCE_S)
    if upheld:
        told_the_last_word(buyer)
    has(bought, 140_000 if upheld else 170_000)


def test_a_card_is_replaced_from_stock_and_the_buyer_looks_at_the_new_one(
    visitors: Visitors,
) -> None:
    bought = delivered(goods=a_product(price_fen=9_800))
    view(bought)
    a_piece(bought, verdict="consistent")
    case = case_after(bought, reason="card_invalid")
    buyer = buyers_page(visitors, bought, case)
    merchant = shops_page(visitors, bought, case)
    choose_what(merchant, "replacement")
    button(merchant, "把方案发给对方").click()
    buyer.reload()
    button(buyer, "接受方案").click()
    expect_state(buyer, "已补发", patience_s=PATIENCE_S)
    buyer.get_by_role("link", name="去看补发的商品").click()
    buyer.locator("main").get_by_role("link", name="卡密提取").first.click()
    button(buyer, "查看").click()
    expect(buyer.locator(".secret code")).to_contain_text("CARD-")
    has(bought, MONEY_FEN - 9_800)


def test_goods_go_back_under_a_number_and_the_merchant_confirms_them(visitors: Visitors) -> None:
    bought = delivered(goods=a_product(kind="physical", price_fen=9_800))
    case = case_after(bought, reason="no_reason")
    buyer = buyers_page(visitors, bought, case)
    expect(notice(buyer, "请把商品寄回")).to_be_visible()
    buyer.get_by_label("快递公司").fill("顺丰速运")
    buyer.get_by_label("快递单号").fill("SF1")
    button(buyer, "我已寄出").click()
    expect(buyer.get_by_text("6 到 40 位").first).to_be_visible()
    buyer.get_by_label("快递公司").fill("顺丰速运")
    buyer.get_by_label("快递单号").fill("SF1234567890")
    button(buyer, "我已寄出").click()
    expect(notice(buyer, "商品已寄回")).to_contain_text("SF1234567890")

    merchant = shops_page(visitors, bought, case)
    expect(merchant.locator("main")).to_contain_text("SF1234567890")
    button(merchant, "确认收到退货").click()
    expect(notice(merchant, "已确认收货")).to_be_visible()
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, MONEY_FEN)
