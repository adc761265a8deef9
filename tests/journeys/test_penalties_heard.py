"""What becomes of a penalty after its merchant was heard or kept silent, on both sides' screens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.standing.models import Penalty
from tests.factories.account import an_account
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass
from tests.factories.merchant import Shop, a_merchant
from tests.factories.settlement import a_deposit, money_of
from tests.factories.standing import confirmed, heard, proposed
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, notice, reload_until
from tests.journeys.test_penalties import (
    appeal,
    appealed_by_nobody,
    decide,
    own_page,
    the_shelf,
)
from tests.journeys.visitor import DESK, Visitors
from tests.races.turns import LONG_AGO

pytestmark = pytest.mark.branch

WHY = "记录和陈述都看过，依据如前所述"
"""The words in which `decide` decides."""

PUT_RIGHT = "旧批次已全部下架销毁，新批次逐张核对"
ACTS = ("决定处罚", "不予处罚", "解除处罚", "整改不到位", "维持处罚", "先行停售")


def console(visitors: Visitors, penalty: Penalty, role: str = "auditor") -> Page:
    """Somebody of the platform before the penalty."""
    page = visitors.come(account=an_account(role=role).id, size=DESK)
    page.goto(f"/console/penalties/{penalty.no}/")
    return page


def is_at(page: Page, state: str) -> None:
    """The page says where the penalty is, as its tag does."""
    expect(page.locator(".tags").first).to_contain_text(state)


def told(page: Page, *lines: str) -> None:
    """The history on the page says all of this."""
    for line in lines:
        expect(page.locator(".timeline")).to_contain_text(line)


def nothing_to_do(page: Page) -> None:
    """The page offers no act any more."""
    for act in ACTS:
        expect(page.get_by_role("button", name=re.compile(f"^{act}"))).to_have_count(0)


def overdue(penalty: Penalty) -> None:
    """Whoever had to act has let the time pass."""
    assert Penalty.objects.filter(id=penalty.id).update(due_at=LONG_AGO)


def silent(visitors: Visitors, penalty: Penalty, shop: Shop) -> Page:
    """The merchant's page once its time to answer is over."""
    merchant = own_page(visitors, shop, penalty)
    is_at(merchant, "听取商家意见")
    overdue(penalty)
    reload_until(merchant, merchant.get_by_text("陈述期已过，商家没有陈述"))
    is_at(merchant, "商家未陈述，待决定")
    return merchant


def put_right(merchant: Page) -> None:
    """Say on the page of the penalty that it is put right."""
    merchant.get_by_label("整改说明").fill(PUT_RIGHT)
    button(merchant, "整改完毕，请求解除").click()
    expect(notice(merchant, "已收到整改说明，平台复核后解除")).to_be_visible()
    is_at(merchant, "已整改，待复核")
    expect(merchant.get_by_label("整改说明")).to_have_count(0)


def test_what_a_merchant_answers_convinces_and_the_product_is_sold_again(
    visitors: Visitors,
) -> None:
    goods = a_product()
    penalty = proposed(shop=goods.shop, goods=goods, protective=True)
    shelf = the_shelf(visitors, goods)
    expect(notice(shelf, "被平台停售")).to_be_visible()
    merchant = own_page(visitors, goods.shop, penalty)
    expect(merchant.locator("main")).to_contain_text("已先行停售")
    merchant.get_by_label("您的陈述").fill("卡密来自另一家店，我们没有卖过这一批")
    button(merchant, "提交陈述").click()
    is_at(merchant, "商家已陈述，待决定")
    supervisor = console(visitors, penalty, "supervisor")
    told(supervisor, "卡密来自另一家店，我们没有卖过这一批")
    decide(visitors, penalty, role="supervisor", act="不予处罚")

    merchant.reload()
    is_at(merchant, "不予处罚")
    told(merchant, "决定不处罚", WHY)
    for form in ("您的陈述", "申诉理由", "整改说明"):
        expect(merchant.get_by_label(form)).to_have_count(0)
    supervisor.reload()
    is_at(supervisor, "不予处罚")
    nothing_to_do(supervisor)
    shelf.reload()
    expect(button(shelf, "立即购买")).to_be_visible()
    whole(merchant)
    free(supervisor)


def test_a_merchant_that_kept_silent_is_decided_about_by_what_there_is(
    visitors: Visitors,
) -> None:
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=10_000)
    penalty = proposed(shop=shop, kind="deduction")
    early = console(visitors, penalty, "supervisor")
    expect(early.locator("#decide")).to_contain_text("等商家陈述，或陈述期结束")
    merchant = silent(visitors, penalty, shop)
    decide(visitors, penalty, role="supervisor", act="决定处罚")
    merchant.reload()
    is_at(merchant, "已决定，待生效")
    expect(merchant.locator("main")).to_contain_text("前没有申诉即生效")
    assert money_of(shop.id).deposit_fen == 10_000, "the last word is the merchant's"
    appealed_by_nobody(penalty)
    reload_until(merchant, merchant.get_by_text("申诉期已过，开始生效"))
    expect(merchant.locator("main")).to_contain_text("已从保证金扣除")
    expect(merchant.locator("main")).to_contain_text("¥40.00")
    assert money_of(shop.id).deposit_fen == 6_000
    auditor = console(visitors, penalty)
    is_at(auditor, "生效中")
    told(auditor, "陈述期已过，商家没有陈述", "决定处罚", "从保证金扣除 ¥40.00")


