"""The other ways of a guardian's claim: refused, withdrawn, asked about, objected to, sent back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from anxin.services.minors.entering import Begun
from anxin.services.minors.telling import Officer
from anxin.storage.minors.models import Claim
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.evidence import a_page
from tests.factories.minors import an_officer, drafted, row, submitted, taken
from tests.factories.order import Bought, delivered, view
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, notice, reload_until
from tests.journeys.visitor import DESK, Visitors
from tests.races.turns import LONG_AGO

pytestmark = pytest.mark.branch


def guardians_page(visitors: Visitors, made: Begun) -> Page:
    """The guardian comes back with number and code."""
    page = visitors.come()
    page.goto("/minors/")
    page.get_by_label("申请号").fill(made.no)
    page.get_by_label("查询码").fill(made.code)
    button(page, "查看或继续").click()
    return page


def desk(visitors: Visitors, officer: Officer, made: Begun) -> Page:
    """An officer before the claim."""
    page = visitors.come(account=officer.account_id, size=DESK)
    page.goto(f"/console/minors/{made.no}/")
    return page


def form(page: Page, step: str) -> Locator:
    """The form of one step, unfolded."""
    found = page.locator(f'form[action*="/{step}/"]')
    if not found.is_visible():
        page.locator("details").filter(has=found).locator("summary").click()
    return found


def send(form: Locator) -> None:
    """Press the form's only button."""
    form.get_by_role("button").click()


def holders_page(visitors: Visitors, bought: Bought) -> Page:
    """Whoever holds the account looks at what it may do."""
    page = visitors.come(account=bought.buyer)
    page.goto("/me/")
    return page


def test_refused_in_writing_the_guardian_reads_why_and_the_account_is_free(
    visitors: Visitors,
) -> None:
    bought = delivered()
    made, officer = taken(bought)
    holder = holders_page(visitors, bought)
    expect(holder.locator("main")).to_contain_text("暂停中")
    senior = desk(visitors, officer, made)
    refusal = form(senior, "reject")
    refusal.get_by_label("原因").select_option("consented")
    refusal.get_by_label("答复与理由").fill("聊天记录里您同意过这笔消费")
    send(refusal)
    guardian = guardians_page(visitors, made)
    expect(notice(guardian, "未同意退款")).to_contain_text("监护人同意过这些消费")
    expect(guardian.locator("main")).to_contain_text("聊天记录里您同意过这笔消费")
    expect(guardian.locator("main")).to_contain_text("12315")
    holder.reload()
    expect(holder.locator("main")).not_to_contain_text("暂停中")


def test_withdrawn_by_the_guardian_the_account_is_free(visitors: Visitors) -> None:
    bought = delivered()
    made = submitted(bought)
    guardian = guardians_page(visitors, made)
    guardian.locator("summary", has_text="撤回申请").click()
    button(guardian, "确认撤回").click()
    expect(notice(guardian, "账号已恢复正常")).to_be_visible()
    expect(holders_page(visitors, bought).locator("main")).not_to_contain_text("暂停中")


def test_papers_are_asked_for_and_sent_and_the_review_goes_on(
    visitors: Visitors, tmp_path: Path
) -> None:
    made, officer = taken(delivered())
    senior = desk(visitors, officer, made)
    asked = form(senior, "ask")
    asked.locator(".chips label").filter(has_text="聊天记录").click()
    asked.get_by_label("写给监护人的话").fill("请补充和孩子的聊天记录")
    send(asked)
    guardian = guardians_page(visitors, made)
    expect(notice(guardian, "停止计时")).to_be_visible()
    expect(guardian.locator("main")).to_contain_text("请补充和孩子的聊天记录")
    guardian.get_by_role("link", name="上传材料").first.click()
    guardian.locator(".chips label").filter(has_text="聊天记录").click()
    paper = tmp_path / "chat.png"
    paper.write_bytes(a_page("聊天记录", mark="补充"))
    guardian.get_by_label("文件").set_input_files(paper)
    button(guardian, "上传").click()
    expect(notice(guardian, "已收到")).to_be_visible()
    button(guardian, "补好了").click()
    expect(notice(guardian, "前书面答复")).to_be_visible()
    senior.reload()
    expect(button(senior, "按比例退款")).to_be_visible()


def test_the_holder_objects_rightly_and_the_account_is_free(visitors: Visitors) -> None:
    bought = delivered()
    made, officer = taken(bought)
    holder = holders_page(visitors, bought)
    holder.get_by_role("link", name="原因和异议").click()
    holder.get_by_label("为什么不该暂停").fill("账号一直是我本人在用，我 35 岁")
    button(holder, "提交异议").click()
    expect(holder.locator("main")).to_contain_text("会书面答复")
    senior = desk(visitors, officer, made)
    expect(senior.locator("#objection")).to_contain_text("我 35 岁")
    answer = form(senior, "objection")
    answer.locator(".chips label").filter(has_text="恢复账号").click()
    answer.get_by_label("给账号持有人的答复").fill("实名核对一致，已恢复")
    send(answer)
    reload_until(holder, notice(holder, "账号已恢复正常"))
    expect(holder.locator("main")).to_contain_text("实名核对一致，已恢复")
    expect(button(senior, "按比例退款")).to_be_visible()


def test_the_second_does_not_sign_and_the_first_decides_again(visitors: Visitors) -> None:
    buyer = a_buyer(money_fen=2_000_000)
    bought = delivered(buyer=buyer, goods=a_product(price_fen=600_000))
    view(bought)
    made, officer = taken(bought)
    senior = desk(visitors, officer, made)
    decision = form(senior, "approve")
    decision.get_by_label("退回比例").fill("100")
    decision.get_by_label("答复与理由").fill("账号没有实名")
    send(decision)
    expect(notice(guardians_page(visitors, made), "复核中")).to_be_visible()
    second = desk(visitors, an_officer("supervisor"), made)
    second.get_by_label("退回的理由").fill("比例没有写明依据")
    button(second, "退回重新决定").click()
    senior.reload()
    expect(form(senior, "approve").get_by_label("退回比例")).to_be_visible()
    assert row(made).decided_by_id is None


def test_a_claim_that_was_never_submitted_lapses_and_another_one_is_begun(
    visitors: Visitors,
) -> None:
    bought = delivered()
    made = drafted(bought)
    guardian = guardians_page(visitors, made)
    expect(guardian.locator("main")).to_contain_text("保留到")
    holder = holders_page(visitors, bought)
    expect(holder.locator("main")).not_to_contain_text("暂停中")
    whole(guardian, holder)
    Claim.objects.filter(no=made.no).update(due_at=LONG_AGO)
    reload_until(guardian, notice(guardian, "已失效"))
    expect(guardian.locator("main")).to_contain_text("七天没有提交，内容已删除")
    holder.reload()
    expect(holder.locator("main")).not_to_contain_text("暂停中")
    whole(guardian, holder)

    senior = visitors.come(account=an_officer().account_id, size=DESK)
    senior.goto("/console/minors/")
    expect(senior.locator("main")).not_to_contain_text(made.no[:10])
    free(senior)
    button(guardian, "重新申请").click()
    expect(guardian.locator(".secret code")).to_have_count(2)
    assert guardian.locator(".secret code").first.inner_text() != made.no
    guardian.get_by_role("link", name="记好了，开始填写").click()
    expect(guardian.get_by_label("您的姓名")).to_have_value("")
    whole(guardian)
