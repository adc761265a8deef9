"""The merchant's page of memberships: a form for each, and every refusal in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponseBase

from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import standard_policy
from tests.factories.merchant import a_merchant
from tests.factories.order import Bought, delivered
from tests.factories.use import a_membership, in_form, report, reported

pytestmark = pytest.mark.django_db


def page(bought: Bought, query: str = "") -> str:
    """The list, as the shop of an order sees it."""
    return words(browser(bought.goods.shop.member).get(f"/console/uses/{query}"))


def send(bought: Bought, **changed: Any) -> HttpResponseBase:
    """Send the form as the page has it, with what is changed."""
    row = bought.row
    form = {"version": row.version, "units": "1", "at": in_form(row.delivered_at), **changed}
    client = browser(bought.goods.shop.member)
    return client.post(f"/console/uses/{bought.no}/", form, follow=True)


def test_a_membership_stands_in_the_list_with_its_form() -> None:
    said = page(a_membership())
    assert "会员 月卡" in said
    assert "只激活填 0，最多 3" in said


def test_a_report_is_taken_and_stands_there_with_who_and_when() -> None:
    bought = a_membership()
    said = words(send(bought))
    assert "已登记，买家会看到" in said
    assert "3 件中用完 1 件" in said
    assert bought.row.used_units == 1


def test_an_activation_is_a_report_of_none() -> None:
    bought = a_membership()
    assert "已激活" in words(send(bought, units="0"))
    assert bought.row.state == "activated"


@pytest.mark.parametrize(("units", "said"), [
    ("4", "件数要在 0 到 3 之间"),
    ("-1", "件数要在 0 到 3 之间"),
    ("9" * 30, "件数要在 0 到 3 之间"),
    ("9" * 5000, "件数写成整数"),
    ("一", "件数写成整数"),
    ("1.5", "件数写成整数"),
    ("", "请填写用完了几件"),
])  # fmt: skip
def test_a_figure_that_cannot_be_is_refused_in_words(units: str, said: str) -> None:
    bought = a_membership()
    answer = send(bought, units=units)
    assert answer.status_code == 422
    assert said in words(answer)
    assert bought.row.used_units == 0


@pytest.mark.parametrize(("shift", "said"), [
    (-timedelta(days=1), "时间不能早于交付时间"),
    (timedelta(days=1), "时间不能晚于现在"),
])  # fmt: skip
def test_a_time_that_cannot_be_is_refused_in_words(shift: timedelta, said: str) -> None:
    bought = a_membership()
    delivered_at = bought.row.delivered_at
    assert delivered_at
    answer = send(bought, at=in_form(delivered_at + shift))
    assert answer.status_code == 422
    assert said in words(answer)


@pytest.mark.parametrize("at", ["", "昨天", "2026-13-40T99:99", "9999999-01-01T00:00"])
def test_a_time_that_is_none_is_refused_in_words(at: str) -> None:
    answer = send(a_membership(), at=at)
    assert answer.status_code == 422
    assert "请填写时间" in words(answer) or "时间写成" in words(answer)


def test_less_than_before_and_the_same_again_are_refused_in_words() -> None:
    bought = reported(units=3, used=2)
    assert "不能比上次登记的少" in words(send(bought, units="1"))
    assert "已经登记过" in words(send(bought, units="2"))


def test_two_taps_and_two_members_count_once() -> None:
    bought = a_membership()
    seen = bought.row.version
    send(bought, version=seen)
    again = words(send(bought, version=seen))
    assert "刚刚有变化" in again
    assert f'value="{bought.row.version}"' in again, "the form is about the order as it is now"
    assert bought.row.used_units == 1


def test_what_is_used_up_leaves_the_list_and_says_so() -> None:
    bought = a_membership(units=1)
    send(bought)
    assert "没有要登记的会员订单" in page(bought)
    assert "已登记为全部用完" in words(send(bought))


def test_what_rides_along_is_refused() -> None:
    bought = a_membership()
    assert "不认识的内容" in words(send(bought, used_units="3"))
    assert bought.row.used_units == 0


def test_another_shops_order_is_not_there() -> None:
    bought, stranger = a_membership(), browser(a_merchant().member)
    form = {"version": bought.row.version, "units": "1", "at": in_form(bought.row.delivered_at)}
    assert stranger.post(f"/console/uses/{bought.no}/", form).status_code == 404
    assert "没有找到可以登记的会员订单" in words(stranger.get(f"/console/uses/?q={bought.no}"))
    assert bought.row.used_units == 0


def test_a_card_is_not_used_and_says_so() -> None:
    card = delivered()
    assert "只有会员商品登记使用情况" in words(send(card, units="1"))


def test_an_order_is_found_by_its_number() -> None:
    bought = a_membership()
    assert bought.no[:8] in page(bought, f"?q={bought.no}")
    assert "没有找到可以登记的会员订单" in page(bought, "?q=100%25")


def test_after_the_buyer_has_asked_the_page_and_the_answer_say_what_a_report_is() -> None:
    bought = a_membership(policy_id=standard_policy())
    case = case_after(bought, reason="quality")
    assert "这笔订单有申请正在处理" in page(bought)
    assert "已记下并交给审核员看" in words(send(bought))
    shown = words(browser(bought.goods.shop.member).get(f"/console/aftersale/{case.no}/"))
    assert "商家在买家申请之后才登记使用情况" in shown


def test_reviewers_see_each_report_and_which_came_too_late() -> None:
    bought = a_membership(policy_id=standard_policy())
    report(bought, used=1)
    case = case_after(bought, reason="quality")
    report(bought, used=3)
    said = words(browser(a_reviewer().account_id).get(f"/console/cases/{case.no}/"))
    assert "会员使用记录" in said
    assert "3 件中用完 1 件" in said and "3 件中用完 3 件" in said
    assert said.count("申请之后才登记，不计入") == 1
    assert "商家登记已用完" in said
