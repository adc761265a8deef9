"""Whoever reads English finds no Chinese on any page but the shops' own names."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.journeys.tour import stops
from tests.journeys.visitor import Visitors

CHINESE = re.compile("[\u3400-\u9fff\uff00-\uffef\u3001-\u303f]")
OWN_NAMES = re.compile("商家-[0-9a-f]{12}|简体中文|中文")


def chinese_lines(page: Page) -> list[str]:
    """The lines of a page, its title and its labels that are still Chinese."""
    labels = page.locator("[aria-label], [placeholder]").evaluate_all(
        "all => all.flatMap(one => [one.ariaLabel || '', one.placeholder || ''])"
    )
    lines = [page.title(), *page.locator("body").inner_text().splitlines(), *labels]
    return sorted({line.strip() for line in lines if CHINESE.search(OWN_NAMES.sub("", line))})


def test_no_page_in_english_has_chinese_left(visitors: Visitors) -> None:
    left: dict[str, list[str]] = {}
    pages: dict[object, Page] = {}
    for stop in stops():
        if stop.who not in pages:
            pages[stop.who] = visitors.come(account=stop.who, language="en-US")
        page = pages[stop.who]
        page.goto(stop.path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        left[stop.name] = chinese_lines(page)
    assert {name: lines for name, lines in left.items() if lines} == {}


def test_the_language_is_switched_on_any_page_and_stays(visitors: Visitors) -> None:
    page = visitors.come()
    page.goto("/guide/")
    page.get_by_role("button", name="English").first.click()
    page.wait_for_url("**/guide/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"
