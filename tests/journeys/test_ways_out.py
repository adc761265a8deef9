"""The ways out of a case that one side takes alone, each on the screens of all it concerns."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from anxin.services.aftersale.turns.merchant import object_to
from anxin.storage.aftersale.models import Case
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.compensation import answer_in_thread
from tests.factories.order import Bought, delivered
from tests.factories.turns import (
    at_its_merchants,
    in_review,
    refused_by,
    refused_by_machine,
    with_merchant,
)
from tests.journeys.steps import button, choose, expect_state, notice, reload_until
from tests.journeys.test_turns import (
    MONEY_FEN,
    PATIENCE_S,
    buyers_page,
    desk,
    has,
    hurry,
    offer,
    shops_page,
)
from tests.journeys.visitor import DESK, Visitors
from tests.races.turns import overdue


def with_platform() -> tuple[Bought, Case]:
    """A merchant has objected: it is the platform's turn."""
    bought, case = with_merchant()
    shop = bought.goods.shop
    answer = object_to(no=case.no, merchant_id=shop.id, actor=shop.member, said="卡密有效")
    assert answer is None
    case.refresh_from_db()
    return bought, case


def queue(visitors: Visitors, role: str) -> Page:
    """Somebody of that role before the review queue."""
    page = visitors.come(account=an_account(role=role).id, size=DESK)
    page.goto("/console/")
    return page


def test_a_merchant_agrees_and_the_money_is_there(visitors: Visitors) -> None:
    bought, case = with_merchant()
    buyer = buyers_page(visitors, bought, case)
    merchant = shops_page(visitors, bought, case)
    button(merchant, "同意退款 · ¥98.00").click()
    expect(merchant.locator("main")).to_contain_text("已退款")
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, MONEY_FEN)


def test_a_merchant_that_says_nothing_has_agreed(visitors: Visitors) -> None:
    bought, case = with_merchant()
    buyer = buyers_page(visitors, bought, case)
    expect(buyer.locator("main")).to_contain_text("商家不答复时由平台按规则处理")
    overdue(case)
    buyer.reload()
    expect_state(buyer, "已退款")
    expect(buyer.locator("main")).to_contain_text("商家没有按时答复")
    expect(shops_page(visitors, bought, case).locator("main")).to_contain_text("商家没有按时答复")
    has(bought, MONEY_FEN)


def test_the_platform_is_called_in_and_the_merchant_sees_it(visitors: Visitors) -> None:
    bought, case = with_merchant()
    buyer = buyers_page(visitors, bought, case)
    button(buyer, "不等商家，请平台介入").click()
    expect_state(buyer, "待审核")
    merchant = shops_page(visitors, bought, case)
    expect(merchant.locator("main")).to_contain_text("买家请平台介入")
    expect(button(merchant, "同意退款")).to_have_count(0)


def test_a_person_looks_at_what_a_machine_refused(visitors: Visitors) -> None:
    bought, case = refused_by_machine()
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "审核拒绝")
    button(buyer, "要求人工复核").click()
    expect_state(buyer, "待审核")
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(agent.locator("main")).to_contain_text("买家要求人工复核")
    button(agent, "同意退款").click()
    expect(notice(agent, "10 秒后生效")).to_be_visible()
    hurry(case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, MONEY_FEN)


def test_a_verdict_is_taken_back_within_ten_seconds(visitors: Visitors) -> None:
    bought, case = in_review()
    buyer = buyers_page(visitors, bought, case)
    agent = desk(visitors, case, an_account(role="senior").id)
    button(agent, "同意退款").click()
    button(agent, "收回").click()
    expect(agent.locator(".notice:visible").filter(has_text="10 秒后生效")).to_have_count(0)
    expect(button(agent, "同意退款")).to_be_visible()
    buyer.reload()
    expect_state(buyer, "待审核")
    case.refresh_from_db()
    assert case.verdict is None


def test_a_nudge_is_seen_by_whoever_reviews(visitors: Visitors) -> None:
    bought, case = in_review()
    Case.objects.filter(id=case.id).update(submitted_at="2026-01-01T00:00:00Z")
    buyer = buyers_page(visitors, bought, case)
    button(buyer, "催一下").click()
    expect(notice(buyer, "已催")).to_be_visible()
    expect(button(buyer, "催一下")).to_have_count(0)
    senior = desk(visitors, case, an_account(role="senior").id)
    expect(senior.locator("tr", has_text="催 1 次").first).to_be_visible()


def test_a_request_is_changed_before_anybody_decides(visitors: Visitors) -> None:
    goods = a_product(price_fen=9_800, cards=20)
    bought = delivered(goods=goods, units=6)
    case = case_after(bought, reason="unwanted")
    buyer = buyers_page(visitors, bought, case)
    buyer.get_by_role("link", name="修改申请").click()
    choose(buyer, "拍错")
    buyer.locator(".bar button.primary").click()
    buyer.wait_for_url("**/refunds/*/")
    expect(buyer.locator("main")).to_contain_text("您修改了申请")
    case.refresh_from_db()
    assert (case.edits, case.reason) == (1, "mistake")


