"""A buyer leaves a case, wherever it stands: nobody can act on it any more, all is as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from anxin import wiring
from anxin.services.aftersale.review import ask_for_evidence, reject_case
from anxin.services.aftersale.turns.buyer import appeal
from anxin.services.aftersale.turns.claiming import claim_case
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance
from tests.factories.account import a_reviewer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import Bought, delivered, view
from tests.factories.turns import with_merchant
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, expect_state, link, notice
from tests.journeys.test_left_waiting import large_sum, without_evidence
from tests.journeys.test_turns import buyers_page, desk, has, shops_page
from tests.journeys.visitor import Visitors
from tests.services.turns.stories import physical, sent_back
from tests.services.turns.stories_outside import Issuer

pytestmark = pytest.mark.branch

Story = Callable[[], tuple[Bought, Case]]
ACTS = re.compile(
    "同意退款|确认收到退货|提交给平台|把方案发给对方|由我处理|接手仲裁|拒绝，并告诉买家"
)
"""What merchants and reviewers can do about a case that is open."""


def waits_for_its_issuer() -> tuple[Bought, Case]:
    """A card that was seen, whose issuer the site cannot reach; there is an hour to wait for it."""
    bought = delivered(goods=a_product(issuer="away"))
    view(bought)
    known = replace(wiring.outside(), issuers={"away": Issuer()})  # type: ignore[dict-item]
    case = case_after(bought, reason="unwanted", outside=known)
    assert (case.state, case.waits_for) == ("submitted", "issuer_status")
    later = case.submitted_at + timedelta(hours=1)
    Case.objects.filter(id=case.id).update(due_at=later)
    return bought, case


def in_review() -> tuple[Bought, Case]:
    """A dear card that nobody has looked at, with a reviewer."""
    bought = delivered(goods=a_product(price_fen=60_000))
    case = case_after(bought, reason="unwanted")
    assert case.state == "platform_review"
    return bought, case


def asked_for_more() -> tuple[Bought, Case]:
    """A reviewer waits for what the buyer was asked for."""
    bought, case = in_review()
    asked = ask_for_evidence(no=case.no, reviewer=a_reviewer(), kinds=["other"], said="请补充")
    assert asked is None
    return bought, case


def appealed() -> tuple[Bought, Case]:
    """A refusal that the buyer does not accept; no arbiter has taken it."""
    bought, case = in_review()
    assert reject_case(no=case.no, reviewer=a_reviewer(), code="no_rule", said="不符") is None
    assert appeal(no=case.no, buyer_id=bought.buyer, said="没有看过") is None
    return bought, case


def arbitrated() -> tuple[Bought, Case]:
    """An arbiter has taken the appeal, and given it back."""
    bought, case = appealed()
    assert claim_case(no=case.no, reviewer=a_reviewer(role="senior")) is None
    Case.objects.filter(id=case.id).update(claimed_until=None)
    return bought, case


@dataclass(frozen=True)
class Left:
    """A case that its buyer leaves: what merchant and reviewer read of it before.

    `pressed_by`: who presses a button on a page that is older than that, and which.
    """

    story: Story
    shop: str
    desk: str
    pressed_by: str = ""
    pressed: str = ""


LEFT = {
    "submitted": Left(waits_for_its_issuer, "退款申请已提交", "待审核"),
    "merchant_turn": Left(with_merchant, "同意退款", "等商家处理", "shop", "同意退款"),
    "platform_review": Left(in_review, "已转人工审核", "同意退款", "desk", "同意退款"),
    "needs_evidence": Left(without_evidence, "等待买家补充凭证", "等买家补充"),
    "asked_for_more": Left(asked_for_more, "等买家补充", "等买家补充", "desk", "同意退款"),
    "appealed": Left(appealed, "买家提出了申诉", "接手仲裁", "desk", "接手仲裁"),
    "arbitration": Left(arbitrated, "仲裁员已接手", "维持原决定", "desk", "同意退款"),
    "awaiting_return": Left(physical, "等买家寄回商品", "等买家寄回商品", "desk", "同意退款"),
    "sent_back": Left(sent_back, "买家已寄回", "等商家确认收到退货", "shop", "确认收到退货"),
}


def leave(page: Page) -> None:
    """Read what follows from withdrawing, and withdraw."""
    link(page, "撤销申请").click()
    expect(page.locator("main")).to_contain_text("撤销以后")
    button(page, "确认撤销").click()
    expect_state(page, "已撤销")
    expect(notice(page, "已撤销，订单照常进行")).to_be_visible()
    expect(button(page, "重新申请")).to_be_visible()
    expect(link(page, "撤销申请")).to_have_count(0)


def frozen(visitors: Visitors, bought: Bought, yuan: str) -> None:
    """The merchant reads how much of its money the case keeps."""
    page = visitors.come(account=bought.goods.shop.member)
    page.goto("/console/statement/")
    expect(page.locator(".stat", has_text="售后冻结")).to_contain_text(yuan)


def over(page: Page, told: str) -> None:
    """Merchant or reviewer reads that the buyer has left; there is nothing more to be done."""
    expect(page.locator("main")).to_contain_text(told)
    expect(page.locator(".timeline").last).to_contain_text("买家撤销了申请")
    expect(page.get_by_role("button", name=ACTS)).to_have_count(0)


def cards_shown(page: Page, bought: Bought, *, shown: bool) -> None:
    """The card can be looked at, or stays closed while the case is open."""
    page.goto(f"/orders/{bought.no}/cards/")
    if not shown:
        expect(page.get_by_role("button", name="查看")).to_have_count(0)
        return
    button(page, "查看").click()
    expect(page.locator(".secret code")).to_contain_text("CARD-")


def press_what_is_over(left: Left, merchant: Page, reviewer: Page) -> None:
    """Act on a page from before the buyer left: nothing is done, and it is said why."""
    if left.pressed_by == "shop":
        button(merchant, left.pressed).click()
        expect(notice(merchant, "情况已经变了")).to_be_visible()
    if left.pressed_by == "desk":
        button(reviewer, left.pressed).click()
        expect(notice(reviewer, "这笔申请已经有结果：已撤销")).to_be_visible()


def sent_to_and_fro(buyer: Page, merchant: Page) -> None:
    """Goods that were on their way when their buyer left are the merchant's to return."""
    expect(notice(buyer, "等商家寄还商品")).to_contain_text("SF123456")
    expect(notice(merchant, "请寄还给买家")).to_contain_text("SF123456")
    whole(buyer)
    free(merchant)


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT)
def test_whoever_leaves_a_case_has_everything_as_it_was_and_nobody_acts_on_it(
    visitors: Visitors, left: Left
) -> None:
    bought, case = left.story()
    money_fen, price = balance(account_id=bought.buyer), f"¥{bought.row.paid_fen / 100:.2f}"
    merchant = shops_page(visitors, bought, case)
    expect(merchant.locator("main")).to_contain_text(left.shop)
    reviewer = desk(visitors, case, an_account(role="senior").id)
    expect(reviewer.locator("main")).to_contain_text(left.desk)
    frozen(visitors, bought, price)
    buyer = buyers_page(visitors, bought, case)
    is_card = case.state != "awaiting_return"
    if is_card:
        cards_shown(buyer, bought, shown=False)
        buyer.goto(f"/refunds/{case.no}/")
    leave(buyer)

    press_what_is_over(left, merchant, reviewer)
    merchant.reload()
    over(merchant, "已撤销")
    reviewer.goto(f"/console/cases/{case.no}/")
    over(reviewer, "已有结果：已撤销")
    frozen(visitors, bought, "¥0.00")
    has(bought, money_fen)
    if left.story is sent_back:
        sent_to_and_fro(buyer, merchant)
    if is_card:
        cards_shown(buyer, bought, shown=True)


def test_whoever_leaves_takes_off_what_was_decided_and_waits_for_its_second_signature(
    visitors: Visitors,
) -> None:
    bought, case = large_sum()
    money_fen = balance(account_id=bought.buyer)
    second = desk(visitors, case, an_account(role="senior").id)
    expect(notice(second, "等第二位审核员复核")).to_be_visible()
    buyer = buyers_page(visitors, bought, case)
    leave(buyer)
    button(second, "复核同意").click()
    expect(notice(second, "没有需要复核的决定")).to_be_visible()
    over(second, "已有结果：已撤销")
    expect(second.locator(".timeline").last).to_contain_text("原来的决定不再执行")
    expect(second.get_by_role("button", name="复核同意")).to_have_count(0)
    over(shops_page(visitors, bought, case), "已撤销")
    has(bought, money_fen)
