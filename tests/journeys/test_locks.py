"""Cards that their issuer does not lock: late, or used meanwhile; a senior decides, all see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from playwright.sync_api import Page, expect

from anxin.storage.aftersale.models import Case
from anxin.storage.card.models import Card
from tests.factories.account import an_account
from tests.factories.order import Bought
from tests.journeys.looking import free, whole
from tests.journeys.servers import Site
from tests.journeys.steps import ask_back, button, expect_state, notice
from tests.journeys.test_alipay import break_things, wait_for
from tests.journeys.test_issuer import a_known_card, seen, use_in_the_game
from tests.journeys.test_turns import MONEY_FEN, PATIENCE_S, desk, has, hurry, shops_page
from tests.journeys.visitor import Visitors
from tests.races.turns import LONG_AGO, overdue

pytestmark = pytest.mark.branch

PRICE_FEN = 9_800
FEE_FEN = PRICE_FEN * 5 // 100


@contextmanager
def locking_nothing(site: Site) -> Iterator[None]:
    """The issuer answers, and locks nothing."""
    break_things(site, {"kind": "lock_fails", "on": "issuer.lock", "count": 100})
    try:
        yield
    finally:
        build_opener(ProxyHandler({})).open(Request(f"{site.sandbox}/switches", method="DELETE"))


def asked_for(page: Page, bought: Bought) -> Case:
    """The buyer asks for a refund, which is approved and waits for the lock."""
    no = ask_back(page, bought, reason="不想要了")
    expect_state(page, "审核通过", patience_s=PATIENCE_S)
    return Case.objects.get(no=no)


def called_again(bought: Bought) -> None:
    """The issuer is asked about the card at once."""
    Card.objects.filter(ordercard__order__no=bought.no).update(next_lock_at=LONG_AGO)


def pay_unlocked(visitors: Visitors, case: Case) -> None:
    """Two seniors give the money although nobody has locked the card."""
    first = desk(visitors, case, an_account(role="senior").id)
    expect(first.locator(".facts div", has_text="发卡方记录")).to_contain_text("未使用")
    expect(first.locator("#approve")).to_contain_text("直接同意会继续等它锁定")
    first.get_by_label("不等发卡方锁卡").check()
    free(first)
    button(first, "同意退款").click()
    expect(notice(first, "等第二位高级审核员复核")).to_contain_text("卡密可能还能用")
    expect(button(first, "复核同意")).to_have_count(0)
    free(first)
    second = desk(visitors, case, an_account(role="senior").id)
    expect(notice(second, "卡密可能还能用")).to_contain_text("¥93.10")
    free(second)
    button(second, "复核同意").click()
    expect(notice(second, "10 秒后生效")).to_be_visible()
    hurry(case)


def reject_as_used(senior: Page, case: Case) -> None:
    """Refuse in words, with the issuer's word before one's eyes."""
    expect(senior.locator(".facts div", has_text="发卡方记录")).to_contain_text("已使用")
    senior.locator("summary", has_text="拒绝").click()
    free(senior)
    senior.get_by_label("拒绝依据").select_option("already_used")
    senior.get_by_label("写给买家的话").fill("发卡方记录显示，退款通过后卡密被兑换")
    senior.get_by_label("怎样可以改变结果").fill("能证明不是您兑换的，请申诉")
    button(senior, "拒绝，并告诉买家").click()
    expect(notice(senior, "10 秒后生效")).to_be_visible()
    hurry(case)


def both_read(buyer: Page, merchant: Page, told: str) -> None:
    """Buyer and merchant read the same in the history, on whole pages."""
    merchant.reload()
    for page in (buyer, merchant):
        expect(page.locator(".timeline")).to_contain_text(told)
    whole(buyer)
    free(merchant)


def test_a_lock_that_never_comes_is_paid_by_two_people_and_the_card_is_locked_all_the_same(
    visitors: Visitors, site: Site
) -> None:
    goods, secret = a_known_card(site, number=2)
    bought = seen(goods)
    buyer = visitors.come(account=bought.buyer)
    with locking_nothing(site):
        case = asked_for(buyer, bought)
        merchant = shops_page(visitors, bought, case)
        both_read(buyer, merchant, "系统核验通过")
        overdue(case)
        buyer.reload()
        expect_state(buyer, "待审核")
        expect(buyer.locator("body")).not_to_contain_text("系统自动审核通过")
        both_read(buyer, merchant, "发卡方迟迟没有锁定卡密")
        has(bought, MONEY_FEN - PRICE_FEN)
        pay_unlocked(visitors, case)
        expect_state(buyer, "已退款", patience_s=PATIENCE_S)
        both_read(buyer, merchant, "没有等到发卡方锁定卡密")
        has(bought, MONEY_FEN - FEE_FEN)
    called_again(bought)
    wait_for(lambda: Card.objects.get(ordercard__order__no=bought.no).lock == "locked")
    use_in_the_game(buyer, site, secret)
    expect(buyer.get_by_role("status")).to_contain_text("锁定")


def test_a_card_that_was_used_while_it_was_being_locked_is_refused_by_a_senior(
    visitors: Visitors, site: Site
) -> None:
    goods, secret = a_known_card(site, number=3)
    bought = seen(goods)
    buyer = visitors.come(account=bought.buyer)
    with locking_nothing(site):
        case = asked_for(buyer, bought)
        game = visitors.come()
        use_in_the_game(game, site, secret)
        expect(game.get_by_role("status")).to_contain_text("兑换成功")
    called_again(bought)
    expect_state(buyer, "待审核", patience_s=PATIENCE_S)
    merchant = shops_page(visitors, bought, case)
    both_read(buyer, merchant, "发卡方确认卡密在通过后被使用")
    agent = desk(visitors, case, an_account(role="agent").id)
    expect(button(agent, "同意退款")).to_have_count(0)
    free(agent)
    senior = desk(visitors, case, an_account(role="senior").id)
    reject_as_used(senior, case)
    expect_state(buyer, "审核拒绝", patience_s=PATIENCE_S)
    both_read(buyer, merchant, "退款通过后卡密被兑换")
    expect(buyer.get_by_text("申诉，请另一位审核员裁决")).to_be_visible()
    has(bought, MONEY_FEN - PRICE_FEN)
