"""A wallet is topped up by a code to scan, where there is no page to leave for, or on request."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from anxin import wiring
from anxin.services.wallet import begin_top_up_code
from anxin.storage.account.models import Account
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.payment.models import Payment
from tests.channel.rails import METHODS
from tests.channel.till import Till, open_till
from tests.factories.account import a_buyer
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink, tap

DESK = "Mozilla/5.0 (X11; Linux x86_64)"
PHONE = "Mozilla/5.0 (iPhone) Mobile/15E148"


@pytest.fixture
def till(
    request: pytest.FixtureRequest,
    committed: None,
    place: tuple[Sandbox, Sink],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Till]:
    """The shop at the till of the rail that a test names, whose pages use the same channel."""
    with open_till(place=place, patch=monkeypatch, method=request.param) as opened:
        monkeypatch.setattr(wiring, "outside", lambda: opened.outside)
        yield opened


wechat = pytest.mark.parametrize("till", ["wechat"], indirect=True)
alipay = pytest.mark.parametrize("till", ["alipay"], indirect=True)
both = pytest.mark.parametrize("till", METHODS, indirect=True)


class Buyer:
    """A buyer at the wallet's page."""

    def __init__(self, *, agent: str = DESK, ip: str = "127.0.0.1") -> None:
        self.id: UUID = a_buyer(money_fen=0)
        self.client = Client(
            headers={"accept-language": "zh-hans", "user-agent": agent}, REMOTE_ADDR=ip
        )
        self.client.force_login(Account.objects.get(id=self.id))

    def send(self, till: Till, *, form_key: UUID | None = None, **more: str) -> Any:
        """Send the form for ten yuan."""
        form = {"form_key": form_key or uuid4(), "yuan": 10, "method": till.method, "next": ""}
        return self.client.post("/wallet/", {**form, **more})

    def payment(self) -> Payment:
        """The payment of the buyer's only top-up."""
        return Payment.objects.get(top_up__account_id=self.id)


def led_to_its_code(buyer: Buyer, answer: Any) -> str:
    """Check that the form led to the page of its code; return the page's address."""
    address = f"/wallet/top-ups/{buyer.payment().no}/code/"
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, address)
    return str(answer.headers["Location"])


def scan(till: Till, buyer: Buyer) -> None:
    """Look at the picture, and do what a phone does with the code on it."""
    no = buyer.payment().no
    picture = buyer.client.get(f"/wallet/top-ups/{no}/code.svg")
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/svg+xml")
    code = begin_top_up_code(account_id=buyer.id, no=no, return_url="", outside=till.outside)
    assert code is not None
    tap(till.rail.page(address=code))


@both
def test_a_desk_tops_up_by_a_code_and_the_page_goes_on_once_it_is_paid(till: Till) -> None:
    buyer = Buyer()
    address = led_to_its_code(buyer, buyer.send(till, scan="1"))
    said = unescape(buyer.client.get(address).content.decode())
    assert "¥10.00" in said and f"/live?top_up={buyer.payment().no}" in said
    assert "付款剩余时间" in said
    scan(till, buyer)
    assert buyer.client.get(address).status_code == 200, (
        "nothing is believed but the channel's word"
    )
    assert till.hear(till.told(buyer.payment().no)[0])
    assert balance(account_id=buyer.id) == 1_000
    gone_on = buyer.client.get(address, follow=True)
    assert gone_on.redirect_chain == [("/wallet/", 302)]
    assert "充值已到账" in gone_on.content.decode()
    assert breaches() == []


@wechat
@pytest.mark.parametrize(("agent", "ip"), [(DESK, "203.0.113.7"), (PHONE, "127.0.0.1")])
def test_where_wechat_pay_has_no_page_the_form_leads_to_a_code(
    till: Till, agent: str, ip: str
) -> None:
    buyer = Buyer(agent=agent, ip=ip)
    led_to_its_code(buyer, buyer.send(till))
    scan(till, buyer)
    till.pass_time(seconds=16)
    till.ask()
    assert balance(account_id=buyer.id) == 1_000


@alipay
def test_who_does_not_ask_for_a_code_leaves_for_alipays_page(till: Till) -> None:
    answer = Buyer().send(till)
    assert answer.status_code == 200
    assert f'content="0;url={till.sandbox.origin}/gateway.do?' in answer.content.decode()


@both
def test_the_same_form_again_leads_to_the_same_code_and_pays_once(till: Till) -> None:
    buyer, key = Buyer(), uuid4()
    for _ in range(2):
        led_to_its_code(buyer, buyer.send(till, form_key=key, scan="1"))
        assert buyer.client.get(f"/wallet/top-ups/{buyer.payment().no}/code.svg").status_code == 200
    scan(till, buyer)
    till.believe(buyer.payment().no)
    assert balance(account_id=buyer.id) == 1_000
    assert buyer.send(till, form_key=key, scan="1").status_code == 422


@wechat
def test_a_number_that_wechat_pay_knows_from_its_page_is_not_scanned(till: Till) -> None:
    buyer, key = Buyer(agent=PHONE, ip="203.0.113.7"), uuid4()
    assert buyer.send(till, form_key=key).status_code == 200
    again = buyer.send(till, form_key=key, scan="1")
    assert again.status_code == 422
    assert "这张表单已经充过一次" in again.content.decode()
    assert buyer.client.get(f"/wallet/top-ups/{buyer.payment().no}/code.svg").status_code == 503


@both
def test_a_code_that_is_over_leads_back_to_the_wallet(till: Till) -> None:
    buyer = Buyer()
    address = led_to_its_code(buyer, buyer.send(till, scan="1"))
    till.pass_time(minutes=16)
    gone_on = buyer.client.get(address, follow=True)
    assert gone_on.redirect_chain == [("/wallet/", 302)]
    assert "这张充值码已失效" in gone_on.content.decode()


@alipay
@pytest.mark.parametrize(
    ("next", "then"),
    [("/orders/", "/orders/"), ("https://else.example/", "/wallet/"), ("//e.example/", "/wallet/")],
)
def test_once_paid_it_leads_to_where_the_buyer_came_from_on_this_site(
    till: Till, next: str, then: str
) -> None:
    buyer = Buyer()
    address = led_to_its_code(buyer, buyer.send(till, scan="1", next=next))
    scan(till, buyer)
    till.believe(buyer.payment().no)
    assert buyer.client.get(address).headers["Location"] == then


@alipay
def test_somebody_elses_top_up_is_not_there(till: Till) -> None:
    buyer, stranger = Buyer(), Buyer()
    buyer.send(till, scan="1")
    for page in ("code/", "code.svg"):
        address = f"/wallet/top-ups/{buyer.payment().no}/{page}"
        assert stranger.client.get(address).status_code == 404


@both
def test_a_channel_that_is_silent_leaves_a_page_without_its_picture(till: Till) -> None:
    buyer = Buyer()
    address = led_to_its_code(buyer, buyer.send(till, scan="1"))
    till.sandbox.switch("error_500_after_commit", on=till.rail.names.code, count=1)
    assert buyer.client.get(address).status_code == 200
    picture = f"/wallet/top-ups/{buyer.payment().no}/code.svg"
    assert buyer.client.get(picture).status_code == 503
    assert buyer.client.get(picture).status_code == 200, "looked at again"
