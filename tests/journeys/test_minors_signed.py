"""A large claim of a guardian, signed or left; and claims that a guardian takes back early."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from anxin.domain.minors.deadlines import ANSWER_AHEAD
from anxin.services.minors.entering import Begun
from anxin.services.minors.telling import Officer
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.queries import balance
from anxin.storage.minors.models import Claim
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.minors import an_officer, drafted, row, taken
from tests.factories.order import Bought, delivered, view
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, notice, reload_until
from tests.journeys.test_minors_ways import desk, form, guardians_page, holders_page, send
from tests.journeys.visitor import DESK, Visitors
from tests.races.turns import LONG_AGO

pytestmark = pytest.mark.branch

PRICE_FEN = 600_000
MONEY_FEN = 2_000_000
WHY = "账号没有实名，监护人不知情"
ASKED = "请补充和孩子的聊天记录"


def costly() -> tuple[Bought, Begun, Officer]:
    """A claim in a senior's hands about so much money that another senior signs."""
    bought = delivered(buyer=a_buyer(money_fen=MONEY_FEN), goods=a_product(price_fen=PRICE_FEN))
    view(bought)
    return bought, *taken(bought)


def has(bought: Bought, fen: int) -> None:
    """The wallet of the account's holder holds so much."""
    assert balance(account_id=bought.buyer) == fen


def approve(senior: Page) -> None:
    """Give back all of it, in writing."""
    decision = form(senior, "approve")
    decision.get_by_label("退回比例").fill("100")
    decision.get_by_label("答复与理由").fill(WHY)
    send(decision)
    expect(senior.get_by_role("heading", name="复核中")).to_be_visible()


def paused(holder: Page, still: bool = True) -> None:
    """The account's holder is told that it stands still, or nothing of the kind."""
    holder.reload()
    said = holder.locator("main").get_by_text("暂停中")
    expect(said.first).to_be_visible() if still else expect(said).to_have_count(0)


def hurry(made: Begun, **columns: object) -> None:
    """What is waited for at this step is over."""
    assert Claim.objects.filter(no=made.no).update(due_at=LONG_AGO, **columns)


def given_back(guardian: Page) -> None:
    """The guardian reads that all went back and why."""
    reload_until(guardian, notice(guardian, "已同意退款"))
    expect(guardian.locator("main")).to_contain_text("¥6,000.00")
    expect(guardian.locator("main")).to_contain_text(WHY)


def test_the_second_signs_and_all_goes_back(visitors: Visitors) -> None:
    bought, made, officer = costly()
    holder = holders_page(visitors, bought)
    senior = desk(visitors, officer, made)
    approve(senior)
    expect(button(senior, "复核同意")).to_have_count(0)
    guardian = guardians_page(visitors, made)
    expect(notice(guardian, "复核中")).to_contain_text("前书面答复")
    expect(guardian.locator("main")).not_to_contain_text(WHY)
    paused(holder)
    has(bought, MONEY_FEN - PRICE_FEN)

    second = desk(visitors, an_officer("supervisor"), made)
    expect(second.locator("main")).to_contain_text(WHY)
    free(second)
    button(second, "复核同意").click()
    expect(second.locator("main")).to_contain_text("10 秒后生效")
    guardian.reload()
    expect(notice(guardian, "退款办理中")).to_be_visible()
    hurry(made)
    given_back(guardian)
    has(bought, MONEY_FEN)
    paused(holder, still=False)
    for page in (senior, second):
        page.reload()
        expect(page.get_by_role("heading", name="已同意退款")).to_be_visible()
        expect(page.locator(".timeline")).to_contain_text("复核通过")
    whole(guardian)
    free(second)


def test_a_signature_is_taken_back_and_nothing_has_moved(visitors: Visitors) -> None:
    bought, made, officer = costly()
    approve(desk(visitors, officer, made))
    second = desk(visitors, an_officer("supervisor"), made)
    button(second, "复核同意").click()
    button(second, "收回").click()
    expect(button(second, "复核同意")).to_be_visible()
    expect(second.locator(".timeline")).to_contain_text("决定已收回")
    expect(notice(guardians_page(visitors, made), "复核中")).to_be_visible()
    has(bought, MONEY_FEN - PRICE_FEN)


