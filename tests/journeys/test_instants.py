"""Paid before review: some are looked at afterwards, and whatever is found the money stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.aftersale.models import Case
from anxin.storage.quality.instants import count_for_supervisors
from anxin.storage.quality.models import InstantLook
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product, a_trusting_policy
from tests.factories.instants import FOUND, doubted, paid_unseen, picked
from tests.factories.order import Bought, delivered
from tests.journeys.looking import free, whole
from tests.journeys.steps import choose, expect_state, notice, see_order, submit
from tests.journeys.test_turns import MONEY_FEN, has
from tests.journeys.test_ways_out import queue
from tests.journeys.visitor import Visitors

pytestmark = pytest.mark.branch

BASIS = "与服务商核实：退款后仍在使用"
DESK_NAME = "极速退款抽查"


def paid_on_credit(visitors: Visitors) -> tuple[Bought, Page, InstantLook]:
    """A buyer asks and is paid in seconds; the lot falls on that refund."""
    goods = a_product(kind="membership", cards=0, price_fen=9_800, policy_id=a_trusting_policy())
    bought = delivered(goods=goods, buyer=a_buyer(credit=90))
    buyer = visitors.come(account=bought.buyer)
    see_order(buyer, bought)
    buyer.locator("main").get_by_role("link", name="退款", exact=True).click()
    choose(buyer, "质量问题")
    buyer.get_by_label("哪里有问题").fill("登录后会员只剩 3 天")
    buyer.locator(".chips label", has_text="一开始就有").click()
    no = submit(buyer)
    expect_state(buyer, "已退款")
    case = Case.objects.get(no=no)
    assert case.outcome == "instant"
    has(bought, MONEY_FEN)
    return bought, buyer, picked(case)


def before_it(visitors: Visitors, role: str) -> Page:
    """Somebody of that role goes from the queue to the sample."""
    page = queue(visitors, role)
    page.get_by_role("link", name=DESK_NAME).click()
    expect(page.get_by_role("heading", name=DESK_NAME, level=1)).to_be_visible()
    return page


def doubt(visitors: Visitors, row: InstantLook) -> None:
    """A senior says, and cannot but say in words, that it should have been reviewed first."""
    senior = before_it(visitors, "senior")
    article = senior.locator(f"#i-{row.no}")
    expect(article).to_contain_text("¥98.00")
    article.get_by_role("button", name="该先审").click()
    expect(article).to_contain_text("请写一两句话")
    article.get_by_label("该先看到什么").fill(FOUND)
    free(senior)
    article.get_by_role("button", name="该先审").click()
    expect(notice(senior, "已交给主管")).to_be_visible()
    expect(article).to_contain_text("等主管决定")
    expect(article.locator("form")).to_have_count(0)


def test_one_that_should_have_been_reviewed_costs_credit_and_never_the_money(
    visitors: Visitors,
) -> None:
    before = count_for_supervisors()
    bought, buyer, row = paid_on_credit(visitors)
    doubt(visitors, row)

    supervisor = queue(visitors, "supervisor")
    desk = supervisor.get_by_role("link", name=DESK_NAME)
    expect(desk.locator(".count.bad")).to_have_text(str(before + 1))
    desk.click()
    article = supervisor.locator(f"#i-{row.no}")
    expect(article).to_contain_text(FOUND)
    article.get_by_label("依据").fill(BASIS)
    article.get_by_role("button", name="记一次滥用").click()
    expect(notice(supervisor, "已登记")).to_be_visible()
    expect(supervisor.locator("main")).to_contain_text("已记滥用")
    expect(article).to_have_count(0)
    assert count_for_supervisors() == before

    buyer.reload()
    expect_state(buyer, "已退款")
    buyer.goto("/me/credit/")
    expect(buyer.locator("main")).to_contain_text("有经核实的违规记录")
    expect(buyer.locator("main")).not_to_contain_text(BASIS)
    whole(buyer)
    has(bought, MONEY_FEN)


def test_one_that_is_fine_is_over_and_the_buyer_hears_nothing_of_it(visitors: Visitors) -> None:
    bought, buyer, row = paid_on_credit(visitors)
    senior = before_it(visitors, "senior")
    senior.locator(f"#i-{row.no}").get_by_role("button", name="没问题").click()
    expect(notice(senior, "已记下")).to_be_visible()
    expect(senior.locator(f"#i-{row.no}")).to_have_count(0)
    buyer.goto("/me/credit/")
    expect(buyer.locator("main")).not_to_contain_text("违规")
    has(bought, MONEY_FEN)


def test_the_page_has_no_serious_barrier_on_phone_or_desk(visitors: Visitors) -> None:
    picked(paid_unseen()[1])
    doubted(picked(paid_unseen()[1]))
    page = before_it(visitors, "supervisor")
    free(page)
