"""What the tests of the consoles share: a browser that is logged in, and cases to decide."""

from __future__ import annotations

from html import unescape
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.test import Client

from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import PHONE, a_product
from tests.factories.order import Bought, delivered, started

FIRST_LINE_UNITS, SENIOR_UNITS = 6, 12


def browser(who: UUID | str) -> Client:
    """Log in: an account by its key, or somebody new of that role."""
    account = Account.objects.get(id=who) if isinstance(who, UUID) else an_account(role=who)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(account)
    return client


def words(response: HttpResponseBase) -> str:
    """Return what a page says."""
    assert isinstance(response, HttpResponse)
    return unescape(response.content.decode())


def first_line_case() -> Case:
    """A returned pile of unviewed cards, too large to be decided by itself."""
    goods = a_product(price_fen=9_800, cards=20)
    case = case_after(
        delivered(goods=goods, units=FIRST_LINE_UNITS), reason="unwanted", note="朋友说不要了"
    )
    assert (case.state, case.tier) == ("platform_review", "first_line")
    return case


def senior_case() -> Case:
    """The same, so large that only seniors decide."""
    goods = a_product(price_fen=49_000, cards=20)
    bought = delivered(buyer=a_buyer(money_fen=1_000_000), goods=goods, units=SENIOR_UNITS)
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.tier) == ("platform_review", "senior")
    return case


def returning_case() -> tuple[Case, Bought]:
    """Physical goods on their way back."""
    bought = delivered(goods=a_product(kind="physical"))
    case = case_after(bought, reason="no_reason")
    assert case.state == "awaiting_return"
    return case, bought


def top_up_to_deliver() -> Bought:
    """A top-up that waits for its merchant."""
    goods = a_product(kind="top_up", price_fen=5_000, inputs=[PHONE])
    return started(goods=goods, inputs={"phone": "13812345678"})
