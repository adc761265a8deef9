"""The address that Alipay calls: what it answers, and to whom."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.test import Client

from anxin.storage.payment.models import Finding
from anxin.storage.risk.models import Mark
from tests.channel.till import Till, payment_of
from tests.factories.account import a_buyer
from tests.factories.order import Bought, placed

ADDRESS = "/notify/alipay/"
OUTSIDER = Client(enforce_csrf_checks=True)


def told(fields: dict[str, str]) -> Any:
    """The answer to a form that somebody posts there."""
    return OUTSIDER.post(ADDRESS, urlencode(fields), "application/x-www-form-urlencoded")


def notice_of(till: Till) -> tuple[Bought, dict[str, str]]:
    """A paid order of which only the channel knows, and the notice of it."""
    bought = placed(buyer=a_buyer(money_fen=0))
    (notice,) = till.notices(till.pay_at_channel(bought).no)
    return bought, notice


def test_a_genuine_notice_is_answered_with_exactly_the_seven_letters(till: Till) -> None:
    bought, notice = notice_of(till)
    for _ in range(2):
        answer = told(notice)
        assert (answer.status_code, answer.content) == (200, b"success")
        assert answer.headers["Content-Type"].startswith("text/plain")
    assert (bought.row.state, bought.row.paid_fen) == ("cooling_off", 9_800)
    assert Mark.objects.get(account_id=bought.buyer, kind="payer").times == 1


def test_a_forged_notice_is_turned_away_and_changes_nothing(till: Till) -> None:
    bought, notice = notice_of(till)
    for forged in ({**notice, "total_amount": "0.01"}, {**notice, "sign": "AAAA"}, {}):
        answer = told(forged)
        assert (answer.status_code, answer.content) == (401, b"fail")
    assert bought.row.state == "awaiting_payment"
    assert not Mark.objects.filter(account_id=bought.buyer).exists()


def test_a_refunds_notice_is_content_and_pays_nothing(till: Till) -> None:
    bought, notice = notice_of(till)
    content = {
        "out_trade_no": notice["out_trade_no"],
        "out_request_no": "r",
        "refund_amount": "1.00",
    }
    till.channel._client.ask("alipay.trade.refund", content)
    _, refunded = till.notices(notice["out_trade_no"], count=2)
    assert told(refunded).content == b"success"
    assert bought.row.state == "awaiting_payment"


def test_a_payment_that_is_not_ours_is_never_answered_with_success(till: Till) -> None:
    bought, notice = notice_of(till)
    payment_of(bought).delete()
    answer = told(notice)
    assert answer.status_code == 404
    assert b"success" not in answer.content
    assert Finding.objects.filter(kind="unknown_payment", subject=notice["trade_no"]).exists()


def test_only_post_is_answered(till: Till) -> None:
    assert OUTSIDER.get(ADDRESS).status_code == 405


def test_a_site_without_alipay_has_no_such_address(committed: None) -> None:
    assert told({"sign": "x"}).status_code == 404
