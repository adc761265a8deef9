"""Risk at the console: the panel beside a case, appeals to decide, accounts to restrict."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from anxin.storage.risk.models import Abuse, Appeal, Restriction
from tests.console.pages import browser, first_line_case, words
from tests.factories.account import a_buyer, an_account
from tests.factories.risk import (
    NOTE,
    an_officer,
    appealed,
    assessed,
    paid_by,
    restricted,
    seen_with,
    standing,
)

pytestmark = pytest.mark.django_db

OVERVIEW = "/console/risk/"
WORDS = {"basis": "核对了三笔订单", "said": "近期取消较多"}


def address(account: UUID, step: str = "") -> str:
    """The page of an account, or of a step on it."""
    return f"/console/risk/accounts/{account}/{step}"


def name_of(account: UUID) -> str:
    """A buyer's name."""
    return Account.objects.get(id=account).username


def test_beside_a_case_stand_score_and_linked_accounts_with_their_names_masked() -> None:
    case: Case = first_line_case()
    other = restricted()
    seen_with("d1", case.buyer_id, other)
    assessed(case.buyer_id)
    said = words(browser("agent").get(f"/console/cases/{case.no}/"))
    assert "风险分 0" in said or "风险分 15" in said
    assert "同一设备" in said and "bu***" in said
    assert name_of(other) not in said
    assert "对方解除限制" in said
    assert address(case.buyer_id) not in said
    assert address(case.buyer_id) in words(browser("senior").get(f"/console/cases/{case.no}/"))


def test_beside_a_case_stands_whether_the_buyers_name_was_confirmed() -> None:
    case: Case = first_line_case()
    assert "未实名核验" in words(browser("agent").get(f"/console/cases/{case.no}/"))
    restricted(buyer=case.buyer_id)
    appealed(account=case.buyer_id)
    said = words(browser("agent").get(f"/console/cases/{case.no}/"))
    assert "实名已核验" in said and "未实名核验" not in said


def test_who_was_paid_for_by_the_same_person_is_shown_as_such_and_not_who_that_is() -> None:
    case: Case = first_line_case()
    paid_by("alipay:2088100000000002", case.buyer_id, a_buyer(money_fen=0))
    assessed(case.buyer_id)
    client = browser("senior")
    for page in (f"/console/cases/{case.no}/", address(case.buyer_id)):
        said = words(client.get(page))
        assert "同一付款人" in said
        assert "2088100000000002" not in said


@pytest.mark.parametrize("role", ["senior", "supervisor", "operator"])
def test_officers_see_appeals_and_accounts(role: str) -> None:
    appeal = appealed()
    client = browser(role)
    said = words(client.get(OVERVIEW))
    assert NOTE in said and "实名一致" in said
    assert client.get(address(appeal.account_id)).status_code == 200


@pytest.mark.parametrize("role", ["buyer", "merchant", "agent", "finance", "auditor"])
def test_for_all_others_there_is_no_such_page(role: str) -> None:
    appeal, client = appealed(), browser(role)
    assert client.get(OVERVIEW).status_code == 404
    assert client.get(address(appeal.account_id)).status_code == 404
    for step in ("restrict/", "lift/", "abuse/"):
        assert client.post(address(appeal.account_id, step), WORDS).status_code == 404
    assert client.post(f"/console/risk/appeals/{appeal.no}/", {}).status_code == 404
    appeal.refresh_from_db()
    assert appeal.state == "submitted"


def test_an_operator_decides_no_appeal_and_a_senior_restricts_nobody() -> None:
    appeal = appealed()
    decision = {"decision": "accept", "said": "a"}
    operator = browser("operator")
    assert operator.post(f"/console/risk/appeals/{appeal.no}/", decision).status_code == 404
    other = a_buyer(money_fen=0)
    assert browser("senior").post(address(other, "restrict/"), WORDS).status_code == 404
    assert not standing(other)[1]


def test_an_operator_restricts_with_a_basis_and_words_and_lifts_again() -> None:
    buyer, client = a_buyer(money_fen=0), browser("operator")
    missing = client.post(address(buyer, "restrict/"), {**WORDS, "said": ""})
    assert missing.status_code == 422
    assert "请写给买家的原因" in words(missing)
    assert client.post(address(buyer, "restrict/"), WORDS).status_code == 302
    assert standing(buyer)[1]
    assert "核对了三笔订单" in words(client.get(address(buyer)))
    assert client.post(address(buyer, "lift/"), {"why": "核对无误"}).status_code == 302
    assert not standing(buyer)[1]


def test_abuse_is_recorded_once_however_often_it_is_sent() -> None:
    buyer, client = a_buyer(money_fen=0), browser("operator")
    sent = {"form_key": str(uuid4()), "kind": "forged_evidence", "basis": "两图同源"}
    for _ in range(2):
        assert client.post(address(buyer, "abuse/"), sent).status_code == 302
    assert Abuse.objects.filter(account_id=buyer).count() == 1
    assert standing(buyer) == (20, True)


def test_an_appeal_is_accepted_with_words() -> None:
    appeal, client = appealed(), browser("senior")
    where = f"/console/risk/appeals/{appeal.no}/"
    assert client.post(where, {"decision": "accept", "said": ""}).status_code == 422
    assert client.post(where, {"decision": "burn", "said": "a"}).status_code == 422
    assert client.post(where, {"decision": "accept", "said": "核对过了"}).status_code == 302
    assert Appeal.objects.get(id=appeal.id).state == "accepted"
    assert not standing(appeal.account_id)[1]


def test_reasons_that_leave_enough_to_flag_are_told_where_they_are_chosen() -> None:
    buyer, operator = a_buyer(money_fen=0), browser("operator")
    sent = {"form_key": str(uuid4()), "kind": "other", "basis": "a"}
    operator.post(address(buyer, "abuse/"), sent)
    Restriction.objects.filter(account_id=buyer).update(codes=["abuse", "cancels"])
    appeal, client = appealed(account=buyer), browser("senior")
    where = f"/console/risk/appeals/{appeal.no}/"
    answer = client.post(where, {"decision": "accept", "said": "a", "wrong": ["cancels"]})
    assert answer.status_code == 422
    assert "剩下的原因仍会触发限制" in words(answer)
    assert standing(buyer)[1]


def test_whoever_restricted_is_told_that_somebody_else_decides() -> None:
    officer = an_officer("supervisor")
    appeal = appealed(account=restricted(by=officer))
    client = browser(officer.account_id)
    assert "由另一位高级审核员决定" in words(client.get(OVERVIEW))
    sent = {"decision": "accept", "said": "a"}
    client.post(f"/console/risk/appeals/{appeal.no}/", sent)
    assert Appeal.objects.get(id=appeal.id).state == "submitted"


def test_a_buyer_is_found_by_name_and_nobody_else_is() -> None:
    buyer, client = a_buyer(money_fen=0), browser("operator")
    found = client.get(OVERVIEW, {"account": name_of(buyer)})
    assert found["Location"] == address(buyer)
    staff = an_account(role="agent")
    assert "没有这个买家" in words(client.get(OVERVIEW, {"account": staff.username}))
    assert client.get(address(staff.id)).status_code == 404
    assert client.get(address(uuid4())).status_code == 404


def test_an_operator_starts_at_his_place_of_work_and_finds_no_queue_there() -> None:
    said = words(browser("operator").get(OVERVIEW))
    assert 'href="/console/"' not in said and "运营" in said
