"""After the last word the same is not asked again; something new is, and all of it can be kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.aftersale.models import Case
from tests.factories.order import Bought
from tests.journeys.steps import button, choose, expect_state, notice, submit
from tests.journeys.test_turns import buyers_page
from tests.journeys.visitor import Visitors
from tests.services.turns.test_settled import upheld

pytestmark = pytest.mark.branch

ANSWERED = "这个原因已由仲裁作出最终决定，不能再申请"


def form_of(page: Page, bought: Bought) -> None:
    """Ask for a refund of the order once more."""
    page.goto(f"/orders/{bought.no}/refund/")


def test_asking_again_is_told_that_it_was_decided_and_another_reason_is_taken(
    visitors: Visitors,
) -> None:
    bought = upheld()
    page = visitors.come(account=bought.buyer)
    form_of(page, bought)
    choose(page, "不想要了")
    page.locator(".bar button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text(ANSWERED)
    choose(page, "卡密无效")
    submit(page)
    expect_state(page, "待补充")


def test_whoever_goes_on_elsewhere_takes_all_records_along(visitors: Visitors) -> None:
    bought = upheld()
    case = Case.objects.get(order_id=bought.row.id)
    page = buyers_page(visitors, bought, case)
    expect(notice(page, "仲裁的最后决定")).to_be_visible()
    page.get_by_role("link", name="打开全部记录").click()
    main = page.locator("main")
    for said in (case.no, bought.no, "应该退", "¥1,800.00", "维持"):
        expect(main).to_contain_text(said)
    with page.expect_download() as came:
        page.get_by_role("link", name="下载文件").click()
    kept = json.loads(Path(came.value.path()).read_text())
    assert kept["case"] == case.no
    expect(button(page, "打印或存成 PDF")).to_be_visible()
