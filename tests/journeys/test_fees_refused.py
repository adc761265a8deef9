"""A kept fee that a buyer contests: refused with a reason, or granted because nobody answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.aftersale.fee_claims import count_late_claims
from anxin.storage.aftersale.models import Case, FeeClaim
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import delivered
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, notice, reload_until
from tests.journeys.test_turns import MONEY_FEN, buyers_page, has, shops_page
from tests.journeys.test_ways_out import queue
from tests.journeys.visitor import Visitors
from tests.races.turns import LONG_AGO

pytestmark = pytest.mark.branch

NOTE = "卡从来没有看过，说好不收费"
WHY = "下单页写明：不想要了退卡收 5%，与是否查看无关"


def contest(buyer: Page) -> None:
    """Say on the refund's page that the fee should not have been kept."""
    buyer.get_by_role("link", name="有异议？").click()
    buyer.get_by_label("为什么不该收").fill(NOTE)
    button(buyer, "申请退回").click()
    expect(notice(buyer, "前有结果")).to_be_visible()


def refuse(senior: Page, case: Case) -> None:
    """Refuse the claim on the console, in words for the buyer; they wait ten seconds."""
    senior.goto("/console/fees/")
    claim = senior.locator(f"#f-{FeeClaim.objects.get(case=case).no}")
    expect(claim).to_contain_text(NOTE)
    claim.locator("summary", has_text="作出决定").click()
    claim.get_by_label("写给买家的理由").fill(WHY)
    free(senior)
    claim.get_by_role("button", name="拒绝").click()
    expect(claim).to_contain_text("10 秒后生效")


def test_a_kept_fee_is_contested_and_kept_with_a_reason_that_the_buyer_reads(
    visitors: Visitors,
) -> None:
    bought = delivered(goods=a_product(price_fen=9_800))
    case = case_after(bought, reason="unwanted")
    kept_fen = MONEY_FEN - case.fee_fen
    has(bought, kept_fen)
    buyer = buyers_page(visitors, bought, case)
    contest(buyer)
    senior = queue(visitors, "senior")
    refuse(senior, case)
    buyer.reload()
    expect(notice(buyer, "前有结果")).to_be_visible()
    expect(buyer.locator("main")).not_to_contain_text(WHY)

    assert FeeClaim.objects.filter(case=case, verdict__isnull=False).update(verdict_at=LONG_AGO)
    reload_until(buyer, notice(buyer, "异议没有成立"))
    expect(notice(buyer, "异议没有成立")).to_contain_text(WHY)
    expect(button(buyer, "申请退回")).to_have_count(0)
    whole(buyer)
    buyer.goto(f"/refunds/{case.no}/")
    merchant = shops_page(visitors, bought, case)
    for page in (buyer, merchant):
        expect(page.locator(".timeline")).to_contain_text("手续费异议没有成立")
        expect(page.locator(".timeline")).to_contain_text(WHY)
    expect(buyer.get_by_role("link", name="异议结果")).to_be_visible()
    senior.reload()
    expect(senior.locator("main")).to_contain_text(WHY)
    row = senior.locator(f"#f-{FeeClaim.objects.get(case=case).no}")
    expect(row.locator("summary", has_text="作出决定")).to_have_count(0)
    has(bought, kept_fen)


def goes_higher_up(visitors: Visitors, buyer: Page, case: Case) -> Page:
    """Let a claim be late with everybody, and a senior too; return the supervisor's page."""
    claims = FeeClaim.objects.filter(case=case)
    row = f"#f-{claims.get().no}"
    senior = queue(visitors, "senior")
    senior.goto("/console/fees/")
    claims.update(due_at=LONG_AGO)
    reload_until(senior, senior.locator(row).get_by_text("已超时"))
    expect(senior.locator(row)).to_contain_text("作出决定")
    buyer.reload()
    expect(notice(buyer, "前有结果")).to_contain_text("处理超时，已升级")
    claims.update(due_at=LONG_AGO)
    reload_until(senior, senior.locator(row).get_by_text("再次超时，由主管决定"))
    expect(senior.locator(row)).not_to_contain_text("作出决定")
    supervisor = queue(visitors, "supervisor")
    desk = supervisor.get_by_role("link", name="手续费异议")
    expect(desk.locator(".count.bad")).to_have_text(str(count_late_claims()))
    supervisor.goto("/console/fees/")
    expect(supervisor.locator(row)).to_contain_text("作出决定")
    return supervisor


def test_a_contested_fee_that_nobody_decides_goes_higher_up_and_is_granted(
    visitors: Visitors,
) -> None:
    bought = delivered(goods=a_product(price_fen=9_800))
    case = case_after(bought, reason="unwanted")
    buyer = buyers_page(visitors, bought, case)
    contest(buyer)
    supervisor = goes_higher_up(visitors, buyer, case)
    has(bought, MONEY_FEN - case.fee_fen)

    FeeClaim.objects.filter(case=case).update(submitted_at=LONG_AGO, due_at=LONG_AGO)
    reload_until(buyer, notice(buyer, "已退到您的钱包"))
    expect(notice(buyer, "已退到您的钱包")).to_contain_text("14 天没有人作出决定，已全额退回")
    whole(buyer)
    has(bought, MONEY_FEN)
    buyer.goto(f"/refunds/{case.no}/")
    for page in (buyer, shops_page(visitors, bought, case)):
        told = "手续费异议 14 天没有结果，已全额退到钱包"
        expect(page.locator(".timeline")).to_contain_text(told)
    supervisor.reload()
    expect(supervisor.locator("main")).to_contain_text("14 天没有人决定，系统退回")
