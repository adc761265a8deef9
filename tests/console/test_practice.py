"""Practice at the console: what is new first, told why, the first answer counts, taken, retired."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.domain.practice import BUILT_IN
from anxin.storage.quality.models import PracticeAnswer, PracticeCase
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.quality import taken_practice
from tests.factories.turns import in_review, refused_by

pytestmark = pytest.mark.django_db

LIST = "/console/practice/"
KEY = "viewed-not-received"


def test_what_was_not_answered_comes_first_and_progress_is_shown() -> None:
    me = a_reviewer()
    client = browser(me.account_id)
    said = words(client.get(LIST))
    assert f"0 / {len(BUILT_IN)}" in said
    form = {"form_key": str(uuid4()), "answer": "approve", "code": "", "fen": ""}
    client.post(f"{LIST}{KEY}/", form)
    said = words(client.get(LIST))
    assert f"1 / {len(BUILT_IN)}" in said and "首答不对" in said
    assert said.index("商家一直没有答复") < said.index("说没收到，却看过卡密")


def test_an_answer_is_told_whether_it_was_right_and_why() -> None:
    client = browser("agent")
    before = words(client.get(f"{LIST}{KEY}/"))
    assert "查看记录说明已经收到" not in before and "核对清单" not in before
    form = {"form_key": str(uuid4()), "answer": "reject", "code": "was_viewed", "fen": ""}
    said = words(client.post(f"{LIST}{KEY}/", form, follow=True))
    assert "答对了" in said and "查看记录说明已经收到" in said and "核对清单" in said
    other = {**form, "form_key": str(uuid4()), "answer": "approve"}
    said = words(client.post(f"{LIST}{KEY}/", other, follow=True))
    assert "不对" in said and "应当" in said
    assert PracticeAnswer.objects.count() == 2


def test_a_result_is_shown_to_who_answered_alone() -> None:
    form = {"form_key": str(uuid4()), "answer": "reject", "code": "was_viewed", "fen": ""}
    answer = browser("agent").post(f"{LIST}{KEY}/", form)
    assert "答对了" not in words(browser("agent").get(answer["Location"]))
    assert browser("agent").get(f"{LIST}{KEY}/?try=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("answer", "asks"),
    [({}, "请选择怎样决定"), ({"answer": "reject"}, "请选择拒绝依据"),
     ({"answer": "partial"}, "请填写金额"), ({"answer": "dance"}, "dance")],
)  # fmt: skip
def test_what_belongs_to_an_answer_is_asked_for(answer: dict[str, str], asks: str) -> None:
    sent = browser("agent").post(f"{LIST}{KEY}/", {"form_key": str(uuid4()), **answer})
    assert sent.status_code == 422 and asks in words(sent)
    assert not PracticeAnswer.objects.exists()


def test_a_supervisor_takes_a_closed_case_and_retires_it() -> None:
    _, case = refused_by()
    client = browser("supervisor")
    where = f"/console/cases/{case.no}/practice/"
    assert where in words(client.get(f"/console/cases/{case.no}/"))
    said = words(client.get(where))
    assert "¥600.00" in said and case.order.no not in said
    form = {
        "form_key": str(uuid4()), "title": "大额卡取消", "said": "临时不想要了",
        "answer": "reject", "code": "no_rule", "low": "", "high": "", "why": "规则没有这一条",
    }  # fmt: skip
    assert "已加入练习" in words(client.post(where, form, follow=True))
    row = PracticeCase.objects.get(form_key=form["form_key"])
    assert "临时不想要了" in words(browser("agent").get(f"{LIST}{row.no}/"))
    assert "已停用" in words(client.post(f"{LIST}{row.no}/retire/", follow=True))
    assert browser("agent").get(f"{LIST}{row.no}/").status_code == 404


def test_a_range_is_asked_for_where_a_part_is_right() -> None:
    _, case = refused_by()
    form = {
        "form_key": str(uuid4()), "title": "一部分", "said": "少了", "answer": "partial",
        "code": "", "low": "20", "high": "10", "why": "按到账算",
    }  # fmt: skip
    sent = browser("supervisor").post(f"/console/cases/{case.no}/practice/", form)
    assert sent.status_code == 422 and "请填写金额范围" in words(sent)


def test_an_open_case_is_not_offered() -> None:
    _, case = in_review()
    client = browser("supervisor")
    assert "用作练习" not in words(client.get(f"/console/cases/{case.no}/"))
    said = words(client.get(f"/console/cases/{case.no}/practice/", follow=True))
    assert "还没有结束的售后" in said


def test_others_than_supervisors_see_no_way_to_retire() -> None:
    row = taken_practice()
    assert "停用这一题" not in words(browser("senior").get(f"{LIST}{row.no}/"))
    assert "停用这一题" in words(browser("supervisor").get(f"{LIST}{row.no}/"))
    assert "停用这一题" not in words(browser("supervisor").get(f"{LIST}{KEY}/"))
