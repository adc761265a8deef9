"""Whoever looks at a case after its deadline sees what the deadline says, sweep or no sweep."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.turns.verdicts import decide_to_approve
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
