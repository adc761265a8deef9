"""A merchant reads of every recall of its goods: why, how much, and whether they are on sale."""

from __future__ import annotations

import pytest

from anxin.services.bulk.recall import ask_to_relist, refuse, relist
from tests.console.pages import browser, words
from tests.factories.account import an_account
from tests.factories.catalog import Goods, a_product
from tests.factories.order import delivered
from tests.factories.recall import REASON, of_cards, of_product, proposed, recalled, two_batches

pytestmark = pytest.mark.django_db


def seen(goods: Goods) -> str:
    """What the merchant's page of after-sales says."""
    return words(browser(goods.shop.member).get("/console/aftersale/"))


def test_a_shop_without_a_recall_reads_of_none() -> None:
    assert "平台召回" not in seen(a_product())


def test_from_the_moment_it_is_off_the_shelf_until_it_is_back() -> None:
    goods = a_product(title="星辰点券卡 50 元", title_en="Star points ¥50", cards=4)
    delivered(goods=goods), delivered(goods=goods)
    row = proposed(of_product(goods))
    said = seen(goods)
    assert "星辰点券卡 50 元" in said and REASON in said and "整个商品" in said
    assert "待放行" in said and "2 单" in said and "¥196.00" in said
    assert "起下架，还没有恢复" in said
    assert refuse(no=row.no, actor=an_account(role="finance").id, role="finance") is None
    said = seen(goods)
    assert "已驳回" in said and "已恢复销售" in said and "还没有恢复" not in said


def test_what_was_given_back_and_what_two_people_sell_again() -> None:
    goods = two_batches(first=2)
    delivered(goods=goods)
    row = recalled(of_cards(goods))
    said = seen(goods)
    assert "一批卡密 · 测试批次" in said and "已完成" in said and "已退 ¥98.00" in said
    asks, agrees = an_account(role="operator").id, an_account(role="finance").id
    assert ask_to_relist(no=row.no, actor=asks, role="operator") is None
    assert "还没有恢复" in seen(goods)
    assert relist(no=row.no, actor=agrees, role="finance") is None
    assert "已恢复销售" in seen(goods)


def test_what_another_recall_keeps_is_not_said_to_be_back() -> None:
    goods = two_batches(first=2)
    batch, whole = proposed(of_cards(goods)), proposed(of_product(goods))
    assert refuse(no=batch.no, actor=an_account(role="finance").id, role="finance") is None
    said = seen(goods)
    assert "另一次召回下架的除外" in said and "还没有恢复" in said
    assert refuse(no=whole.no, actor=an_account(role="finance").id, role="finance") is None
    said = seen(goods)
    assert "除外" not in said and "还没有恢复" not in said


def test_it_leads_nowhere_names_nobody_and_is_nobody_elses() -> None:
    goods, operator = a_product(cards=1), an_account(role="operator")
    bought = delivered(goods=goods)
    row = proposed(of_product(goods), actor=operator.id)
    said = seen(goods)
    section = said[said.index('id="recalls"') :].split("</section>")[0]
    assert "<a " not in section and operator.username not in section
    assert bought.no not in section and row.no not in section
    assert REASON not in seen(a_product())


def test_a_reason_cannot_be_markup() -> None:
    goods = a_product(cards=1)
    proposed(of_product(goods), reason="<script>alert(1)</script>")
    page = browser(goods.shop.member).get("/console/aftersale/").content.decode()
    assert "<script>alert" not in page