def test_an_offer_is_declined_and_arbitrated(visitors: Visitors) -> None:
    bought, case = with_merchant()
    buyer = buyers_page(visitors, bought, case)
    merchant = shops_page(visitors, bought, case)
    offer(merchant, yuan="10")
    buyer.reload()
    button(buyer, "不接受").click()
    expect(buyer.locator(".offered").last).to_contain_text("没有接受")
    button(buyer, "谈不拢，申请仲裁").click()
    expect_state(buyer, "仲裁中")
    merchant.reload()
    expect(merchant.locator("main")).to_contain_text("已转仲裁")
    arbiter = desk(visitors, case, an_account(role="senior").id)
    expect(arbiter.locator(".offered").last).to_contain_text("¥10.00")
    button(arbiter, "同意退款").click()
    expect(notice(arbiter, "10 秒后生效")).to_be_visible()
    hurry(case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, MONEY_FEN)


@pytest.mark.branch
def test_what_a_merchant_writes_and_attaches_is_read_by_the_reviewer_without_reloading(
    visitors: Visitors,
) -> None:
    bought, case = with_platform()
    agent = desk(visitors, case, an_account(role="agent").id)
    agent.locator("#say textarea").fill("我在看")
    merchant = shops_page(visitors, bought, case)
    merchant.locator("#say textarea").fill("这张卡昨天在别处激活过")
    button(merchant, "发送").click()
    line = agent.locator(".said-lines", has_text="这张卡昨天在别处激活过")
    expect(line).to_be_visible(timeout=PATIENCE_S * 1_000)
    expect(agent.locator("#say textarea")).to_have_value("我在看")


def test_what_a_merchant_cannot_supply_again_by_itself_is_registered(visitors: Visitors) -> None:
    goods = a_product(kind="physical", cards=0, price_fen=9_800)
    bought = delivered(goods=goods)
    case = case_after(bought, reason="quality", note="外壳裂了，无法使用")
    at_its_merchants(case)
    merchant = shops_page(visitors, bought, case)
    merchant.locator("details", has=merchant.locator("#offer_kind")).locator("summary").click()
    merchant.locator("#offer_kind").select_option("replacement")
    button(merchant, "把方案发给对方").click()
    buyer = buyers_page(visitors, bought, case)
    button(buyer, "接受方案").click()
    expect(buyer.locator("main")).to_contain_text("正在补发")
    merchant.reload()
    merchant.get_by_label("单号").fill("SF1234567890")
    button(merchant, "已补发").click()
    expect_state(buyer, "已补发", patience_s=PATIENCE_S)


@pytest.mark.branch
def test_two_seniors_compensate_and_the_buyer_has_it(visitors: Visitors) -> None:
    bought, case = refused_by()
    one = desk(visitors, case, an_account(role="senior").id)
    one.get_by_text("提议赔付").click()
    one.get_by_label("赔付金额").fill("20")
    one.get_by_label("依据").fill("发错两次")
    button(one, "提议，等另一位复核").click()
    expect(notice(one, "等另一位复核")).to_be_visible()
    assert answer_in_thread(case) is None
    two = desk(visitors, case, an_account(role="senior").id)
    two.locator('form[action$="/compensation/sign/"] button').click()
    expect(notice(two, "10 秒后生效")).to_be_visible()
    reload_until(two, notice(two, "已赔付"))
    buyer = buyers_page(visitors, bought, case)
    expect(buyer.locator("main")).to_contain_text("已赔付到钱包")


def test_a_complaint_from_outside_joins_the_case(visitors: Visitors) -> None:
    bought, case = with_merchant()
    page = queue(visitors, "senior")
    page.goto("/console/complaints/")
    page.get_by_label("订单号").fill(bought.no)
    page.get_by_label("来源").select_option("12315")
    page.get_by_label("投诉单号").fill("HB-2026-0001")
    page.get_by_label("投诉内容").fill("卡密无法使用，平台没有处理")
    button(page, "并入售后").click()
    expect(page.locator("main")).to_contain_text("HB-2026-0001")
    case.refresh_from_db()
    assert case.tier == "senior"
    page.goto(f"/console/cases/{case.no}/")
    expect(notice(page, "HB-2026-0001")).to_be_visible()


def test_a_case_is_taken_given_back_and_the_next_one_taken(visitors: Visitors) -> None:
    _, case = in_review()
    agent = desk(visitors, case, an_account(role="senior").id)
    button(agent, "由我处理").click()
    other = desk(visitors, case, an_account(role="senior").id)
    expect(notice(other, "正由")).to_be_visible()
    button(agent, "放回队列").click()
    other.reload()
    button(other, "取下一笔").click()
    expect(other.locator("main")).to_contain_text("您在处理，保留到")


@pytest.mark.branch
def test_a_kept_fee_is_contested_and_given_back(visitors: Visitors) -> None:
    bought = delivered(goods=a_product(price_fen=9_800))
    case = case_after(bought, reason="unwanted")
    assert case.fee_fen > 0 and case.state == "refunded"
    buyer = buyers_page(visitors, bought, case)
    buyer.get_by_role("link", name="有异议？").click()
    buyer.get_by_label(re.compile("为什么|说明")).fill("卡从来没有看过，说好不收费")
    button(buyer, "申请退回").click()
    expect(notice(buyer, "前有结果")).to_be_visible()
    agent = queue(visitors, "senior")
    agent.goto("/console/fees/")
    agent.locator("summary", has_text="作出决定").first.click()
    agent.get_by_label(re.compile("写给买家")).first.fill("未查看，退回手续费")
    button(agent, "退回手续费").click()
    reload_until(buyer, notice(buyer, "已退到您的钱包"))
    has(bought, MONEY_FEN)
