"""Files in the thread of a dispute: each party shows some, and each is seen by whom it is for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.factories.account import an_account
from tests.factories.evidence import a_failure, a_page
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, notice
from tests.journeys.test_evidence import READ_WITHIN_MS
from tests.journeys.test_turns import (
    MONEY_FEN,
    PATIENCE_S,
    buyers_page,
    desk,
    has,
    hurry,
    shops_page,
)
from tests.journeys.test_ways_out import with_platform
from tests.journeys.visitor import Visitors

pytestmark = pytest.mark.branch


def attach(page: Page, data: bytes, *, name: str, to: str = "双方可见") -> None:
    """Put a file into the thread, for some or for all."""
    page.locator("#attach summary").click()
    page.locator("#attach_evidence").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": data}
    )
    page.locator("#attach_audience").select_option(label=to)
    page.locator("#attach button").click()
    expect(notice(page, "已上传")).to_be_visible()


def sees(page: Page, name: str, *, tag: str = "") -> None:
    """The thread comes to show the file's picture; with whom it is for, where not for all."""
    line = page.locator(".said-lines li", has_text=name)
    expect(line.locator("img").first).to_be_visible(timeout=READ_WITHIN_MS)
    if tag:
        expect(line.locator(".tag")).to_contain_text(tag)


def test_each_file_is_seen_by_those_it_is_for(visitors: Visitors) -> None:
    bought, case = with_platform()
    buyer = buyers_page(visitors, bought, case)
    merchant = shops_page(visitors, bought, case)
    agent = desk(visitors, case, an_account(role="agent").id)
    attach(merchant, a_page("发货单", "已于 14:02 发货"), name="发货单.png")
    attach(merchant, a_page("进货记录", "供货方 某某"), name="进货价.png", to="仅商家与平台")
    attach(agent, a_page("内部核对", "发卡方未答复"), name="核对.png", to="内部备注")
    attach(buyer, a_failure(bought), name="失败提示.png")
    attach(buyer, a_page("付款账号", "尾号 0000"), name="付款账号.png", to="仅买家与平台")

    sees(agent, "付款账号.png", tag="仅买家与平台")
    sees(agent, "核对.png", tag="内部备注")
    sees(agent, "进货价.png", tag="仅商家与平台")
    sees(buyer, "发货单.png")
    sees(buyer, "失败提示.png")
    sees(buyer, "付款账号.png", tag="仅买家与平台")
    expect(buyer.locator("#tray .piece", has_text="失败提示.png")).to_be_visible()
    sees(merchant, "发货单.png")
    sees(merchant, "失败提示.png")
    merchant.reload()
    for page, hidden in ((buyer, ("进货价", "核对.png")), (merchant, ("核对.png", "付款账号"))):
        for name in hidden:
            expect(page.locator("main")).not_to_contain_text(name)
    whole(buyer)
    free(merchant)

    agent.reload()
    button(agent, "同意退款 · ¥98.00").click()
    expect(notice(agent, "10 秒后生效")).to_be_visible()
    hurry(case)
    expect(buyer.locator("h1")).to_have_text("已退款", timeout=PATIENCE_S * 1_000)
    has(bought, MONEY_FEN)
