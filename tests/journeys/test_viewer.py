"""A reviewer looks at a piece closely: larger, turned, the next one, and back, all by the keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from anxin.storage.evidence.models import Piece
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.evidence import a_piece, put_page
from tests.factories.order import delivered, view
from tests.journeys.visitor import DESK, PHONE, Visitors


def a_case_with_two() -> tuple[str, Piece, Piece]:
    """A case to which two pictures belong; its number."""
    bought = delivered()
    view(bought)
    first, second = (a_piece(bought, verdict="consistent") for _ in range(2))
    for piece in (first, second):
        put_page(piece)
    Piece.objects.filter(id=second.id).update(position=2)
    return case_after(bought, reason="card_invalid").no, first, second


def turned(page: Page) -> str:
    """How the picture lies: the transform of what is on the sheet."""
    return page.locator(".stage .sheet > :first-child").first.get_attribute("transform") or ""


def test_a_piece_is_zoomed_turned_left_and_gone_through_by_keys(visitors: Visitors) -> None:
    case, first, second = a_case_with_two()
    size = first.page_set.get()
    upright, lying = f"0 0 {size.width} {size.height}", f"0 0 {size.height} {size.width}"
    page = visitors.come(account=an_account(role="agent").id, size=DESK)
    page.goto(f"/console/cases/{case}/evidence/{first.no}/")
    sheet, zoom = page.locator(".stage .sheet").first, page.locator("[data-zoom]")
    expect(sheet).to_have_attribute("viewBox", upright)
    expect(zoom).to_have_text("适合")

    page.keyboard.press("+")
    expect(zoom).to_have_text(re.compile(r"^\d+%$"))
    shown = int(zoom.inner_text().rstrip("%"))
    expect(sheet).to_have_attribute("width", f"{size.width * shown / 100:g}")
    expect(sheet).to_have_attribute("viewBox", upright)
    page.keyboard.press("+")
    assert int(zoom.inner_text().rstrip("%")) > shown, "larger still"

    page.keyboard.press("r")
    expect(sheet).to_have_attribute("viewBox", lying)
    assert turned(page) == f"translate({size.height} 0) rotate(90)"
    page.keyboard.press("r")
    expect(sheet).to_have_attribute("viewBox", upright)
    assert turned(page) == f"translate({size.width} {size.height}) rotate(180)"
    page.keyboard.press("0")
    expect(zoom).to_have_text("适合")

    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(f"/evidence/{second.no}/$"))
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile(f"/evidence/{first.no}/$"))
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(f"/console/cases/{case}/#piece-{first.no}$"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_without_script_it_stands_at_full_size_and_every_way_is_a_link(
    visitors: Visitors, size: ViewportSize
) -> None:
    case, first, second = a_case_with_two()
    page = visitors.come(account=an_account(role="agent").id, size=size, script=False)
    page.goto(f"/console/cases/{case}/evidence/{first.no}/")
    expect(page.locator(".stage .sheet").first).to_be_visible()
    expect(page.locator("[data-do]").first).to_be_hidden()
    page.get_by_role("link", name="下一份").click()
    expect(page).to_have_url(re.compile(f"/evidence/{second.no}/$"))
    page.get_by_role("link", name="返回退款单").click()
    expect(page).to_have_url(re.compile(f"/console/cases/{case}/"))
