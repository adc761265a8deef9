"""A merchant contests what a machine took from it: its screen, the senior's, and the buyer's."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from anxin.storage.aftersale.models import Case, Objection
from anxin.storage.ledger.queries import balance
from tests.factories.objection import NOTE, PRICE_FEN, charged
from tests.factories.settlement import money_of
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, expect_state, notice, reload_until
from tests.journeys.test_turns import buyers_page, has, shops_page
from tests.journeys.test_ways_out import queue
from tests.journeys.visitor import Visitors
from tests.races.turns import LONG_AGO

GRANTED = "发卡方已书面确认当天误报"
REJECTED = "发卡方复查后仍答复无效"


def contest(merchant: Page) -> None:
    """Say on the page of the case why the shop should not bear it."""
    expect(merchant.locator("#contest")).to_contain_text("没有人审核过")
    merchant.locator("summary", has_text="对这笔退款有异议").click()
    merchant.get_by_label("为什么不该由您承担").fill(NOTE)
    free(merchant)
    button(merchant, "把异议提交给平台").click()
    expect(notice(merchant, "已提交异议")).to_be_visible()
    expect(merchant.locator("#contest")).to_contain_text("高级审核员在")


def decide(senior: Page, case: Case, *, said: str, act: str) -> None:
    """Decide it on the list of objections; it waits ten seconds."""
    senior.get_by_role("link", name=re.compile("商家异议")).first.click()
    row = senior.locator(f"#o-{Objection.objects.get(case=case).no}")
    for fact in (NOTE, "¥5.00", "卡密无效", "系统当时的依据"):
        expect(row).to_contain_text(fact)
    row.locator("summary", has_text="作出决定").click()
    row.get_by_label("写给商家的理由").fill(said)
    free(senior)
    row.get_by_role("button", name=act, exact=True).click()
    expect(row).to_contain_text("10 秒后生效")


def hurry(case: Case) -> None:
    """What was decided need not wait for its ten seconds."""
    assert Objection.objects.filter(case=case, verdict__isnull=False).update(verdict_at=LONG_AGO)


def test_a_merchant_contests_an_automatic_refund_and_the_platform_bears_it(
    visitors: Visitors,
) -> None:
    bought, case = charged()
    shop, had_fen = bought.goods.shop, balance(account_id=bought.buyer)
    merchant = shops_page(visitors, bought, case)
    contest(merchant)
    senior = queue(visitors, "senior")
    decide(senior, case, said=GRANTED, act="成立，平台承担")
    assert money_of(shop.id).payable_fen == 0
    hurry(case)

    reload_until(merchant, notice(merchant, "异议成立，由平台承担"))
    expect(merchant.locator("#contest")).to_contain_text(GRANTED)
    expect(button(merchant, "把异议提交给平台")).to_have_count(0)
    whole(merchant)
    merchant.get_by_role("link", name="看账单").click()
    expect(merchant.locator("main")).to_contain_text("异议成立，平台承担")
    assert money_of(shop.id).payable_fen == PRICE_FEN
    senior.reload()
    expect(senior.locator("main")).to_contain_text(GRANTED)
    expect(senior.locator(f"#o-{Objection.objects.get(case=case).no}")).to_have_count(0)
    buyer = buyers_page(visitors, bought, case)
    expect_state(buyer, "已退款")
    expect(buyer.locator("body")).not_to_contain_text("异议")
    has(bought, had_fen)


def test_an_objection_is_taken_back_and_rejected_with_a_reason_that_the_merchant_reads(
    visitors: Visitors,
) -> None:
    bought, case = charged()
    merchant = shops_page(visitors, bought, case)
    contest(merchant)
    senior = queue(visitors, "senior")
    decide(senior, case, said=GRANTED, act="成立，平台承担")
    button(senior, "收回").click()
    expect(notice(senior, "已收回")).to_be_visible()
    decide(senior, case, said=REJECTED, act="异议不成立")
    merchant.reload()
    expect(merchant.locator("main")).not_to_contain_text(REJECTED)
    hurry(case)
    reload_until(merchant, notice(merchant, "您的异议没有成立"))
    expect(notice(merchant, "您的异议没有成立")).to_contain_text(REJECTED)
    expect(button(merchant, "把异议提交给平台")).to_have_count(0)
    assert money_of(bought.goods.shop.id).payable_fen == 0
