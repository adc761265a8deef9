"""A shop that has nothing left gives what is not the platform's to pay: both sides read why not."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories.settlement import a_deposit, money_of
from tests.journeys.steps import button, expect_state, notice
from tests.journeys.test_turns import PATIENCE_S, buyers_page, has, offer, shops_page
from tests.journeys.visitor import Visitors
from tests.services.turns.stories import emptied

pytestmark = pytest.mark.branch

SHORT = "货款和保证金不够付这笔退款，请补交保证金，或由平台决定"


def test_what_a_merchant_cannot_pay_is_not_given_until_it_can(visitors: Visitors) -> None:
    bought, case = emptied()
    shop = bought.goods.shop
    buyer, merchant = buyers_page(visitors, bought, case), shops_page(visitors, bought, case)
    button(merchant, "同意退款").click()
    expect(notice(merchant, SHORT)).to_be_visible()
    expect_state(buyer, "商家处理中")

    offer(merchant, yuan="50")
    buyer.reload()
    button(buyer, "接受方案").click()
    expect(notice(buyer, "商家的货款和保证金不够，这个方案暂时不能生效")).to_be_visible()
    expect(button(buyer, "接受方案")).to_be_visible()
    assert money_of(shop.id).advanced_fen == 0

    a_deposit(merchant_id=shop.id, amount_fen=5_000)
    button(buyer, "接受方案").click()
    expect_state(buyer, "已退款", patience_s=PATIENCE_S)
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("已退回钱包")
    assert (money_of(shop.id).deposit_fen, money_of(shop.id).advanced_fen) == (0, 0)


def test_its_buyer_calls_the_platform_in_instead(visitors: Visitors) -> None:
    bought, case = emptied()
    buyer, merchant = buyers_page(visitors, bought, case), shops_page(visitors, bought, case)
    offer(merchant, yuan="50")
    buyer.reload()
    button(buyer, "接受方案").click()
    expect(notice(buyer, "可以请平台介入")).to_be_visible()
    button(buyer, "不等商家，请平台介入").click()
    expect_state(buyer, "待审核")
    merchant.reload()
    expect(merchant.locator(".timeline")).to_contain_text("买家请平台介入")
    has(bought, 200_000 - bought.row.paid_fen)
