"""A refusal that was wrong: found by a check, told to the colleague, decided anew for the buyer."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.factories.account import a_reviewer
from tests.factories.quality import drawn
from tests.factories.turns import refused_by
from tests.journeys.steps import button, expect_state, notice
from tests.journeys.visitor import DESK, PHONE, Visitors

NOTE = "未发货的订单可以退，条款写明了；下次先看条款。"


def mark(page: Page, word: str, *, among: str) -> None:
    """Choose a chip in every group of that look."""
    for group in page.locator(among).all():
        group.locator("label", has_text=re.compile(f"^{word}$")).click()


def test_a_wrong_refusal_is_found_answered_and_decided_by_somebody_else(
    visitors: Visitors,
) -> None:
    agent = a_reviewer()
    bought, case = refused_by(agent)
    row = drawn(case, at_once=True)
    checker = visitors.come(account=a_reviewer(role="senior").account_id, size=DESK)
    checker.goto("/console/quality/")
    checker.locator(f'a[href*="{row.no}"]').click()
    mark(checker, "做到", among="fieldset.mark")
    mark(checker, "决定错误", among="fieldset.grades")
    checker.get_by_label("写给同事的话").fill(NOTE)
    button(checker, "评完，告诉同事").click()
    expect(notice(checker, "已评，同事会看到您写的话")).to_be_visible()
    button(checker, "为买家重新送审").click()
    expect(notice(checker, "已送审")).to_be_visible()

    own = visitors.come(account=agent.account_id, size=PHONE)
    own.goto("/console/quality/own/")
    expect(own.get_by_text(NOTE)).to_be_visible()
    button(own, "认可").click()
    expect(notice(own, "已答复")).to_be_visible()

    buyer = visitors.come(account=bought.buyer)
    buyer.goto(f"/refunds/{case.no}/")
    expect_state(buyer, "仲裁中")
    expect(buyer.get_by_text("平台复查后替您提出了申诉").first).to_be_visible()


def test_a_reviewer_practises_and_is_told_why(visitors: Visitors) -> None:
    page = visitors.come(account=a_reviewer().account_id, size=PHONE)
    page.goto("/console/practice/")
    page.get_by_role("link", name=re.compile("50 个只到了 20 个")).click()
    page.locator(".chips label", has_text="退一部分").click()
    page.get_by_label("退多少").fill("29.40")
    button(page, "这样决定").click()
    expect(page.get_by_text("答对了")).to_be_visible()
    expect(page.get_by_text("退没有到账的五分之三")).to_be_visible()
    page.get_by_role("link", name="看我的进度").or_(page.get_by_role("link", name="下一题")).click()
    expect(page.get_by_role("heading", name="怎样决定")).to_be_visible()
