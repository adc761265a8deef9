"""A bank takes money back while a refund waits, and an arbiter asks the buyer before he decides."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from anxin.services.aftersale.review import reject_case
from anxin.services.aftersale.turns.buyer import appeal
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import Order
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer, a_reviewer, an_account
from tests.factories.catalog import a_product
from tests.factories.turns import in_review
from tests.journeys.looking import free, whole
from tests.journeys.steps import (
    button,
    expect_state,
    notice,
    order,
    pay_by_alipay,
    reload_until,
    see_order,
)
from tests.journeys.test_called_in import pay_back
from tests.journeys.test_turns import PATIENCE_S, buyers_page, desk, shops_page
from tests.journeys.visitor import DESK, Visitors

pytestmark = pytest.mark.branch

QUESTION = "请写明在哪个页面兑换的"
ANSWER = "在官网的兑换中心，没有收到过别的卡"


def registered(page: Page, *, no: str, yuan: str) -> None:
    """Finance registers a chargeback, at first without the sum that it took."""
    page.goto("/console/complaints/")
    page.get_by_label("订单号").fill(no)
    page.get_by_label("来源").select_option("chargeback")
    page.get_by_label("投诉单号").fill("CB-2026-77")
    button(page, "并入售后").click()
    expect(page.get_by_text("拒付要填写被扣的金额").first).to_be_visible()
    free(page)
    page.get_by_label("被扣金额").fill(yuan)
    button(page, "并入售后").click()
    expect(page.locator(".row").filter(has_text="CB-2026-77")).to_contain_text("已按退款入账")
    free(page)


def test_what_a_bank_took_back_is_not_given_a_second_time(visitors: Visitors) -> None:
    buyer = a_buyer(money_fen=0)
    phone = visitors.come(account=buyer)
    goods = a_product()
    no = order(phone, goods)
    pay_by_alipay(phone)
    see_order(phone, no)
    expect(notice(phone, "现在取消，立即全额退款")).to_be_visible()
    payment = Payment.objects.get(order__no=no)
    registered(
        visitors.come(account=an_account(role="finance").id, size=DESK),
        no=payment.no,
        yuan="98",
    )
    phone.reload()
    expect(phone.locator("main")).to_contain_text("订单取消，不再发货")
    whole(phone)
    expect(
        phone.locator("main").get_by_role("link", name=re.compile("^取消并退款$"))
    ).to_have_count(0)
    phone.goto(f"/orders/{no}/refund/")
    expect(phone.locator("main")).to_contain_text("这笔订单已经没有可退的金额了")
    whole(phone)
    [refund] = Refund.objects.filter(payment=payment)
    assert (refund.cause, refund.refund_fen, refund.state) == ("chargeback", 9_800, "succeeded")
    assert Order.objects.get(no=no).refunded_fen == 9_800
    assert balance(account_id=buyer) == 0
    assert breaches() == []


def test_an_arbiter_asks_the_buyer_answers_in_words_and_the_arbiter_decides(
    visitors: Visitors,
) -> None:
    bought, case = in_review(price_fen=60_000)
    assert (
        reject_case(no=case.no, reviewer=a_reviewer(role="senior"), code="no_rule", said="不符")
        is None
    )
    assert appeal(no=case.no, buyer_id=bought.buyer, said="还没有发货") is None
    buyer, merchant = buyers_page(visitors, bought, case), shops_page(visitors, bought, case)
    arbiter = desk(visitors, case, an_account(role="senior").id)
    button(arbiter, "接手仲裁").click()
    expect_state(buyer, "仲裁中", patience_s=PATIENCE_S)
    arbiter.locator("summary", has_text="请买家补充").click()
    arbiter.get_by_label("告诉买家还缺什么").fill(QUESTION)
    free(arbiter)
    button(arbiter, "请买家补充").click()

    reload_until(buyer, buyer.get_by_text("仲裁员请您补充"))
    expect(notice(buyer, "还需要凭证")).to_contain_text(QUESTION)
    whole(buyer)
    merchant.reload()
    expect(merchant.locator("main")).to_contain_text("等买家补充")
    buyer.locator("summary", has_text="已答复，没有更多凭证").click()
    buyer.get_by_label("您的答复").fill(ANSWER)
    button(buyer, "提交答复，继续审核").click()
    expect_state(buyer, "仲裁中", patience_s=PATIENCE_S)

    arbiter.goto(f"/console/cases/{case.no}/")
    expect(arbiter.locator("main")).to_contain_text(ANSWER)
    pay_back(arbiter, case)
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    assert breaches() == []
