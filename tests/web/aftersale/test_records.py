"""A buyer takes away everything on record about a case, and nothing that is not the buyer's."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse

from anxin.services.aftersale.review import reject_case
from anxin.services.aftersale.turns.thread import say
from anxin.storage.aftersale.models import Case
from tests.console.pages import browser, words
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.order import Bought
from tests.factories.turns import buyer_of, in_review, platform, shop_of, with_merchant

pytestmark = pytest.mark.django_db


def taken_away(bought: Bought, case: Case) -> dict[str, Any]:
    """The record as a file."""
    answer = browser(bought.buyer).get(f"/refunds/{case.no}/records/file/")
    assert isinstance(answer, HttpResponse)
    assert answer["Content-Disposition"] == f'attachment; filename="records-{case.no[:12]}.json"'
    told: dict[str, Any] = json.loads(answer.content)
    return told


def part(told: dict[str, Any], title: str) -> str:
    """One part of it, as text."""
    [rows] = [one["rows"] for one in told["parts"] if one["title"] == title]
    return json.dumps(rows, ensure_ascii=False)


def test_it_tells_what_was_asked_paid_shown_and_decided() -> None:
    bought, case = with_merchant()
    told = taken_away(bought, case)
    assert (told["case"], told["order"]) == (case.no, bought.no)
    assert "卡密无效" in part(told, "申请")
    assert "¥98.00" in part(told, "付款") and "钱包余额" in part(told, "付款")
    assert "与记录一致" in part(told, "凭证")
    assert "已付款" in part(told, "订单经过")
    page = words(browser(bought.buyer).get(f"/refunds/{case.no}/records/"))
    for row in (row for one in told["parts"] for row in one["rows"]):
        assert all(value in page for value in row), row


def test_it_holds_the_rules_of_the_order_whole_and_their_digest() -> None:
    bought, case = in_review()
    policy = taken_away(bought, case)["policy"]
    assert policy["sha256"] == hashlib.sha256(policy["text"].encode()).hexdigest()
    assert "clauses" in json.loads(policy["text"])


def test_it_tells_why_a_request_was_refused() -> None:
    bought, case = in_review()
    refused = reject_case(
        no=case.no, reviewer=a_reviewer(), code="no_rule", said="已经用过", would_change="新的截图"
    )
    assert refused is None
    request = part(taken_away(bought, case), "申请")
    assert "已经用过" in request and "新的截图" in request


def test_what_others_told_the_platform_alone_is_not_in_it() -> None:
    bought, case = with_merchant()
    for party, audience, said in (
        (buyer_of(bought), "all", "给双方看的"),
        (shop_of(bought), "merchant", "商家私下说的"),
        (platform(a_reviewer()), "staff", "内部说的"),
    ):
        assert say(no=case.no, party=party, form_key=uuid4(), audience=audience, said=said) is None
    told = json.dumps(taken_away(bought, case), ensure_ascii=False)
    assert "给双方看的" in told
    assert "商家私下说的" not in told and "内部说的" not in told


@pytest.mark.parametrize("page", ["records/", "records/file/"])
def test_nobody_elses_record_is_given_out(page: str) -> None:
    _, case = in_review()
    assert browser(a_buyer()).get(f"/refunds/{case.no}/{page}").status_code == 404
    for role in ("merchant", "agent"):
        assert browser(role).get(f"/refunds/{case.no}/{page}").status_code in (302, 403, 404)
