"""Withdrawing says what follows before it happens, and happens only when it is confirmed."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from anxin.services.aftersale.turns.buyer import appeal, withdraw_case
from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from tests.console.pages import words
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask, case_after
from tests.factories.clock import let_pass
from tests.factories.order import Bought, delivered
from tests.factories.turns import in_review, refused_by
from tests.services.turns.stories import physical, sent_back

pytestmark = pytest.mark.django_db


def log_in(buyer: UUID) -> Client:
    """The buyer's browser."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(id=buyer))
    return client


def asked(bought: Bought) -> Case:
    """A request that waits for evidence."""
    return case_after(bought, reason="card_invalid")


def test_one_tap_says_what_follows_and_changes_nothing() -> None:
    bought = delivered()
    case = asked(bought)
    client = log_in(bought.buyer)
    assert f'href="/refunds/{case.no}/withdraw/"' in words(client.get(f"/refunds/{case.no}/"))
    said = words(client.get(f"/refunds/{case.no}/withdraw/"))
    assert "撤销后 30 天内可再申请 2 次" in said
    assert "卡密可以再看；看过以后就不能按未使用退" in said and "再申请的期限" in said
    case.refresh_from_db()
    assert case.state == "needs_evidence"
    assert "已撤销" in words(client.post(f"/refunds/{case.no}/withdraw/", follow=True))
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_an_order_that_is_not_delivered_yet_goes_on() -> None:
    bought, case = in_review()
    said = words(log_in(bought.buyer).get(f"/refunds/{case.no}/withdraw/"))
    assert "发货继续" in said and "卡密可以再看" not in said


def test_the_last_time_says_from_when_one_may_ask_again_and_that_is_true() -> None:
    bought = delivered()
    for left in (2, 1):
        case = asked(bought)
        said = words(log_in(bought.buyer).get(f"/refunds/{case.no}/withdraw/"))
        assert f"可再申请 {left} 次" in said
        assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    case = asked(bought)
    said = words(log_in(bought.buyer).get(f"/refunds/{case.no}/withdraw/"))
    assert "撤销次数用完了" in said and "之前不能再申请" in said
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    assert getattr(ask(bought, reason="card_invalid"), "code", "") == "too_many_withdrawals"
    let_pass(days=30, minutes=1)
    assert getattr(ask(bought, reason="card_invalid"), "code", "") != "too_many_withdrawals"


def test_giving_an_appeal_up_is_said_to_be_for_good() -> None:
    bought, case = refused_by()
    assert appeal(no=case.no, buyer_id=bought.buyer, said="请再看") is None
    said = words(log_in(bought.buyer).get(f"/refunds/{case.no}/withdraw/"))
    assert "原来的拒绝不变" in said


def test_goods_on_their_way_back_are_said_to_be_the_merchants_to_return() -> None:
    bought, case = physical()
    path = f"/refunds/{case.no}/withdraw/"
    assert "由商家寄还给您" not in words(log_in(bought.buyer).get(path))
    bought, case = sent_back()
    client = log_in(bought.buyer)
    assert "由商家寄还给您" in words(client.get(f"/refunds/{case.no}/withdraw/"))
    said = words(client.post(f"/refunds/{case.no}/withdraw/", follow=True))
    assert "等商家寄还商品" in said and "SF123456" in said


def test_what_is_decided_or_somebody_elses_is_not_withdrawn() -> None:
    bought = delivered(buyer=a_buyer(credit=90))
    case = case_after(bought, reason="unwanted")
    client = log_in(bought.buyer)
    assert client.get(f"/refunds/{case.no}/withdraw/").status_code == 302
    other = log_in(a_buyer())
    assert other.get(f"/refunds/{case.no}/withdraw/").status_code == 404
    assert other.post(f"/refunds/{case.no}/withdraw/").status_code == 404
