"""How penalties, shops and appeals end, seen by whoever they are about."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.account.models import Account
from anxin.storage.standing.models import Penalty
from tests.factories.account import an_account
from tests.factories.catalog import Goods, a_product
from tests.factories.merchant import Shop, a_merchant
from tests.factories.order import delivered, paid
from tests.factories.risk import appealed
from tests.factories.settlement import a_deposit, money_of
from tests.factories.standing import confirmed, heard
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, link, notice, reload_until
from tests.journeys.visitor import DESK, Visitors
from tests.races.turns import LONG_AGO

pytestmark = pytest.mark.branch

APPEAL = "上家已换货，全部买家都收到了新卡"
STOPPED = "这家店被平台暂停接单"


def decide(visitors: Visitors, penalty: Penalty, *, role: str, act: str) -> None:
    """Decide about a penalty, as somebody new of that role."""
    page = visitors.come(account=an_account(role=role).id, size=DESK)
    page.goto(f"/console/penalties/{penalty.no}/")
    page.get_by_label("决定的理由").fill("记录和陈述都看过，依据如前所述")
    button(page, act).click()
    expect(notice(page, "已保存")).to_be_visible()


def own_page(visitors: Visitors, shop: Shop, penalty: Penalty) -> Page:
    """The merchant before its penalty."""
    page = visitors.come(account=shop.member)
    page.goto(f"/console/standing/{penalty.no}/")
    return page


def appeal(merchant: Page) -> None:
    """Appeal on the page of the penalty."""
    merchant.get_by_label("申诉理由").fill(APPEAL)
    button(merchant, "提交申诉").click()
    expect(notice(merchant, "已收到申诉")).to_be_visible()


def the_shelf(visitors: Visitors, goods: Goods) -> Page:
    """A buyer before the product."""
    page = visitors.come()
    page.goto(f"/product/{goods.no}/")
    return page


def test_a_warning_stands_and_stops_nothing(visitors: Visitors) -> None:
    goods = a_product()
    penalty = heard(shop=goods.shop)
    decide(visitors, penalty, role="supervisor", act="决定处罚")
    merchant = own_page(visitors, goods.shop, penalty)
    expect(merchant.locator("main")).to_contain_text("生效中")
    expect(merchant.locator("main")).to_contain_text("自动解除")
    expect(button(the_shelf(visitors, goods), "立即购买")).to_be_visible()


def test_a_deduction_is_upheld_and_taken_then_lifted_and_returned(visitors: Visitors) -> None:
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=10_000)
    penalty = confirmed(shop=shop, kind="deduction")
    merchant = own_page(visitors, shop, penalty)
    appeal(merchant)
    assert money_of(shop.id).deposit_fen == 10_000, "nothing is taken while it is appealed"
    decide(visitors, penalty, role="senior", act="维持处罚")
    merchant.reload()
    expect(merchant.locator("main")).to_contain_text("申诉后维持")
    expect(merchant.locator("main")).to_contain_text("已从保证金扣除")
    assert money_of(shop.id).deposit_fen == 6_000
    decide(visitors, penalty, role="supervisor", act="解除处罚")
    merchant.reload()
    expect(merchant.locator("main")).to_contain_text("已解除")
    merchant.goto("/console/standing/")
    expect(merchant.locator("main")).to_contain_text("¥100.00")
    assert money_of(shop.id).deposit_fen == 10_000


def test_a_suspension_under_appeal_ends_when_its_days_are_over(visitors: Visitors) -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, kind="suspend", days=1)
    buyer = the_shelf(visitors, goods)
    expect(notice(buyer, STOPPED)).to_be_visible()
    merchant = own_page(visitors, goods.shop, penalty)
    appeal(merchant)
    expect(merchant.locator("main")).to_contain_text("自动解除")
    Penalty.objects.filter(id=penalty.id).update(due_at=LONG_AGO, until=LONG_AGO)
    reload_until(merchant, merchant.get_by_text("到期自动解除"))
    buyer.reload()
    expect(button(buyer, "立即购买")).to_be_visible()


def test_a_penalty_that_is_upheld_goes_on(visitors: Visitors) -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, kind="delist", product_no=goods.no)
    merchant = own_page(visitors, goods.shop, penalty)
    appeal(merchant)
    decide(visitors, penalty, role="senior", act="维持处罚")
    merchant.reload()
    expect(merchant.locator("main")).to_contain_text("申诉后维持")
    expect(merchant.get_by_label("申诉理由")).to_have_count(0)
    expect(notice(the_shelf(visitors, goods), "被平台停售")).to_be_visible()


def test_a_shop_closes_gives_its_orders_back_and_opens_again(visitors: Visitors) -> None:
    goods = a_product(cooling_off_minutes=10)
    bought = paid(goods=goods)
    merchant, buyer = visitors.come(account=goods.shop.member), visitors.come(account=bought.buyer)
    merchant.goto("/console/standing/")
    merchant.get_by_text("我要歇业").click()
    merchant.get_by_label("歇业原因").fill("春节休假")
    merchant.locator("#close_sure").check()
    button(merchant, "歇业").click()
    expect(notice(merchant, "已歇业，没发货的订单正在退款")).to_be_visible()
    buyer.goto(f"/orders/{bought.no}/")
    reload_until(buyer, buyer.get_by_text("已全额退款"))
    buyer.goto(f"/product/{goods.no}/")
    expect(notice(buyer, "这家店已经歇业")).to_be_visible()
    button(merchant, "恢复营业").click()
    expect(notice(merchant, "已恢复营业")).to_be_visible()
    buyer.reload()
    expect(button(buyer, "立即购买")).to_be_visible()


def test_an_appeal_of_a_restricted_buyer_is_rejected_in_words(visitors: Visitors) -> None:
    row = appealed()
    why = "三个账号用的是同一个收款方，暂不解除"
    senior = visitors.come(account=an_account(role="senior").id, size=DESK)
    senior.goto("/console/risk/")
    name = Account.objects.get(id=row.account_id).username
    card = senior.locator("article").filter(has_text=name)
    card.get_by_text("作出决定").click()
    card.get_by_label("写给买家的话").fill(why)
    card.get_by_role("button", name=re.compile("^不成立")).click()
    expect(notice(senior, "已答复，买家会看到您写的话")).to_be_visible()
    buyer = visitors.come(account=row.account_id)
    buyer.goto("/me/credit/appeal/")
    expect(buyer.locator("main")).to_contain_text(why)
    buyer.goto("/me/credit/")
    expect(notice(buyer, "受到限制")).to_be_visible()


def appealed_by_nobody(penalty: Penalty) -> None:
    """The week in which the merchant may appeal is over."""
    Penalty.objects.filter(id=penalty.id).update(due_at=LONG_AGO, appeal_until=LONG_AGO)


def propose_expulsion(operator: Page, shop: Shop) -> Penalty:
    """Put an expulsion to the shop on its page."""
    operator.goto(f"/console/shops/{shop.id}/")
    operator.get_by_label("处罚", exact=True).select_option(label="清退")
    operator.locator("#id_basis").select_option(label="卡密大量失效")
    operator.get_by_label("事实与理由").fill("两周内二十一张卡被发卡方判为无效，两次警告后没有改变")
    button(operator, "提出，请商家陈述").click()
    expect(operator.locator("#propose")).to_contain_text("按「卡密大量失效」只能处以：警告")
    operator.locator("#id_basis").select_option(label="屡次违规")
    free(operator)
    button(operator, "提出，请商家陈述").click()
    expect(notice(operator, "已提出，等商家陈述")).to_be_visible()
    free(operator)
    return Penalty.objects.get(merchant_id=shop.id)


def answer(merchant: Page) -> None:
    """Find the proposal among the shop's own and answer it."""
    merchant.goto("/console/standing/")
    whole(merchant)
    merchant.get_by_role("link", name="屡次违规").click()
    merchant.get_by_label("您的陈述").fill("我们已经停售这批卡，并逐笔联系了买家")
    button(merchant, "提交陈述").click()
    expect(notice(merchant, "已收到您的陈述")).to_be_visible()
    whole(merchant)


