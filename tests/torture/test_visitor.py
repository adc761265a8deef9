"""What the crowd believes it was told is what the site's pages say."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.console.pages import browser
from tests.factories.clock import sweep_after
from tests.factories.order import Bought, paid, placed
from torture.visitor import Answer, Buyer, Memory

pytestmark = pytest.mark.django_db


class Reader(Buyer):
    """A buyer who reads the pages without a network."""

    def __init__(self, client: Client) -> None:
        super().__init__(port=0, session="", memory=Memory())
        self.memory, self._client = self._memory, client

    def _ask(self, method: str, path: str, form: Any, *, timeout_s: float) -> Answer:
        answer = self._client.get(path) if method == "GET" else self._client.post(path, form)
        return Answer(
            answer.status_code, answer.headers.get("Location", ""), answer.content.decode()
        )


def told(bought: Bought) -> bool:
    """Whether the order's buyer takes it for paid, and remembers so."""
    reader = Reader(browser(bought.buyer))
    believed = reader.is_paid(bought.no)
    assert (bought.no in reader.memory.paid) == believed
    return believed


def test_a_paid_order_is_taken_for_paid() -> None:
    assert told(paid())


def test_one_that_waits_is_not() -> None:
    assert not told(placed())


def test_one_that_ended_unpaid_is_not_though_its_page_of_payment_leads_on() -> None:
    bought = placed()
    sweep_after(hours=1)
    assert bought.row.state == "cancelled"
    answer = browser(bought.buyer).get(f"/orders/{bought.no}/pay/")
    assert answer.headers["Location"] == f"/orders/{bought.no}/"
    assert not told(bought)
