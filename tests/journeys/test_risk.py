"""A restricted buyer reads why, appeals with his name, and a senior's answer sets him free."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from anxin.domain.identity import NotConfirmed
from anxin.services.order.deliver import confirm_receipt
from anxin.storage.account.models import Account
from tests.factories.account import a_buyer, an_account
from tests.factories.order import delivered
from tests.factories.risk import (
    NAME,
    SAID,
    an_officer,
    appealed,
    assessed,
    id_number,
    paid_by,
    restricted,
    seen_with,
    standing,
)
from tests.factories.turns import in_review
from tests.journeys.looking import whole
from tests.journeys.steps import button, link, notice, reload_until
from tests.journeys.test_access import AXE, barriers
from tests.journeys.visitor import DESK, PHONE, Visitors


def appeal(page: Page, number: str) -> None:
    """Go from the me page to a filed appeal."""
    page.goto("/me/")
    expect(notice(page, "账号受到限制")).to_be_visible()
    page.locator("main").get_by_role("link", name=re.compile("^我的信用")).click()
    expect(page.locator("main")).to_contain_text(SAID)
    link(page, "申诉").click()
    page.get_by_label("说明情况").fill("手机是和家人共用的")
    page.get_by_label("真实姓名").fill(NAME)
    page.get_by_label("身份证号").fill(number)
    button(page, "提交申诉").click()


def test_a_restricted_buyer_appeals_and_is_set_free(visitors: Visitors) -> None:
    buyer = restricted(buyer=a_buyer(money_fen=0), by=an_officer("operator"))
    page = visitors.come(account=buyer)
    appeal(page, "110105194912310021")
    expect(page.get_by_text("有一位输错了").first).to_be_visible()
    page.get_by_label("身份证号").fill(id_number(301))
    button(page, "提交申诉").click()
    reload_until(page, notice(page, "前答复"))
    assert id_number(301) not in page.content()

    senior = visitors.come(account=an_account(role="senior").id, size=DESK)
    senior.goto("/console/risk/")
    name = Account.objects.get(id=buyer).username
    card = senior.locator("article").filter(has_text=name)
    card.get_by_text("作出决定").click()
    card.get_by_label("写给买家的话").fill("核对过了，是家人一起用，抱歉打扰")
    card.get_by_role("button", name="申诉成立").click()
    expect(senior.locator("main")).to_contain_text("申诉成立")
    assert not standing(buyer)[1]

    page.goto("/me/credit/")
    expect(page.locator("main")).to_contain_text("限制已解除")
    expect(page.locator(".notice:visible").filter(has_text="受到限制")).to_have_count(0)


def test_an_operator_restricts_without_script_and_the_buyer_reads_it(visitors: Visitors) -> None:
    buyer = a_buyer(money_fen=0)
    name = Account.objects.get(id=buyer).username
    page = visitors.come(account=an_account(role="operator").id, script=False)
    page.goto("/console/risk/")
    page.get_by_label("用户名").fill(name)
    button(page, "查看").click()
    page.get_by_text("限制这个账号").click()
    page.get_by_label("依据").first.fill("三笔订单核对过")
    page.get_by_label("告诉买家的原因").fill(SAID)
    button(page, "限制并告知买家").click()
    expect(page.locator("main")).to_contain_text("受限")

    reader = visitors.come(account=buyer, language="en-US")
    reader.goto("/me/credit/")
    expect(reader.locator("main")).to_contain_text(SAID)


@pytest.mark.branch
def test_the_pages_of_risk_have_no_serious_barrier_on_phone_or_desk(visitors: Visitors) -> None:
    appeal, mismatched = appealed(), appealed(answer=NotConfirmed("mismatch"))
    fresh, senior = restricted(), an_account(role="senior").id
    seen_with("d1", appeal.account_id, fresh)
    assessed(appeal.account_id)
    operator = an_account(role="operator").id
    found = {}
    for path, who in (
        ("/me/", fresh),
        ("/me/credit/", fresh),
        ("/me/credit/appeal/", fresh),
        ("/me/credit/identity/", fresh),
        ("/me/credit/identity/", appeal.account_id),
        ("/me/credit/appeal/", mismatched.account_id),
        ("/console/risk/", senior),
        (f"/console/risk/accounts/{appeal.account_id}/", operator),
    ):
        page = visitors.come(account=who)
        page.goto(path)
        for folded in page.locator("details").all():
            folded.evaluate("fold => { fold.open = true }")
        page.evaluate(AXE)
        found[path, who] = barriers(page, PHONE) + barriers(page, DESK)
    assert {key: those for key, those in found.items() if those} == {}


def test_credit_grows_by_itself_once_an_order_is_completed(visitors: Visitors) -> None:
    bought = delivered()
    page = visitors.come(account=bought.buyer)
    page.goto("/me/credit/")
    expect(page.locator(".price.xl")).to_have_text("60")
    assert confirm_receipt(no=bought.no, buyer_id=bought.buyer)
    reload_until(page, page.locator(".price.xl").filter(has_text="62"))
    expect(page.locator("main")).to_contain_text("顺利完成订单的天数：1")


def test_a_buyer_whom_many_paid_for_reads_it_in_fair_words_and_a_reviewer_how_many(
    visitors: Visitors,
) -> None:
    bought, case = in_review()
    for payer in ("alipay:1", "wechat:2", "alipay:3"):
        paid_by(payer, bought.buyer)
    assessed(bought.buyer)
    page = visitors.come(account=bought.buyer)
    page.goto("/me/")
    page.locator("main").get_by_role("link", name=re.compile("^我的信用")).click()
    noticed = page.locator("section").filter(has_text="系统注意到的")
    expect(noticed).to_contain_text("付款情况需要核实")
    expect(noticed).to_contain_text("会随时间淡去")
    expect(page.locator("main")).not_to_contain_text("付款人")
    whole(page)
    agent = visitors.come(account=an_account(role="agent").id, size=DESK)
    agent.goto(f"/console/cases/{case.no}/")
    panel = agent.locator("section").filter(has_text="买家风险")
    expect(panel).to_contain_text("30 天内由 3 个不同的付款人付款")
    expect(panel).to_contain_text("未实名核验")
