"""Ways out of a case that nobody takes: time takes them, and everybody reads so."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from anxin.services.aftersale.turns.verdicts import decide_to_approve
from anxin.storage.aftersale.models import Case, Complaint
from tests.factories.account import a_reviewer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.complaint import joined
from tests.factories.order import Bought, delivered, view
from tests.factories.turns import at_its_merchants, in_review, refused_by, with_merchant
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, expect_state, notice, reload_until
from tests.journeys.test_turns import (
    MONEY_FEN,
    PATIENCE_S,
    buyers_page,
    choose_what,
    desk,
    has,
    hurry,
    offer,
    shops_page,
)
from tests.journeys.visitor import DESK, Visitors
from tests.races.turns import LONG_AGO, overdue

pytestmark = pytest.mark.branch


def without_evidence() -> tuple[Bought, Case]:
    """A card that was seen and is said to be broken, with no picture of it."""
    bought = delivered(goods=a_product(price_fen=9_800))
    view(bought)
    case = case_after(bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    return bought, case


def large_sum() -> tuple[Bought, Case]:
    """More than one person may give: a senior has approved it, and it waits for another."""
    bought, case = in_review(price_fen=600_000)
    assert decide_to_approve(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    return bought, case


def test_evidence_that_never_came_brings_the_case_before_the_merchant(visitors: Visitors) -> None:
    bought, case = without_evidence()
    buyer = buyers_page(visitors, bought, case)
    expect(notice(buyer, "还需要凭证")).to_be_visible()
    overdue(case)
    buyer.reload()
    expect_state(buyer, "商家处理中")
    merchant = shops_page(visitors, bought, case)
    expect(button(merchant, "同意退款")).to_be_visible()
    overdue(case)
    buyer.reload()
    expect_state(buyer, "待审核")


def test_an_offer_that_nobody_answers_lapses(visitors: Visitors) -> None:
    bought, case = with_merchant()
    merchant = shops_page(visitors, bought, case)
    offer(merchant, yuan="10")
    buyer = buyers_page(visitors, bought, case)
    expect(button(buyer, "接受方案")).to_be_visible()
    overdue(case)
    buyer.reload()
    expect(button(buyer, "接受方案")).to_have_count(0)
    for page in (buyer, shops_page(visitors, bought, case)):
        expect(page.locator("main")).to_contain_text("协商方案没有按时答复，已失效")
    expect_state(buyer, "待审核")


def test_a_replacement_that_never_came_is_money(visitors: Visitors) -> None:
    goods = a_product(kind="physical", cards=0, price_fen=9_800)
    bought = delivered(goods=goods)
    case = case_after(bought, reason="quality", note="外壳裂了，无法使用")
    at_its_merchants(case)
    merchant = shops_page(visitors, bought, case)
    choose_what(merchant, "replacement")
    button(merchant, "把方案发给对方").click()
    buyer = buyers_page(visitors, bought, case)
    button(buyer, "接受方案").click()
    expect(buyer.locator("main")).to_contain_text("正在补发")
    overdue(case)
    buyer.reload()
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    for page in (buyer, shops_page(visitors, bought, case)):
        expect(page.locator("main")).to_contain_text("没有按时补上，改为退款")
    has(bought, MONEY_FEN)


def test_a_late_review_is_a_seniors_and_after_two_weeks_it_is_paid(visitors: Visitors) -> None:
    bought, case = in_review(price_fen=60_000)
    buyer = buyers_page(visitors, bought, case)
    overdue(case)
    buyer.reload()
    expect_state(buyer, "待审核")
    senior = visitors.come(account=an_account(role="senior").id, size=DESK)
    senior.goto("/console/?queue=senior")
    expect(senior.locator(f'a[href*="{case.no}"]').first).to_be_attached()
    Case.objects.filter(id=case.id).update(limit_at=LONG_AGO, due_at=LONG_AGO)
    buyer.reload()
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    expect(buyer.locator("main")).to_contain_text("平台没有按时决定，按规则退款")
    has(bought, MONEY_FEN)


def test_a_second_person_agrees_and_it_is_paid(visitors: Visitors) -> None:
    bought, case = large_sum()
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "待审核")
    second = desk(visitors, case, an_account(role="senior").id)
    expect(notice(second, "¥6,000.00")).to_contain_text("等第二位审核员复核")
    button(second, "复核同意").click()
    expect(notice(second, "10 秒后生效")).to_be_visible()
    hurry(case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    has(bought, 1_200_000)


def test_a_second_person_does_not_agree_and_a_third_decides(visitors: Visitors) -> None:
    bought, case = large_sum()
    second = desk(visitors, case, an_account(role="senior").id)
    second.locator("summary", has_text="不同意").click()
    second.locator("#decline textarea").fill("订单记录与买家所说不符")
    button(second, "不同意，交给另一位高级审核员").click()
    third = desk(visitors, case, an_account(role="senior").id)
    expect(third.locator("main")).to_contain_text("订单记录与买家所说不符")
    expect(button(third, "同意退款")).to_be_visible()
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "待审核")
    expect(buyer.locator("main")).not_to_contain_text("订单记录与买家所说不符")


def test_a_signature_that_nobody_gives_is_pressed_by_a_supervisor(visitors: Visitors) -> None:
    bought, case = large_sum()
    overdue(case)
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "待审核")
    supervisor = desk(visitors, case, an_account(role="supervisor").id)
    expect(supervisor.locator("main")).to_contain_text("等待复核超时，已升级")
    expect(button(supervisor, "复核同意")).to_be_visible()


@pytest.mark.parametrize("over", [False, True], ids=["open case", "case that is over"])
def test_a_complaint_from_outside_that_nobody_answers_is_a_supervisors(
    visitors: Visitors, over: bool
) -> None:
    bought, case = refused_by() if over else with_merchant()
    assert joined(bought.no, source="12315", outside_no=f"HB-{case.no}", said="没人处理") is None
    senior = visitors.come(account=an_account(role="senior").id, size=DESK)
    senior.goto("/console/complaints/")
    expect(senior.locator(".row", has_text=case.no)).not_to_contain_text("超时未答复")
    assert Complaint.objects.filter(outside_no=f"HB-{case.no}").update(at=LONG_AGO, due_at=LONG_AGO)
    reload_until(senior, senior.locator(".row", has_text=case.no).get_by_text("超时未答复"))
    free(senior)

    supervisor = visitors.come(account=an_account(role="supervisor").id, size=DESK)
    supervisor.goto("/console/")
    desk_of_complaints = supervisor.locator('nav a[href="/console/complaints/"]').first
    expect(desk_of_complaints.locator(".count")).to_be_visible()
    desk_of_complaints.click()
    mine = supervisor.locator(".row", has_text=case.no)
    mine.get_by_role("link").click()
    expect(supervisor.locator("main")).to_contain_text("超时未答复，已告知主管")
    free(supervisor)
    buyer, merchant = buyers_page(visitors, bought, case), shops_page(visitors, bought, case)
    expect(merchant.locator("main")).to_contain_text("平台正在答复")
    whole(buyer)
    free(merchant)

    supervisor.go_back()
    mine.get_by_placeholder("怎样答复的").fill("已电话联系，说明处理时间")
    mine.get_by_role("button", name="记下答复").click()
    expect(notice(supervisor, "已记下答复")).to_be_visible()
    expect(mine).to_contain_text("已电话联系")
    expect(mine).not_to_contain_text("超时未答复")
    merchant.reload()
    expect(merchant.locator("main")).to_contain_text("平台已答复")
