"""Whoever looks at a case after its deadline sees what the deadline says, sweep or no sweep."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.aftersale.turns.verdicts import decide_to_approve
from anxin.services.sweep import MET_AT_ONCE, meet_cases
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass
from tests.factories.turns import in_review, with_merchant

pytestmark = pytest.mark.django_db


def test_a_merchants_silence_counts_when_the_buyer_looks() -> None:
    bought, _ = with_merchant()
    let_pass(minutes=31)
    case = Case.objects.get(order_id=bought.row.id)
    assert "已退款" in words(browser(bought.buyer).get(f"/refunds/{case.no}/"))
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_a_merchant_that_comes_late_finds_it_decided() -> None:
    bought, case = with_merchant(price_fen=60_000)
    assert case.due_at
    let_pass(seconds=(case.due_at - case.submitted_at).total_seconds() + 60)
    shop = browser(bought.goods.shop.member)
    shop.post(f"/console/aftersale/{case.no}/act/agree/")
    assert Case.objects.get(id=case.id).state == "platform_review"


def test_a_verdict_that_can_no_longer_be_undone_is_done_when_somebody_looks() -> None:
    bought, case = in_review()
    decide_to_approve(no=case.no, reviewer=a_reviewer(), note="")
    let_pass(seconds=11)
    assert "已退款" in words(browser("agent").get(f"/console/cases/{case.no}/"))
    assert balance(account_id=bought.buyer) == 200_000


def test_a_list_says_what_the_deadlines_of_its_cases_say() -> None:
    bought, case = with_merchant()
    let_pass(minutes=31)
    assert "已退款" in words(browser(bought.buyer).get("/refunds/"))
    case.refresh_from_db()
    assert case.state == "refunded"


def test_a_merchant_finds_in_its_list_what_has_gone_to_the_platform() -> None:
    bought, case = with_merchant(price_fen=60_000)
    assert case.due_at
    let_pass(seconds=(case.due_at - case.submitted_at).total_seconds() + 60)
    assert "待审核" in words(browser(bought.goods.shop.member).get("/console/aftersale/"))
    assert Case.objects.get(id=case.id).state == "platform_review"


def test_a_reviewer_finds_no_case_in_the_queue_whose_verdict_is_over() -> None:
    _, case = in_review()
    decide_to_approve(no=case.no, reviewer=a_reviewer(), note="")
    let_pass(seconds=11)
    assert case.no not in words(browser("agent").get("/console/?queue=all"))
    assert Case.objects.get(id=case.id).state == "refunded"


def test_a_long_list_is_not_kept_waiting_for_all_of_its_deadlines() -> None:
    nos = [with_merchant()[1].no for _ in range(MET_AT_ONCE + 2)]
    let_pass(minutes=31)
    seen = [row for no in nos if (row := queries.case(no=no))]
    assert meet_cases(seen=seen, outside=wiring.outside())
    assert Case.objects.filter(no__in=nos, state="refunded").count() == MET_AT_ONCE
