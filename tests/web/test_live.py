"""`/live`: open pages are told of their own orders, and of what they missed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from anxin.domain.channel import Paid
from anxin.services.order.deliver import waive_cooling_off
from anxin.services.payment import take_payment
from anxin.storage.account.models import Account
from anxin.web.live import Live
from tests.factories.account import a_buyer
from tests.factories.order import Bought, paid
from tests.factories.top_up import a_top_up_to_scan

pytestmark = pytest.mark.usefixtures("committed")
ORIGIN = "http://localhost:8000"


def session_of(bought: Bought) -> str:
    return session_of_buyer(bought.buyer)


def session_of_buyer(buyer: UUID) -> str:
    client = Client()
    client.force_login(Account.objects.get(id=buyer))
    return client.cookies["sessionid"].value


def database_url() -> str:
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path="/" + quote(str(connection.settings_dict["NAME"]))).geturl()


class Listener:
    """A page that listens for a while; keeps what it was sent."""

    def __init__(
        self, *, session: str, order: str = "", top_up: str = "", after: str = "", last: str = ""
    ) -> None:
        about = f"top_up={top_up}" if top_up else f"order={order}"
        query = about + (f"&after={after}" if after else "")
        headers = [(b"cookie", f"sessionid={session}".encode())]
        headers += [(b"last-event-id", last.encode())] if last else []
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": "/live",
            "query_string": query.encode(),
            "headers": headers,
        }
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.heard = ""

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.heard += message["body"].decode()


def listen(listener: Listener, *, seconds: float = 1.6, meanwhile: Any = None) -> Listener:
    """Run the application for a moment with one page open, and something happening meanwhile."""

    async def scene() -> None:
        live = Live(database_url=database_url(), origin=ORIGIN, cookie="sessionid")
        started: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        started.put_nowait({"type": "lifespan.startup"})
        lifespan = asyncio.create_task(live({"type": "lifespan"}, started.get, _nobody))
        gone: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        page = asyncio.create_task(live(listener.scope, gone.get, listener.send))
        await asyncio.sleep(0.4)
        if meanwhile:
            await asyncio.to_thread(meanwhile)
        await asyncio.sleep(seconds)
        gone.put_nowait({"type": "http.disconnect"})
        await asyncio.wait_for(page, 5)
        started.put_nowait({"type": "lifespan.shutdown"})
        await asyncio.wait_for(lifespan, 5)

    asyncio.run(scene())
    return listener


async def _nobody(_message: MutableMapping[str, Any]) -> None:
    """Nobody listens to the server's own start and stop."""


def test_a_page_is_told_when_its_order_changes() -> None:
    bought = paid()

    def deliver() -> None:
        waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
        connection.close()

    heard = listen(Listener(order=bought.no, session=session_of(bought)), meanwhile=deliver).heard
    assert "id: 3\nevent: order\ndata: cooling_off_waived\n\n" in heard


def test_nothing_is_missed_between_the_making_of_a_page_and_its_listening() -> None:
    bought = paid()
    waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    made_before = Listener(order=bought.no, session=session_of(bought), after="2")
    assert "id: 3\n" in listen(made_before).heard


def test_what_a_broken_connection_missed_is_told_again() -> None:
    bought = paid()
    again = Listener(order=bought.no, session=session_of(bought), after="2", last="1")
    assert "id: 2\n" in listen(again).heard


def test_a_page_that_knows_everything_hears_nothing() -> None:
    bought = paid()
    heard = listen(Listener(order=bought.no, session=session_of(bought))).heard
    assert "event:" not in heard


@pytest.mark.parametrize("session", ["", "0" * 32])
def test_nobody_listens_without_a_login(session: str) -> None:
    assert listen(Listener(order=paid().no, session=session), seconds=0).status == 404


def test_nobody_listens_to_anothers_order() -> None:
    other = session_of(paid())
    assert listen(Listener(order=paid().no, session=other), seconds=0).status == 404


def test_only_the_sites_own_pages_may_listen() -> None:
    bought = paid()
    headers = listen(Listener(order=bought.no, session=session_of(bought)), seconds=0).headers
    assert headers[b"access-control-allow-origin"] == ORIGIN.encode()
    assert headers[b"cache-control"] == b"no-cache"


@pytest.mark.parametrize("last", ["-1", "x", "1" * 40, "１"])
def test_a_strange_event_number_is_no_error(last: str) -> None:
    bought = paid()
    page = Listener(order=bought.no, session=session_of(bought))
    page.scope["headers"].append((b"last-event-id", last.encode()))
    assert listen(page, seconds=0).status == 200


def test_the_page_of_a_code_is_told_once_its_top_up_is_paid() -> None:
    buyer = a_buyer(money_fen=0)
    no = a_top_up_to_scan(buyer=buyer)

    def pay() -> None:
        assert take_payment(method="alipay", paid=Paid(no, f"S{no}", 10_000, "2088"))
        connection.close()

    page = Listener(top_up=no, session=session_of_buyer(buyer))
    heard = listen(page, meanwhile=pay).heard
    assert heard.count("id: 1\nevent: top_up\ndata: top_up_ended\n\n") == 1


def test_the_page_of_a_top_up_hears_nothing_while_it_waits_and_at_once_if_it_is_over() -> None:
    buyer = a_buyer(money_fen=0)
    no, session = a_top_up_to_scan(buyer=buyer), session_of_buyer(buyer)
    assert "event:" not in listen(Listener(top_up=no, session=session)).heard
    assert take_payment(method="alipay", paid=Paid(no, f"S{no}", 10_000, "2088"))
    assert "event: top_up" in listen(Listener(top_up=no, session=session)).heard


def test_nobody_listens_to_anothers_top_up() -> None:
    no, stranger = a_top_up_to_scan(buyer=a_buyer(money_fen=0)), a_buyer(money_fen=0)
    page = Listener(top_up=no, session=session_of_buyer(stranger))
    assert listen(page, seconds=0).status == 404