def test_what_nobody_signs_is_a_supervisors_and_then_paid_in_the_time_of_the_law(
    visitors: Visitors,
) -> None:
    bought, made, officer = costly()
    senior = desk(visitors, officer, made)
    approve(senior)
    guardian = guardians_page(visitors, made)
    hurry(made)
    reload_until(senior, senior.locator(".timeline").get_by_text("转主管处理"))
    chief = visitors.come(account=an_officer("supervisor").account_id, size=DESK)
    chief.goto("/console/minors/")
    line = chief.locator(".row", has_text=made.no[:10])
    expect(line).to_contain_text("主管处理")
    expect(line).to_contain_text("复核中")
    has(bought, MONEY_FEN - PRICE_FEN)

    hurry(made, decide_by=ClockNow() + ANSWER_AHEAD - timedelta(minutes=1))
    given_back(guardian)
    expect(guardian.locator(".timeline")).to_contain_text("系统按现有材料同意退款")
    has(bought, MONEY_FEN)
    paused(holders_page(visitors, bought), still=False)
    line.get_by_role("link").click()
    expect(chief.get_by_role("heading", name="已同意退款")).to_be_visible()
    expect(notice(chief, "期限前没有人决定或复核，系统按期答复；请主管核对")).to_be_visible()
    chief.goto("/console/minors/")
    closed = chief.locator("dl.rows .row").filter(has=chief.locator(f'a[href*="{made.no}"]'))
    expect(closed).to_contain_text("系统按期答复")
    whole(guardian)
    free(chief)


def test_what_was_only_begun_is_given_up_and_nobody_was_touched(visitors: Visitors) -> None:
    bought = delivered()
    made = drafted(bought)
    holder, guardian = holders_page(visitors, bought), guardians_page(visitors, made)
    paused(holder, still=False)
    guardian.locator("summary", has_text="不申请了").click()
    whole(guardian)
    button(guardian, "放弃并删除").click()
    expect(notice(guardian, "没有提交过，写过的内容和材料不再保留")).to_be_visible()
    expect(guardian.get_by_role("heading", name="材料")).to_have_count(0)
    paused(holder, still=False)
    senior = visitors.come(account=an_officer().account_id, size=DESK)
    senior.goto("/console/minors/")
    expect(senior.locator("main")).not_to_contain_text(made.no[:10])
    expect(button(guardian, "重新申请")).to_be_visible()
    whole(guardian)
    assert row(made).state == "withdrawn"


def test_a_guardian_who_is_asked_for_papers_takes_the_claim_back(visitors: Visitors) -> None:
    bought = delivered(buyer=a_buyer(money_fen=MONEY_FEN), goods=a_product(price_fen=9_800))
    made, officer = taken(bought)
    senior, holder = desk(visitors, officer, made), holders_page(visitors, bought)
    asked = form(senior, "ask")
    asked.locator(".chips label").filter(has_text="聊天记录").click()
    asked.get_by_label("写给监护人的话").fill(ASKED)
    send(asked)
    expect(senior.get_by_role("heading", name="等监护人补充材料")).to_be_visible()
    expect(senior.locator("main")).not_to_contain_text("请您补充")
    paused(holder)
    guardian = guardians_page(visitors, made)
    expect(guardian.locator("main")).to_contain_text(ASKED)
    guardian.locator("summary", has_text="撤回申请").click()
    button(guardian, "确认撤回").click()
    expect(notice(guardian, "账号已恢复正常，可以重新申请")).to_be_visible()
    expect(guardian.locator("main")).not_to_contain_text(ASKED)
    paused(holder, still=False)
    senior.reload()
    expect(senior.get_by_role("heading", name="已撤回")).to_be_visible()
    expect(senior.locator('form[action*="/approve/"] button')).to_have_count(0)
    senior.goto("/console/minors/")
    expect(senior.locator("main")).not_to_contain_text(made.no[:10])
    has(bought, MONEY_FEN - 9_800)
    whole(guardian)
    free(senior)