def test_a_merchant_that_kept_silent_may_be_spared_all_the_same(visitors: Visitors) -> None:
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=10_000)
    penalty = proposed(shop=shop, kind="deduction")
    merchant = silent(visitors, penalty, shop)
    expect(merchant.get_by_label("您的陈述")).to_be_visible()
    decide(visitors, penalty, role="operator", act="不予处罚")
    merchant.reload()
    is_at(merchant, "不予处罚")
    told(merchant, "决定不处罚", WHY)
    expect(merchant.get_by_label("您的陈述")).to_have_count(0)
    supervisor = console(visitors, penalty, "supervisor")
    is_at(supervisor, "不予处罚")
    nothing_to_do(supervisor)
    assert money_of(shop.id).deposit_fen == 10_000


def test_what_nobody_decides_ends_by_itself_whether_it_was_answered_or_not(
    visitors: Visitors,
) -> None:
    shop = a_merchant()
    for penalty in (heard(shop=shop), proposed(shop=shop, basis="silent")):
        merchant = own_page(visitors, shop, penalty)
        if penalty.state == "proposed":
            overdue(penalty)
            reload_until(merchant, merchant.get_by_text("陈述期已过，商家没有陈述"))
        expect(merchant.locator("main")).to_contain_text("前决定，到期没有决定即不予处罚")
        overdue(penalty)
        reload_until(merchant, merchant.get_by_text("决定不处罚"))
        auditor = console(visitors, penalty)
        for page in (merchant, auditor):
            is_at(page, "不予处罚")
            told(page, "期限已到，系统自动处理")


def test_what_is_put_right_is_accepted_and_sold_again(visitors: Visitors) -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, kind="delist", product_no=goods.no)
    merchant = own_page(visitors, goods.shop, penalty)
    put_right(merchant)
    shelf = the_shelf(visitors, goods)
    expect(notice(shelf, "被平台停售")).to_be_visible()
    operator = console(visitors, penalty, "operator")
    is_at(operator, "已整改，待复核")
    told(operator, PUT_RIGHT)
    expect(operator.locator("main")).to_contain_text("前复核整改，到期没有答复即解除")
    free(operator)
    decide(visitors, penalty, role="operator", act="解除处罚")
    merchant.reload()
    is_at(merchant, "已解除")
    told(merchant, "解除处罚", WHY)
    shelf.reload()
    expect(button(shelf, "立即购买")).to_be_visible()
    operator.reload()
    nothing_to_do(operator)
    whole(merchant)


def test_what_is_not_put_right_goes_on_also_after_an_appeal(visitors: Visitors) -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, kind="delist", product_no=goods.no)
    merchant = own_page(visitors, goods.shop, penalty)
    put_right(merchant)
    decide(visitors, penalty, role="supervisor", act="整改不到位")
    merchant.reload()
    is_at(merchant, "生效中")
    told(merchant, "整改不到位，处罚继续", WHY)
    expect(merchant.get_by_label("整改说明")).to_have_count(0)
    expect(merchant.locator("#rectified")).to_contain_text("起可以再次说明整改")
    appeal(merchant)
    decide(visitors, penalty, role="senior", act="维持处罚")
    merchant.reload()
    is_at(merchant, "申诉后维持")
    let_pass(days=3, minutes=1)
    merchant.reload()
    put_right(merchant)
    supervisor = console(visitors, penalty, "supervisor")
    is_at(supervisor, "已整改，待复核")
    decide(visitors, penalty, role="supervisor", act="整改不到位")
    for page in (merchant, supervisor):
        page.reload()
        is_at(page, "申诉后维持")
    expect(merchant.get_by_label("申诉理由")).to_have_count(0)
    expect(notice(the_shelf(visitors, goods), "被平台停售")).to_be_visible()
    whole(merchant)
    free(supervisor)


def test_a_suspension_is_lifted_before_its_days_are_over(visitors: Visitors) -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, kind="suspend", days=30)
    shelf = the_shelf(visitors, goods)
    expect(notice(shelf, "暂停接单")).to_be_visible()
    decider = visitors.come(account=penalty.confirmed_by_id, size=DESK)
    decider.goto(f"/console/penalties/{penalty.no}/")
    nothing_to_do(decider)
    decide(visitors, penalty, role="supervisor", act="解除处罚")
    merchant = own_page(visitors, goods.shop, penalty)
    is_at(merchant, "已解除")
    told(merchant, "解除处罚", WHY)
    merchant.goto("/console/standing/")
    expect(merchant.get_by_text("本店暂时不能接新订单")).to_have_count(0)
    shelf.reload()
    expect(button(shelf, "立即购买")).to_be_visible()
    decider.reload()
    is_at(decider, "已解除")
