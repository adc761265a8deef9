"""A card whose issuer is asked, and a top-up whose supplier delivers it, seen from the sofa."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.factories.account import a_buyer
from tests.factories.card import stock
from tests.factories.catalog import Goods, a_product, a_top_up
from tests.factories.order import Bought, delivered, view
from tests.journeys.servers import Site
from tests.journeys.steps import ask_back, button, expect_state, order, pay, see_order
from tests.journeys.visitor import Visitors


def a_known_card(site: Site, *, number: int) -> tuple[Goods, str]:
    """A product whose one card the issuer made; each journey takes a card of its own."""
    handed = (site.logs.parent / "partners" / "cards.txt").read_text().split()
    goods = a_product(cards=0, issuer="sandbox")
    stock(product_id=goods.id, merchant_id=goods.shop.id, known=[handed[number]])
    return goods, handed[number]


def seen(goods: Goods) -> Bought:
    """An order whose card the buyer has looked at."""
    bought = delivered(goods=goods)
    view(bought)
    return bought


def use_in_the_game(page: Page, site: Site, secret: str) -> None:
    """Type a card's secret on the page of its issuer."""
    page.goto(f"{site.sandbox}/issuer/redeem")
    page.get_by_label("卡密 Secret").fill(secret)
    button(page, "兑换").click()


def test_a_card_that_was_seen_comes_back_by_its_issuers_word_and_is_then_worth_nothing(
    visitors: Visitors, site: Site
) -> None:
    goods, secret = a_known_card(site, number=0)
    bought = seen(goods)
    page = visitors.come(account=bought.buyer)
    ask_back(page, bought, reason="不想要了")
    expect(page.get_by_role("heading", level=1, name="已退款")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("发卡方已锁定卡密")).to_be_visible()
    use_in_the_game(page, site, secret)
    expect(page.get_by_role("status")).to_contain_text("锁定")


def test_a_card_that_was_used_is_refused_with_the_reason(visitors: Visitors, site: Site) -> None:
    goods, secret = a_known_card(site, number=1)
    bought = seen(goods)
    page = visitors.come(account=bought.buyer)
    use_in_the_game(page, site, secret)
    expect(page.get_by_role("status")).to_contain_text("兑换成功")
    ask_back(page, bought, reason="不想要了")
    expect(page.get_by_text("为什么没有通过")).to_be_visible(timeout=20_000)
    expect_state(page, "审核拒绝")


def test_a_top_up_is_delivered_by_its_supplier_while_the_buyer_looks(visitors: Visitors) -> None:
    goods = a_top_up(supplier="sandbox", cooling_off_minutes=0)
    page = visitors.come(account=a_buyer())
    no = order(page, goods, typed="13800138000")
    pay(page)
    see_order(page, no)
    expect(page.get_by_text("供应商已充值到账")).to_be_visible(timeout=20_000)
