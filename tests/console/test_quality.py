"""Checks at the console: a list, a decision, its grade and what comes of it; others see nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from anxin.services.quality.due import end_check_wait
from anxin.storage.aftersale.models import Case
from anxin.storage.quality.models import Check
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass
from tests.factories.quality import a_check, drawn, graded, marks_for
from tests.factories.turns import refused_by

pytestmark = pytest.mark.django_db

LIST, OWN, OVERVIEW = "/console/quality/", "/console/quality/own/", "/console/quality/overview/"
NOTE = "条款写明 24 小时内可退，下次先看条款"


def address(row: Check, step: str = "") -> str:
    return f"{LIST}checks/{row.no}/{step}"


def filled(row: Check, **words: str) -> dict[str, Any]:
    lines = {f"line_{n}": mark for n, mark in enumerate(marks_for(row))}
    return {**lines, "grade": "wrong", "note": NOTE, **words}


def says(client: Client, path: str) -> str:
    return words(client.get(path, follow=True))


def test_the_page_shows_facts_checklist_decision_and_words() -> None:
    row = a_check()
    said = says(browser("senior"), address(row))
    for part in ("¥600.00", "核对清单", "备注与订单事实相符", "不符合政策", "用时", "拒绝"):
        assert part in said, part
    assert row.reviewer.username in said


def test_nobody_opens_the_check_of_their_own_decision() -> None:
    senior = a_reviewer(role="senior")
    row = a_check(senior)
    client = browser(senior.account_id)
    assert client.get(address(row)).status_code == 404
    assert client.post(address(row, "grade/"), filled(row)).status_code == 404
    assert row.no not in says(client, LIST)


def test_graded_it_is_the_colleagues_to_read_and_answer() -> None:
    row, checker = a_check(), browser("senior")
    assert row.no in says(checker, LIST)
    said = words(checker.post(address(row, "grade/"), filled(row), follow=True))
    assert "已评" in said and NOTE in said
    own = browser(row.reviewer_id)
    said = says(own, OWN)
    assert NOTE in said and "决定错误" in said and "0%" in said
    sent = own.post(f"{OWN}{row.no}/", {"answer": "object", "said": "买家没有附凭证"}, follow=True)
    assert "已答复" in words(sent)
    assert row.no not in says(checker, LIST).split("您最近评过的")[0]
    judge = browser("supervisor")
    assert "买家没有附凭证" in says(judge, address(row))
    judged = judge.post(address(row, "judge/"), {"holds": "no", "said": "确实没有"}, follow=True)
    assert "复核撤回" in words(judged) and "确实没有" in says(own, OWN)


@pytest.mark.parametrize(
    ("lacks", "asks"),
    [
        ({"note": ""}, "请写给同事"),
        ({"grade": ""}, "请选择总评"),
        ({"line_0": ""}, "请逐条勾选"),
        ({"line_0": "splendid"}, "line_0"),
        ({"stranger": "1"}, "不认识的内容"),
    ],
)
def test_what_is_left_out_is_asked_for(lacks: dict[str, str], asks: str) -> None:
    row = a_check()
    answer = browser("senior").post(address(row, "grade/"), filled(row, **lacks))
    assert answer.status_code == 422 and asks in words(answer)
    row.refresh_from_db()
    assert row.state == "waiting"


def test_the_second_of_two_checkers_is_told() -> None:
    row = a_check()
    browser("senior").post(address(row, "grade/"), filled(row))
    late = browser("supervisor").post(
        address(row, "grade/"), filled(row, grade="right"), follow=True
    )
    assert "另一位同事刚刚评过了" in words(late)
    row.refresh_from_db()
    assert row.grade == "wrong"


def test_a_wrong_refusal_is_sent_on_and_the_buyer_reads_why_and_nothing_of_the_check() -> None:
    bought, case = refused_by()
    checker = a_reviewer(role="senior")
    row = graded(drawn(case), checker=checker, note=NOTE)
    client = browser(checker.account_id)
    assert "为买家重新送审" in says(client, address(row))
    fair = "我们复查了这次决定，已请另一位审核员重新裁决。"
    sent = client.post(address(row, "resend/"), {"said": fair}, follow=True)
    assert "替买家提出了申诉" in words(sent)
    assert Case.objects.get(id=case.id).state == "appealed"
    page = says(browser(bought.buyer), f"/refunds/{case.no}/")
    assert fair in page and "平台复查后替您提出了申诉" in page
    shop = says(browser(bought.goods.shop.member), f"/console/aftersale/{case.no}/")
    for said in (page, shop):
        assert NOTE not in said and "质检" not in said and "决定错误" not in said
    barred = says(client, f"/console/cases/{case.no}/")
    assert "您处理过这笔申请" in barred


def test_closed_too_long_ago_the_page_points_to_compensation() -> None:
    checker = a_reviewer(role="senior")
    row = graded(a_check(), checker=checker)
    let_pass(days=17)
    client = browser(checker.account_id)
    said = says(client, address(row))
    assert "不能再申诉" in said and "#compensation" in said and "resend_said" not in said
    sent = client.post(address(row, "resend/"), {"said": "重新裁决"}, follow=True)
    assert "不能再申诉" in words(sent)


def test_the_overview_tells_how_each_reviewer_does() -> None:
    row = graded(a_check())
    for role in ("supervisor", "auditor"):
        said = says(browser(role), OVERVIEW)
        line = said[said.index(row.reviewer.username) :].split("</tr>")[0]
        assert "0%" in line and "0 / 1" in line
    assert browser("senior").get(OVERVIEW).status_code == 404


def test_each_sees_the_desks_that_are_theirs() -> None:
    agent, auditor = says(browser("agent"), OWN), says(browser("auditor"), OVERVIEW)
    assert OWN in agent and "/console/practice/" in agent
    assert f'href="{LIST}"' not in agent and OVERVIEW not in agent
    assert OVERVIEW in auditor and OWN not in auditor


def test_pages_say_until_when_and_a_supervisor_is_told_of_what_is_late() -> None:
    row, senior, boss = a_check(), browser("senior"), browser("supervisor")
    assert "前质检，到期提醒主管" in says(senior, LIST)
    assert "前质检，到期提醒主管" in says(senior, address(row))
    Check.objects.filter(id=row.id).update(due_at="2020-01-01T00:00:00Z")
    assert end_check_wait(no=row.no, is_working_day=lambda _: True)
    assert "超过期限，已提醒主管 1 次" in says(senior, LIST)
    told = '<span class="count bad">1</span>'
    assert told in boss.get(LIST).content.decode()
    assert told not in senior.get(LIST).content.decode()
    senior.post(address(row, "grade/"), filled(row))
    assert "前没有答复即视为认可" in says(browser(row.reviewer_id), OWN)
