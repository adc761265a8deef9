"""The me page."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from anxin.storage.account.models import Account
from tests.factories.account import a_buyer, an_account

pytestmark = pytest.mark.django_db


def page(account: Account) -> str:
    """Return what the me page says to somebody."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(account)
    return unescape(client.get("/me/").content.decode())


def test_a_buyer_sees_money_credit_and_the_ways_on_with_the_phone_masked() -> None:
    buyer = Account.objects.get(id=a_buyer(money_fen=123_400, phone="13812345678"))
    said = page(buyer)
    for text in ("¥1,234.00", "138****5678", "/wallet/", "/orders/", "/refunds/", "/guide/"):
        assert text in said
    assert "13812345678" not in said
    assert "到 80 分" in said


def test_good_credit_says_what_it_gives() -> None:
    said = page(Account.objects.get(id=a_buyer(credit=85)))
    assert "极速退款" in said
    assert "¥200.00 以内" in said


@pytest.mark.parametrize(
    ("role", "workplace"),
    (("agent", "/console/"), ("supervisor", "/console/"), ("merchant", "/console/deliveries/")),
)
def test_staff_and_merchants_see_the_way_to_their_work(role: str, workplace: str) -> None:
    said = page(an_account(role=role))
    assert f'href="{workplace}"' in said
    assert "/wallet/" not in said


def test_the_me_page_asks_for_a_login() -> None:
    assert Client().get("/me/")["Location"] == "/account/login/?next=/me/"
