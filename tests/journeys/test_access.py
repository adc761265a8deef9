"""Every page can be used by everybody: no serious finding of axe-core, on phone and desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

from tests.journeys.tour import stops
from tests.journeys.visitor import DESK, PHONE, Visitors

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
RUN = "() => axe.run(document, {resultTypes: ['violations'], preload: false})"
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth - window.innerWidth"


def findings(page: Page) -> list[str]:
    """What axe-core, already on the page, calls serious or critical, with the first elements."""
    result: dict[str, Any] = page.evaluate(RUN)
    return [
        f"{found['id']}: {node['target']} {node['html'][:120]}"
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"][:3]
    ]


def barriers(page: Page, size: ViewportSize) -> list[str]:
    """What stands in somebody's way on a page of that size."""
    page.set_viewport_size(size)
    found = findings(page)
    if page.evaluate(WIDER_THAN_THE_SCREEN) > 0:
        found.append("wider than the screen")
    return [f"{size['width']}: {one}" for one in found]


def test_no_page_has_a_serious_barrier_on_phone_or_desk(visitors: Visitors) -> None:
    found: dict[str, list[str]] = {}
    pages: dict[object, Page] = {}
    for stop in stops():
        if stop.who not in pages:
            pages[stop.who] = visitors.come(account=stop.who)
        page = pages[stop.who]
        answer = page.goto(stop.path)
        assert answer is not None and answer.status == 200, stop
        page.evaluate(AXE)
        found[stop.name] = barriers(page, PHONE) + barriers(page, DESK)
    assert {name: those for name, those in found.items() if those} == {}


def test_a_button_without_words_would_be_found(visitors: Visitors) -> None:
    page = visitors.come()
    page.goto("/")
    page.evaluate(AXE)
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any(found.startswith("button-name") for found in findings(page))
