"""A refund asked for without a mouse, the focus always to be seen."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.factories.order import delivered
from tests.journeys.steps import expect_state
from tests.journeys.visitor import DESK, Visitors

FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const shown = at.matches("input[type=radio]") ? at.parentElement.querySelector("span") : at;
  const look = [at, shown].map((one) => getComputedStyle(one));
  const marked = look.some((one) =>
    (one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== "none");
  return {text: (at.innerText || at.parentElement.innerText || at.value || "").trim(),
          tag: at.tagName, type: at.type || "", name: at.name || "", marked};
}"""


def tab_to(page: Page, *, text: str = "", name: str = "") -> None:
    """Press Tab until the element with that text or name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:
            continue
        assert at["marked"], f"focus cannot be seen on {at}"
        if (name and at["name"] == name) or (text and at["text"].startswith(text)):
            return
    raise AssertionError(f"{text or name} cannot be reached by Tab")


def test_a_refund_is_asked_for_by_keyboard_alone(visitors: Visitors) -> None:
    bought = delivered()
    page = visitors.come(account=bought.buyer, size=DESK)
    page.goto(f"/orders/{bought.no}/")
    tab_to(page, text="退款")
    while page.evaluate("document.activeElement.innerText.trim()") != "退款":
        tab_to(page, text="退款")
    page.keyboard.press("Enter")
    page.wait_for_url("**/refund/")
    tab_to(page, name="reason")
    page.keyboard.press("Space")
    while not page.locator(".bar .answer:visible", has_text="退 ¥93.10").count():
        page.keyboard.press("ArrowRight")
    tab_to(page, text="提交申请 · 退 ¥93.10")
    page.keyboard.press("Enter")
    expect_state(page, "已退款")


def test_the_first_tab_offers_the_way_past_the_menus(visitors: Visitors) -> None:
    page = visitors.come(size=DESK)
    page.goto("/")
    tab_to(page, text="跳到正文")