def test_a_shop_is_heard_and_expelled_its_orders_go_back_and_what_was_delivered_is_served(
    visitors: Visitors,
) -> None:
    goods = a_product(cooling_off_minutes=10)
    waiting, served = paid(goods=goods), delivered(goods=goods)
    merchant, buyer = visitors.come(account=goods.shop.member), visitors.come(account=waiting.buyer)
    operator = visitors.come(account=an_account(role="operator").id, size=DESK)
    penalty = propose_expulsion(operator, goods.shop)
    expect(button(the_shelf(visitors, goods), "立即购买")).to_be_visible()
    answer(merchant)
    decide(visitors, penalty, role="supervisor", act="决定处罚")
    merchant.reload()
    expect(merchant.locator("main")).to_contain_text("前没有申诉即生效")
    shelf = the_shelf(visitors, goods)
    expect(button(shelf, "立即购买")).to_have_count(0)
    whole(merchant, shelf)

    appealed_by_nobody(penalty)
    reload_until(merchant, merchant.get_by_text("申诉期已过，开始生效"))
    expect(merchant.get_by_label("申诉理由")).to_have_count(0)
    buyer.goto(f"/orders/{waiting.no}/")
    reload_until(buyer, buyer.get_by_text("已全额退款"))
    expect(buyer.locator(".timeline")).to_contain_text("店铺停止营业，平台为您办理退款")
    other = visitors.come(account=served.buyer)
    other.goto(f"/orders/{served.no}/")
    expect(link(other, "退款")).to_be_visible()
    merchant.goto("/console/standing/")
    expect(notice(merchant, "本店已被清退，不能接新订单")).to_be_visible()
    expect(merchant.get_by_text("我要歇业")).to_have_count(0)
    whole(merchant, buyer, other)
    operator.reload()
    free(operator)


def test_an_expelled_shop_is_let_in_again_and_the_trace_stays(visitors: Visitors) -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, kind="expel")
    appealed_by_nobody(penalty)
    merchant = own_page(visitors, goods.shop, penalty)
    reload_until(merchant, merchant.get_by_text("申诉期已过，开始生效"))
    decide(visitors, penalty, role="operator", act="解除处罚")
    expect(button(the_shelf(visitors, goods), "立即购买")).to_be_visible()
    merchant.reload()
    auditor = visitors.come(account=an_account(role="auditor").id, size=DESK)
    auditor.goto(f"/console/penalties/{penalty.no}/")
    for page in (auditor, merchant):
        for line in ("提出处罚", "商家陈述", "决定处罚", "开始生效", "解除处罚"):
            expect(page.locator(".timeline")).to_contain_text(line)
    whole(merchant)
    free(auditor)
