"""A guardian asks without login, a senior looks with a reason and decides, the money goes back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.account.models import Account
from anxin.storage.ledger.queries import balance
from tests.factories.account import a_buyer, an_account
from tests.factories.catalog import a_product
from tests.factories.evidence import a_page
from tests.factories.minors import GUARDIAN, MINOR, STATEMENT, id_of
from tests.factories.order import delivered, place
from tests.factories.order import view as view_cards
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, notice, reload_until
from tests.journeys.visitor import DESK, Visitors


def tell_people(page: Page) -> None:
    """Say who asks for whom, at first with a mistyped number."""
    page.locator(".chips label").filter(has_text="母亲").click()
    page.get_by_label("您的姓名").fill(GUARDIAN)
    page.get_by_label("您的身份证号").fill(id_of("19840101"))
    page.get_by_label("联系电话").fill("13711112222")
    page.get_by_label("孩子的姓名").fill(MINOR)
    page.get_by_label("孩子的身份证号").fill("110105201405020120")
    button(page, "下一步").click()
    expect(page.get_by_text("有一位输错了").first).to_be_visible()
    whole(page)
    page.get_by_label("孩子的身份证号").fill(id_of("20140502"))
    button(page, "下一步").click()


def tell_purchases(page: Page, order_no: str) -> None:
    """Say what was bought and how it came about."""
    page.get_by_label("订单号").fill(order_no)
    page.locator(".chips label").filter(has_text="没有人同意过").click()
    page.get_by_label("经过").fill(STATEMENT)
    whole(page)
    button(page, "下一步").click()


def send_and_submit(page: Page, paper: Path) -> None:
    """Send the paper, look once more and submit."""
    page.locator(".chips label").filter(has_text="监护关系").click()
    page.get_by_label("文件").set_input_files(paper)
    button(page, "上传").click()
    expect(notice(page, "已收到")).to_be_visible()
    whole(page)
    page.get_by_role("link", name="下一步").click()
    page.get_by_label("我是孩子的监护人").check()
    whole(page)
    button(page, "提交申请").click()
    expect(notice(page, "审核中")).to_be_visible()
    whole(page)


def ask(page: Page, order_no: str, paper: Path) -> tuple[str, str]:
    """Go from the help page to the receipt; return the claim's number and code."""
    page.goto("/guide/")
    page.get_by_role("link", name=re.compile("^未成年人退款（")).click()
    whole(page)
    button(page, "开始申请").click()
    expect(page.locator(".secret code")).to_have_count(2)
    no, code = page.locator(".secret code").all_inner_texts()
    whole(page)
    page.get_by_role("link", name="记好了，开始填写").click()
    tell_people(page)
    tell_purchases(page, order_no)
    send_and_submit(page, paper)
    return no, code


def decide(senior: Page, no: str) -> None:
    """Take the claim, look into it with a reason, give back 70 per cent."""
    senior.goto("/console/minors/")
    free(senior)
    senior.locator(".row").filter(has_text=no[:10]).get_by_role("link").click()
    button(senior, "由我处理").click()
    senior.get_by_label("查看理由").fill("核对监护关系")
    free(senior)
    button(senior, "查看材料与陈述").click()
    free(senior)
    expect(senior.locator("main")).to_contain_text(STATEMENT)
    senior.go_back()
    senior.get_by_label("退回比例").fill("70")
    senior.get_by_label("答复与理由").first.fill("按双方过错分担")
    button(senior, "按比例退款").click()


def test_asked_decided_and_given_back(visitors: Visitors, tmp_path: Path) -> None:
    buyer = a_buyer(money_fen=50_000)
    bought = delivered(buyer=buyer, goods=a_product(title="游戏点卡 98 元"))
    view_cards(bought)
    before = balance(account_id=buyer)
    paper = tmp_path / "paper.png"
    paper.write_bytes(a_page("户口本", mark="旅程"))
    page = visitors.come()
    no, code = ask(page, bought.no, paper)
    assert "frozen" in str(place(buyer=buyer, goods=a_product()))
    assert not Account.objects.get(id=buyer).flagged

    decide(visitors.come(account=an_account(role="senior").id, size=DESK), no)
    other = visitors.come()
    other.goto("/minors/")
    other.get_by_label("申请号").fill(no.lower())
    other.get_by_label("查询码").fill(code)
    button(other, "查看或继续").click()
    reload_until(other, notice(other, "已同意退款"))
    expect(other.locator("main")).to_contain_text("¥68.60")
    whole(other)
    assert balance(account_id=buyer) == before + 6_860


@pytest.mark.parametrize("script", [True, False])
def test_a_wrong_code_says_so_with_and_without_script(visitors: Visitors, script: bool) -> None:
    page = visitors.come(script=script)
    page.goto("/minors/")
    page.get_by_label("申请号").fill("X")
    page.get_by_label("查询码").fill("Y")
    button(page, "查看或继续").click()
    expect(page.get_by_text("申请号或查询码不对").first).to_be_visible()
