"""Minors' claims at the console: only seniors, only who has it in hand, every look a row."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from anxin.storage.minors.models import Access, ClaimOrder
from tests.console.pages import browser, words
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.minors import (
    GUARDIAN,
    STATEMENT,
    answered,
    approved,
    opened,
    row,
    shown_of,
    submitted,
    taken,
)
from tests.factories.order import delivered, view

pytestmark = pytest.mark.django_db

QUEUE = "/console/minors/"
REASON = {"reason": "核对监护关系"}
STEPS = ("look/", "find/", "approve/", "reject/", "ask/", "end/", "objection/", "code/")
OTHERS = ("buyer", "merchant", "agent", "finance", "operator")


def address(no: str, step: str = "") -> str:
    return f"{QUEUE}{no}/{step}"


@pytest.mark.parametrize("role", [*OTHERS, "auditor"])
def test_for_all_but_seniors_there_is_no_such_page(role: str) -> None:
    made, _ = taken(delivered())
    client = browser(role)
    assert client.get(QUEUE).status_code == 404
    assert client.get(address(made.no)).status_code == 404
    for step in (*STEPS, "act/take/", "act/sign/", "act/again/"):
        assert client.post(address(made.no, step), REASON).status_code == 404
    assert Access.objects.count() == 0 and row(made).state == "submitted"


def test_the_queue_shows_masked_names_and_nothing_else_of_anybody() -> None:
    made = submitted()
    said = words(browser("senior").get(QUEUE))
    assert "监****" in said and made.no in said
    assert GUARDIAN not in said and STATEMENT not in said
    assert GUARDIAN not in words(browser("senior").get(address(made.no)))


def test_taken_looked_into_decided_and_paid() -> None:
    bought = delivered(buyer=a_buyer(money_fen=50_000))
    view(bought)
    made = submitted(bought)
    opened()
    client = browser("senior")
    assert client.post(address(made.no, "act/take/"))["Location"] == address(made.no)
    said = words(client.get(address(made.no)))
    assert "超出该年龄的消费限额" in said and "100% · ¥98.00" in said
    shown = words(client.post(address(made.no, "look/"), REASON))
    assert GUARDIAN in shown and STATEMENT in shown
    [picture] = re.findall(r'src="(/console/minors/look/[^"]+)"', shown)
    answer = client.get(picture)
    assert answer["Content-Type"] == "image/webp" and "no-store" in answer["Cache-Control"]
    assert "核对监护关系" in words(client.get(address(made.no)))
    assert browser("senior").get(picture).status_code == 404
    sent = client.post(address(made.no, "approve/"), {bought.no: "70", "said": "按过错分担"})
    assert sent.status_code == 302
    sweep_after(seconds=11)
    assert row(made).outcome == "partly"
    assert "¥68.60" in words(client.get(address(made.no)))


def test_whoever_has_not_taken_it_sees_nothing_sealed() -> None:
    made, _ = taken()
    client = browser("senior")
    answer = client.post(address(made.no, "look/"), REASON)
    assert answer.status_code == 302
    assert "请先接手" in words(client.get(address(made.no)))
    assert Access.objects.count() == 0


def test_a_look_without_a_reason_is_none() -> None:
    made, officer = taken()
    client = browser(officer.account_id)
    assert client.post(address(made.no, "look/"), {"reason": " "}).status_code == 422
    assert Access.objects.count() == 0


def test_orders_are_found_by_name_and_by_number() -> None:
    buyer = a_buyer(money_fen=100_000)
    first, second = delivered(buyer=buyer), delivered(buyer=buyer)
    made, officer = taken()
    client = browser(officer.account_id)
    name = Account.objects.get(id=buyer).username
    listed = words(client.post(address(made.no, "find/"), {"what": name}))
    assert first.no in listed and second.no in listed
    client.post(address(made.no, "act/attach/"), {"order": first.no})
    client.post(address(made.no, "find/"), {"what": f" {second.no.lower()} "})
    found = ClaimOrder.objects.filter(claim=row(made)).values_list("order__no", flat=True)
    assert set(found) == {first.no, second.no}
    client.post(address(made.no, "act/detach/"), {"order": first.no})
    assert ClaimOrder.objects.filter(claim=row(made)).count() == 1
    assert "没有这个订单号" in words(
        client.post(address(made.no, "find/"), {"what": "X"}, follow=True)
    )


def test_names_are_found_only_by_who_has_it_in_hand() -> None:
    bought = delivered()
    made, _ = taken()
    name = Account.objects.get(id=bought.buyer).username
    answer = browser("senior").post(address(made.no, "find/"), {"what": name})
    assert answer.status_code == 302


def test_a_large_decision_is_signed_by_another() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    bought = delivered(buyer=buyer, goods=a_product(price_fen=600_000))
    view(bought)
    made, officer = taken(bought)
    own = browser(officer.account_id)
    own.post(address(made.no, "approve/"), {bought.no: "100", "said": "全额"})
    assert row(made).state == "signing"
    assert "复核同意" not in words(own.get(address(made.no)))
    other = browser("supervisor")
    page = words(other.get(address(made.no)))
    assert "复核同意" in page
    [shown, again] = re.findall(r'name="shown" value="(\w+)"', page)
    assert shown == again == shown_of(made)
    said = words(other.post(address(made.no, "act/sign/"), follow=True))
    assert "决定在您打开之后变了" in said and row(made).state == "signing"
    other.post(address(made.no, "act/sign/"), {"shown": shown})
    sweep_after(seconds=11)
    assert row(made).state == "decided"


def test_refused_in_writing_or_not_at_all() -> None:
    made, officer = taken()
    client = browser(officer.account_id)
    assert client.post(address(made.no, "reject/"), {"code": "no_guardian"}).status_code == 422
    said = {"code": "no_guardian", "said": "户口本上没有孩子"}
    assert client.post(address(made.no, "reject/"), said).status_code == 302
    assert row(made).state == "rejected"


def test_papers_are_asked_for() -> None:
    made, officer = taken()
    client = browser(officer.account_id)
    client.post(address(made.no, "ask/"), {"kinds": ["chat"], "said": "请补充"})
    assert row(made).state == "asked"


def test_what_the_system_answered_names_nobody_and_staff_are_not_spoken_to_as_guardians() -> None:
    made, officer = taken()
    client = browser(officer.account_id)
    client.post(address(made.no, "ask/"), {"kinds": ["chat"], "said": "请补充"})
    for page in (QUEUE, address(made.no)):
        said = words(client.get(page))
        assert "等监护人补充材料" in said and "请您补充" not in said and "等您补充" not in said
    sweep_after(days=11)
    sweep_after(days=30)
    assert row(made).by_system
    said = words(client.get(QUEUE))
    assert "系统按期答复" in said and "None" not in said


def test_a_share_beyond_the_range_is_refused_at_its_field() -> None:
    bought = delivered()
    made, officer = taken(bought)
    client = browser(officer.account_id)
    said = {bought.no: "101", "said": "全额"}
    assert client.post(address(made.no, "approve/"), said).status_code == 422


def test_every_change_is_a_post() -> None:
    made, officer = taken()
    client = browser(officer.account_id)
    for step in (*STEPS, "act/take/"):
        assert client.get(address(made.no, step)).status_code == 405


@pytest.mark.parametrize("role", ["auditor", "senior", "supervisor"])
def test_the_years_numbers_are_told_as_csv_and_json(role: str) -> None:
    made = submitted()
    answered()
    year = (row(made).at + timedelta(hours=8)).year
    client = browser(role)
    text = words(client.get(f"{QUEUE}year/?year={year}&as=csv"))
    lines = list(csv.DictReader(io.StringIO(text)))
    assert lines and {"outcome", "claims", "refunded_fen"} <= set(lines[0])
    assert "监" not in text and made.no not in text
    told = client.get(f"{QUEUE}year/?year={year}&as=json").json()
    assert told["year"] == year and told["claims"]
    assert client.get(f"{QUEUE}year/?year=x").status_code == 404


@pytest.mark.parametrize("role", OTHERS)
def test_the_years_numbers_are_not_for_others(role: str) -> None:
    assert browser(role).get(f"{QUEUE}year/?year=2026").status_code == 404


def test_its_case_is_shown_to_buyer_merchant_and_staff() -> None:
    bought = delivered(buyer=a_buyer(money_fen=50_000))
    view(bought)
    approved(bought, share=50)
    sweep_after(seconds=11)
    case = Case.objects.get(order=bought.row)
    buyer = browser(bought.buyer)
    for path in (f"/refunds/{case.no}/", f"/orders/{bought.no}/", "/refunds/", "/me/"):
        assert buyer.get(path).status_code == 200, path
    assert "未成年人保护" in words(buyer.get(f"/refunds/{case.no}/"))
    assert browser("senior").get(f"/console/cases/{case.no}/").status_code == 200
    member = browser(bought.goods.shop.member)
    for path in ("/console/aftersale/", f"/console/aftersale/{case.no}/", "/console/statement/"):
        assert member.get(path).status_code == 200, path


def test_whose_account_stands_still_is_told_so() -> None:
    bought = delivered()
    submitted(bought)
    assert "暂停中" in words(browser(bought.buyer).get("/me/"))
