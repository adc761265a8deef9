"""A person of the platform is called in: for evidence, a replacement, a machine's refusal."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.turns.proposals import accept, propose
from anxin.storage.aftersale.models import Case, Proposal
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered, view
from tests.factories.turns import at_its_merchants, buyer_of, shop_of
from tests.journeys.steps import button, expect_state, notice
from tests.journeys.test_goods_back import sent
from tests.journeys.test_leaving import asked_for_more
from tests.journeys.test_refusals import reject
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

PRICE_FEN = 9_800


def pay_back(reviewer: Page, case: Case) -> None:
    """The reviewer gives the money, for goods once they are back."""
    button(reviewer, "同意退").click()
    expect(notice(reviewer, "10 秒后生效")).to_be_visible()
    hurry(case)


def without_record() -> tuple[Bought, Case]:
    """A duplicate by the system's fault that no record shows, nor a picture."""
    bought = delivered(goods=a_product(price_fen=PRICE_FEN))
    case = case_after(bought, reason="system_duplicate")
    assert (case.state, case.cause) == ("needs_evidence", "platform")
    return bought, case


def test_whoever_has_no_evidence_calls_a_person_in(visitors: Visitors) -> None:
    bought, case = without_record()
    buyer = buyers_page(visitors, bought, case)
    merchant = shops_page(visitors, bought, case)
    expect(notice(buyer, "还需要凭证")).to_be_visible()
    button(buyer, "没有凭证，请人工看").click()
    expect(notice(buyer, "已转人工复核")).to_be_visible()
    expect_state(buyer, "待审核")
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("买家要求人工复核")
    expect(button(merchant, "同意退款")).to_have_count(0)
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(agent.locator("main")).to_contain_text("买家要求人工复核")
    pay_back(agent, case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("审核员已同意退款")
    has(bought, MONEY_FEN)


def test_whoever_was_asked_for_more_and_has_no_more_says_so_and_the_review_goes_on(
    visitors: Visitors,
) -> None:
    bought, case = asked_for_more()
    buyer = buyers_page(visitors, bought, case)
    expect(notice(buyer, "还需要凭证")).to_contain_text("请补充")
    buyer.locator("summary", has_text="已答复，没有更多凭证").click()
    buyer.get_by_label("您的答复").fill("卡一直没有看过，没有截图")
    button(buyer, "提交答复，继续审核").click()
    expect_state(buyer, "待审核")
    merchant = shops_page(visitors, bought, case)
    expect(merchant.locator(".timeline")).to_contain_text("买家答复了审核员")
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(agent.locator("main")).to_contain_text("卡一直没有看过，没有截图")
    pay_back(agent, case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, MONEY_FEN - 60_000 * 5 // 100)


def replacing(kind: str) -> tuple[Bought, Case]:
    """Both sides have agreed on a replacement, which there is not yet."""
    goods = a_product(kind=kind, cards=1, price_fen=PRICE_FEN)
    bought = delivered(goods=goods)
    a_piece(bought, verdict="consistent")
    reason = "card_invalid" if kind == "card_secret" else "quality"
    case = case_after(bought, reason=reason, note="坏了，无法使用")
    at_its_merchants(case)
    offer = Remedy("replacement")
    assert propose(no=case.no, party=shop_of(bought), remedy=offer, said="") is None
    made = Proposal.objects.get(case=case)
    assert accept(no=case.no, proposal_no=made.no, party=buyer_of(bought)) is None
    case.refresh_from_db()
    assert case.state == "replacing"
    return bought, case


@pytest.mark.parametrize("kind", ["physical", "card_secret"])
def test_the_platform_is_called_in_over_a_replacement_that_does_not_come(
    visitors: Visitors, kind: str
) -> None:
    bought, case = replacing(kind)
    merchant = shops_page(visitors, bought, case)
    before = "请在" if kind == "physical" else "库存里有卡就自动补发"
    expect(notice(merchant, before)).to_be_visible()
    buyer = buyers_page(visitors, bought, case)
    expect(buyer.locator("main")).to_contain_text("正在为您补发")
    button(buyer, "不等商家，请平台介入").click()
    expect_state(buyer, "待审核")
    expect(buyer.locator("main")).not_to_contain_text("正在为您补发")

    if kind == "physical":
        merchant.get_by_label("快递单号").fill("SF0000000001")
        button(merchant, "已补发").click()
        expect(notice(merchant, "情况已经变了")).to_be_visible()
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("买家请平台介入")
    expect(button(merchant, "已补发")).to_have_count(0)
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(button(agent, "同意退款")).to_have_count(0)
    senior = desk(visitors, case, an_account(role="senior").id)
    expect(senior.locator("main")).to_contain_text("买家请平台介入")
    pay_back(senior, case)
    if kind == "physical":
        expect(notice(buyer, "请把商品寄回")).to_be_visible(timeout=PATIENCE_S * 1_000)
        sent(visitors, bought, case)
        merchant.reload()
        button(merchant, "确认收到退货").click()
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("已退回钱包")
    has(bought, MONEY_FEN)


def not_received_though_seen() -> tuple[Bought, Case]:
    """A machine refuses: the buyer has looked at the card that is said not to have come."""
    bought = delivered(goods=a_product(price_fen=PRICE_FEN))
    view(bought)
    case = case_after(bought, reason="not_received")
    assert (case.state, case.code, case.decided_by) == ("rejected", "was_viewed", None)
    return bought, case


def person_asked(visitors: Visitors, bought: Bought, case: Case) -> tuple[Page, Page]:
    """The buyer asks for a person, and the merchant is heard first: both their pages."""
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "审核拒绝")
    expect(notice(buyer, "为什么没有通过")).to_contain_text("卡密已查看")
    button(buyer, "要求人工复核").click()
    expect(notice(buyer, "已转人工复核")).to_be_visible()
    expect_state(buyer, "商家处理中")
    reviewer = desk(visitors, case, an_account(role="agent").id)
    expect(notice(reviewer, "等商家处理")).to_be_visible()
    expect(button(reviewer, "同意退款")).to_have_count(0)
    merchant = shops_page(visitors, bought, case)
    expect(merchant.locator(".timeline")).to_contain_text("买家要求人工复核")
    return buyer, merchant


def test_the_merchant_who_was_not_heard_agrees_where_a_machine_had_refused(
    visitors: Visitors,
) -> None:
    bought, case = not_received_though_seen()
    buyer, merchant = person_asked(visitors, bought, case)
    button(merchant, "同意退款").click()
    expect(notice(merchant, "已同意")).to_be_visible()
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, MONEY_FEN)


def test_the_merchant_objects_and_a_person_refuses_what_a_machine_had_refused(
    visitors: Visitors,
) -> None:
    bought, case = not_received_though_seen()
    buyer, merchant = person_asked(visitors, bought, case)
    merchant.get_by_text("不同意，请平台处理").click()
    merchant.get_by_label("不同意的理由").fill("查看记录里有买家的手机")
    button(merchant, "提交给平台").click()
    expect_state(buyer, "待审核", patience_s=PATIENCE_S)
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(agent.locator("main")).to_contain_text("查看记录里有买家的手机")
    reject(agent, case, said="您在发货后一分钟查看过卡密")
    expect_state(buyer, "审核拒绝", patience_s=PATIENCE_S)
    expect(notice(buyer, "为什么没有通过")).to_contain_text("发货后一分钟查看过")
    expect(buyer.get_by_text("申诉，请另一位审核员裁决")).to_be_visible()
    expect(button(buyer, "要求人工复核")).to_have_count(0)
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("审核员没有通过")
    has(bought, MONEY_FEN - PRICE_FEN)
