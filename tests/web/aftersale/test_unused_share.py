"""The unused share of a membership: told to its buyer before, quoted by it, and contradicted."""

from __future__ import annotations

import pytest

from tests.console.pages import browser, words
from tests.factories.aftersale import case_after
from tests.factories.catalog import standard_policy
from tests.factories.order import Bought
from tests.factories.use import a_generous_policy, a_membership, report, reported

pytestmark = pytest.mark.django_db


def said(bought: Bought, address: str) -> str:
    """What a page says to the order's buyer."""
    return words(browser(bought.buyer).get(address))


def test_the_order_tells_its_buyer_what_the_merchant_reported_and_how_to_contradict_it() -> None:
    bought = reported(units=3, used=1)
    page = said(bought, f"/orders/{bought.no}/")
    assert "使用情况" in page and "3 件中用完 1 件" in page
    assert "商家登记了使用情况" in page
    assert "和实际不符？" in page and f"/orders/{bought.no}/refund/" in page


def test_an_activation_is_told_too() -> None:
    bought = a_membership()
    assert "使用情况" not in said(bought, f"/orders/{bought.no}/")
    report(bought, used=0)
    page = said(bought, f"/orders/{bought.no}/")
    assert "商家登记：会员已激活" in page and "激活时间" in page


def test_what_is_foretold_is_the_unused_share() -> None:
    bought = a_membership(policy_id=a_generous_policy())
    assert "¥30.00" in said(bought, f"/orders/{bought.no}/policy/")
    report(bought, used=2)
    assert "¥10.00" in said(bought, f"/orders/{bought.no}/policy/")
    case = case_after(bought, reason="unwanted")
    assert case.refund_fen == 1_000


def test_the_calculation_names_what_the_merchant_reported() -> None:
    bought = reported(units=3, used=1)
    page = said(bought, f"/orders/{bought.no}/refund/?reason=quality")
    assert "商家登记已用完" in page and "1 / 3" in page
    assert "¥20.00" in page


def test_a_report_after_the_request_is_told_and_does_not_lower_it() -> None:
    bought = a_membership(policy_id=standard_policy())
    case = case_after(bought, reason="quality")
    report(bought, used=3)
    page = said(bought, f"/refunds/{case.no}/")
    assert "商家在您申请之后才登记使用情况，不影响这次退款的金额" in page
    assert "¥30.00" in page
    order = said(bought, f"/orders/{bought.no}/")
    assert "件中用完 3 件" in order, "it stands in the history"
    assert 'id="use"' not in order, "it is no fact of the order"


def test_who_used_nothing_can_say_so_and_have_a_person_look() -> None:
    bought = reported(units=1, used=1)
    case = case_after(bought, reason="not_received", note="账号里没有会员")
    assert (case.state, case.code) == ("rejected", "already_used")
    page = said(bought, f"/refunds/{case.no}/")
    assert "记录显示已经使用" in page
    client = browser(bought.buyer)
    client.post(f"/refunds/{case.no}/act/person/")
    case.refresh_from_db()
    assert case.state in ("merchant_turn", "platform_review")
