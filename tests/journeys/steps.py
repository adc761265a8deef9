"""What a buyer does on the pages, step by step; every step ends on the page it leads to."""

from __future__ import annotations

import re
from time import monotonic

from playwright.sync_api import Locator, Page, expect

from tests.factories.catalog import Goods
from tests.factories.order import Bought


def button(page: Page, name: str) -> Locator:
    """The visible button of that beginning."""
    return page.get_by_role("button", name=re.compile(f"^{name}")).first


def link(page: Page, name: str) -> Locator:
    """The visible link of exactly that name in the page itself, not in its menus."""
    return page.locator("main").get_by_role("link", name=name, exact=True).first


def notice(page: Page, text: str) -> Locator:
    """A visible notice that says so."""
    return page.locator(".notice:visible").filter(has_text=text).first


def order(page: Page, goods: Goods, *, units: int = 1, typed: str = "") -> str:
    """Go from the product to the page where the order is paid; return the order's number."""
    page.goto(f"/product/{goods.no}/")
    page.get_by_label("数量", exact=True).fill(str(units))
    button(page, "立即购买").click()
    for box in page.locator("input[autocomplete=off]").all() if typed else ():
        box.fill(typed)
    if page.locator("#id_acknowledged").count():
        page.locator("#id_acknowledged").check()
    button(page, "提交订单").click()
    page.wait_for_url("**/pay/")
    return page.url.split("/")[-3]


def pay(page: Page) -> None:
    """Pay the order on whose payment page we are, out of the wallet."""
    page.get_by_label("安心钱包").check()
    button(page, "付款").click()
    expect(page).to_have_url(re.compile(r"/orders/[^/]+/$"))


def see_order(page: Page, bought: Bought | str) -> None:
    """Open the detail of an order."""
    page.goto(f"/orders/{bought if isinstance(bought, str) else bought.no}/")


def choose(page: Page, reason: str) -> None:
    """Tap the chip of a reason, unfolding the rarer ones if it is one of them."""
    chip = page.locator(".chips label").filter(has_text=reason).first
    if not chip.is_visible():
        page.get_by_text("其他原因").click()
    chip.click()


def ask_back(page: Page, bought: Bought | str, *, reason: str = "") -> str:
    """Go from the order to a submitted refund; return its number."""
    see_order(page, bought)
    page.locator("main").get_by_role("link", name=re.compile("^(退款|取消并退款)$")).click()
    if reason:
        choose(page, reason)
    return submit(page)


def submit(page: Page) -> str:
    """Send the refund form; return the refund number."""
    page.locator(".bar button.primary").click()
    page.wait_for_url("**/refunds/*/")
    return case_no(page)


def case_no(page: Page) -> str:
    """The refund number that the progress page is about."""
    return page.url.rstrip("/").split("/")[-1]


def expect_state(page: Page, state: str, *, patience_s: float = 5) -> None:
    """The progress page says that the case is in this state, or comes to say so by itself."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(state, timeout=patience_s * 1_000)


def reload_until(page: Page, shown: Locator, *, patience_s: float = 60) -> None:
    """Look again, as people do, until the page shows what the site does by itself.

    Long enough for an undo's ten seconds, jobs that come by every few, and a slow machine.
    """
    until = monotonic() + patience_s
    while not shown.count() and monotonic() < until:
        page.wait_for_timeout(400)
        page.reload()
    expect(shown.first).to_be_visible()


def pay_by_alipay(page: Page) -> None:
    """Pay on the sandbox's page and come back to the order."""
    page.get_by_label("支付宝").check()
    button(page, "付款").click()
    expect(page.get_by_role("note")).to_contain_text("沙箱")
    button(page, "付款").click()
    expect(page).to_have_url(re.compile("/orders/"))
