"""Requests that no page of ours makes get a clear refusal, never an error of ours."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from anxin.storage.account.models import Account
from anxin.storage.ledger.queries import balance
from tests.factories.account import a_buyer
from tests.factories.order import delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer() -> tuple[Client, Account]:
    client, account = Client(), Account.objects.get(id=a_buyer())
    client.force_login(account)
    return client, account


@pytest.mark.parametrize("address", ["/search/?q=%00", "/orders/?q=a%00b", "/?kind=%00"])
def test_a_nul_in_an_address_is_refused(buyer: tuple[Client, Account], address: str) -> None:
    assert buyer[0].get(address).status_code == 400


def test_a_nul_in_a_cookie_is_refused() -> None:
    client = Client()
    client.cookies["sessionid"] = "a\0b"
    assert client.get("/orders/X/refund/").status_code in (302, 400)


def test_a_body_in_another_charset_is_refused(buyer: tuple[Client, Account]) -> None:
    kind = "application/x-www-form-urlencoded; charset=gbk"
    assert buyer[0].post("/wallet/", b"yuan=1", content_type=kind).status_code == 415


def test_a_number_of_five_thousand_digits_is_no_number() -> None:
    bought = delivered()
    client = Client()
    client.force_login(Account.objects.get(id=bought.buyer))
    form = {"form_key": str(uuid4()), "reason": "unwanted", "units": "9" * 5000}
    assert client.post(f"/orders/{bought.no}/refund/", form).status_code == 422


@pytest.mark.parametrize("unit", ["abc", "\0", "12345", "-1"])
def test_a_strange_unit_views_no_card(unit: str) -> None:
    bought = delivered()
    client = Client()
    client.force_login(Account.objects.get(id=bought.buyer))
    assert client.post(f"/orders/{bought.no}/cards/", {"unit": unit}).status_code == 404
    assert bought.row.viewed_units == 0


@pytest.mark.parametrize("onward", ["foo", "https://elsewhere.example/", "//elsewhere.example"])
def test_a_top_up_leads_nowhere_else(buyer: tuple[Client, Account], onward: str) -> None:
    client, _account = buyer
    form = {"form_key": str(uuid4()), "yuan": "1", "next": onward}
    assert client.post("/wallet/", form)["Location"] == "/wallet/"


def test_a_top_up_form_sent_with_another_sum_is_refused(buyer: tuple[Client, Account]) -> None:
    client, account = buyer
    form = {"form_key": str(uuid4()), "yuan": "1", "next": ""}
    before = balance(account_id=account.id)
    assert client.post("/wallet/", form).status_code == 302
    assert client.post("/wallet/", {**form, "yuan": "2"}).status_code == 422
    assert balance(account_id=account.id) == before + 100


def test_personal_lists_are_not_kept_by_browsers(buyer: tuple[Client, Account]) -> None:
    for address in ("/orders/", "/refunds/", "/refund/", "/me/", "/wallet/"):
        assert "no-store" in buyer[0].get(address)["Cache-Control"]
