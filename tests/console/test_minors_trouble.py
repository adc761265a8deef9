"""At the console: what cannot be paid, objections, new codes, and the auditor's way in."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from anxin.services.minors.entering import Begun
from anxin.services.minors.objecting import object_to_freeze
from anxin.storage.account.models import Account
from anxin.storage.minors.freezes import is_frozen
from anxin.web.account.adapter import workplace_of
from tests.console.pages import browser, words
from tests.factories.account import a_buyer
from tests.factories.clock import sweep_after
from tests.factories.minors import approved, row, submitted, taken
from tests.factories.order import Bought, delivered, view

pytestmark = pytest.mark.django_db

QUEUE = "/console/minors/"
OTHERS = ("buyer", "merchant", "agent", "finance", "operator")


def address(no: str, step: str = "") -> str:
    return f"{QUEUE}{no}/{step}"


def test_the_auditor_finds_the_years_numbers_from_where_he_lands() -> None:
    client = browser("auditor")
    landed = reverse(workplace_of("auditor"))
    page = words(client.get(landed))
    assert 'href="/console/minors/audit/"' in page
    shown = words(client.get("/console/minors/audit/"))
    assert 'action="/console/minors/year/"' in shown and 'value="csv"' in shown
    for role in (*OTHERS, "senior", "supervisor"):
        assert browser(role).get("/console/minors/audit/").status_code == 404
    assert 'href="/console/minors/audit/"' not in words(browser("senior").get(QUEUE))


def stuck() -> tuple[Bought, Begun]:
    """A claim that no try can pay."""
    bought = delivered(buyer=a_buyer(money_fen=50_000))
    view(bought)
    made, officer = approved(bought, share=50)
    Account.objects.filter(id=officer.account_id).update(role="agent")
    sweep_after(seconds=11)
    return bought, made


def test_what_cannot_be_paid_is_shown_to_a_supervisor_who_decides_again() -> None:
    bought, made = stuck()
    assert "退不出，主管处理" in words(browser("senior").get(QUEUE))
    assert 'id="stuck"' not in words(browser("senior").get(address(made.no)))
    chief = browser("supervisor")
    said = words(chief.get(address(made.no)))
    assert "有订单退不出" in said and "售后单要主管决定" in said
    chief.post(address(made.no, "act/again/"))
    assert row(made).state == "submitted"
    chief.post(address(made.no, "approve/"), {bought.no: "50", "said": "重新决定"})
    sweep_after(minutes=3)
    assert row(made).state == "decided"
    assert "实退 ¥49.00" in words(chief.get(address(made.no)))


def test_a_supervisor_ends_what_cannot_be_paid_in_writing() -> None:
    _, made = stuck()
    chief = browser("supervisor")
    assert chief.post(address(made.no, "end/"), {"said": " "}).status_code == 422
    assert row(made).state == "paying"
    chief.post(address(made.no, "end/"), {"said": "银行已另行退款"})
    assert row(made).state == "decided"
    assert "银行已另行退款" in words(chief.get(address(made.no)))


def test_the_holders_objection_stands_on_the_claim_and_is_answered() -> None:
    bought = delivered(buyer=a_buyer(money_fen=50_000))
    made, officer = taken(bought)
    object_to_freeze(account_id=bought.buyer, said="这是我自己的账号")
    client = browser(officer.account_id)
    assert "这是我自己的账号" in words(client.get(address(made.no)))
    told = {"said": "已核对本人实名"}
    assert client.post(address(made.no, "objection/"), told).status_code == 422
    client.post(address(made.no, "objection/"), {"upheld": "yes", **told})
    assert not is_frozen(account_id=bought.buyer)
    assert "已核对本人实名" in words(client.get(address(made.no)))


def test_a_new_code_is_shown_once_and_the_look_is_on_record() -> None:
    made, officer = taken()
    client = browser(officer.account_id)
    said = {"phone": "13711112222", "reason": "回拨电话核对"}
    assert client.post(address(made.no, "code/"), {**said, "reason": ""}).status_code == 422
    wrong = client.post(address(made.no, "code/"), {**said, "phone": "1"}, follow=True)
    assert "没有换发" in words(wrong)
    shown = words(client.post(address(made.no, "code/"), said))
    [_, code] = re.findall(r'translate="no">([0-9A-Z]{26})<', shown)
    assert code != made.code
    again = words(client.get(address(made.no)))
    assert code not in again and "回拨电话核对" in again and "换发查询码" in again


def test_a_claim_that_the_system_answered_is_marked_for_the_supervisor() -> None:
    made = submitted()
    sweep_after(days=14, hours=20)
    assert row(made).by_system
    chief = browser("supervisor")
    assert "系统按期答复" in words(chief.get(QUEUE))
    assert "没有找到订单" in words(chief.get(address(made.no)))
