"""A buyer shows a picture: read while still on the form, or added to the case that asks for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from anxin.storage.evidence.models import Piece
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.evidence import a_failure, a_page
from tests.factories.order import Bought, delivered, view
from tests.journeys.steps import case_no, choose, expect_state, notice, submit
from tests.journeys.visitor import Visitors

READ_WITHIN_MS = 60_000
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def bought_card(*, price_fen: int = 9_800) -> Bought:
    bought = delivered(goods=a_product(price_fen=price_fen), buyer=a_buyer())
    view(bought)
    return bought


def upload(page: Page, data: bytes, *, name: str = "截图.png") -> None:
    """Choose a file from the album; without script the button sends it."""
    chooser = page.locator("#tray input[type=file][multiple]")
    chooser.set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
    send = page.locator("#tray").get_by_role("button", name="上传", exact=True)
    if send.count():
        send.click()


def expect_piece(page: Page, text: str) -> None:
    """Wait until a piece says so, looking again as people without script do."""
    piece = page.locator(".piece").filter(has_text=text).first
    for _ in range(20):
        try:
            piece.wait_for(state="visible", timeout=READ_WITHIN_MS / 20)
            return
        except Exception:
            if page.evaluate("!window.htmx"):
                page.reload()
    expect(piece).to_be_visible()


@BOTH
def test_a_picture_is_read_while_still_on_the_form(visitors: Visitors, script: bool) -> None:
    bought = bought_card()
    page = visitors.come(account=bought.buyer, script=script)
    page.goto(f"/orders/{bought.no}/refund/?reason=card_invalid")
    expect(notice(page, "需要补充凭证")).to_be_visible()
    upload(page, a_failure(bought))
    expect_piece(page, "与记录一致")
    expect_piece(page, "卡密与发出的一致")
    choose(page, "卡密无效")
    expect(notice(page, "进入审核")).to_be_visible()
    submit(page)
    expect_state(page, "商家处理中")
    expect(page.locator(".piece")).to_contain_text("与记录一致")


def test_the_buyer_hears_what_is_missing_and_sends_a_better_one(visitors: Visitors) -> None:
    bought = bought_card()
    page = visitors.come(account=bought.buyer)
    page.goto(f"/orders/{bought.no}/refund/")
    choose(page, "卡密无效")
    upload(page, a_page("今天天气不错"), name="拍错了.png")
    expect_piece(page, "图上还看不到：失败提示或错误码")
    page.get_by_text("说明与顺序").first.click()
    page.get_by_role("button", name="删除").first.click()
    expect(page.locator(".piece")).to_have_count(0)
    upload(page, a_failure(bought))
    expect_piece(page, "与记录一致")


def test_files_keep_their_sequence_though_the_first_comes_later(visitors: Visitors) -> None:
    """The first breaks off, the others get through, then it is sent again."""
    bought = bought_card()
    page = visitors.come(account=bought.buyer)
    page.goto(f"/orders/{bought.no}/refund/?reason=card_invalid")
    page.route("**/evidence/", lambda route: route.fulfill(status=408), times=1)
    files: list[FilePayload] = [
        {"name": f"{n}.png", "mimeType": "image/png", "buffer": a_page(f"第 {n} 张")}
        for n in (1, 2, 3)
    ]
    page.locator("#tray input[type=file][multiple]").set_input_files(files)
    expect(page.locator(".piece[id]")).to_have_count(2)
    page.get_by_role("button", name="重传").click()
    expect(page.locator(".piece[id]")).to_have_count(3)
    expect(page.locator(".piece .name")).to_have_text(["1.png", "2.png", "3.png"])
    page.reload()
    expect(page.locator(".piece .name")).to_have_text(["1.png", "2.png", "3.png"])
    more = page.get_by_text("说明与顺序")
    expect(more).to_have_count(3, timeout=READ_WITHIN_MS)
    more.last.click()
    page.get_by_role("button", name="往前移").last.click()
    page.wait_for_load_state()
    expect(page.locator(".piece .name")).to_have_text(["1.png", "3.png", "2.png"])


def test_a_file_that_is_no_picture_is_refused_in_plain_words(visitors: Visitors) -> None:
    bought = bought_card()
    page = visitors.come(account=bought.buyer)
    page.goto(f"/orders/{bought.no}/refund/?reason=card_invalid")
    upload(page, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", name="图.png")
    expect(page.locator(".piece .bad-word")).to_be_visible(timeout=READ_WITHIN_MS)
    assert Piece.objects.get(order=bought.row).refusal == "disguised"


def test_a_picture_that_a_case_asks_for_decides_it_without_another_tap(visitors: Visitors) -> None:
    bought = bought_card(price_fen=1_500)
    page = visitors.come(account=bought.buyer)
    page.goto(f"/orders/{bought.no}/refund/?reason=card_invalid")
    submit(page)
    expect_state(page, "待补充")
    case = case_no(page)
    upload(page, a_failure(bought))
    expect(page.locator("h1", has_text="已退款")).to_be_visible(timeout=READ_WITHIN_MS)
    assert Piece.objects.get(order=bought.row).case.no == case  # type: ignore[union-attr]
