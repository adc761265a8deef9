"""A buyer comes back from the channel's page at the very moment that its notice is being taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from django.db import connection, transaction

from anxin import wiring
from anxin.domain.channel import Paid
from anxin.domain.tenders import Choice
from anxin.services.payment import Begun, Way, ask_soon, pay_order, take_payment
from anxin.storage.payment.models import Payment
from anxin.storage.statement import run
from tests.factories.account import a_buyer
from tests.factories.order import Bought, placed
from torture.model.rail import Rail

LIMIT_S = 20
PRICE_FEN = 9_800


def left_for_the_channel() -> tuple[Bought, Payment]:
    """An order whose buyer is on the channel's page."""
    bought = placed(buyer=a_buyer(money_fen=0))
    outside = replace(wiring.outside(), channels={"alipay": Rail()})
    begun = pay_order(
        no=bought.no, buyer_id=bought.buyer, choice=Choice("alipay"), way=Way(""), outside=outside
    )
    assert isinstance(begun, Begun)
    return bought, Payment.objects.get(order__no=bought.no)


def somebody_waits_for_a_lock() -> bool:
    """Whether a connection to this database is held up by another one."""
    rows = run(
        """SELECT count(*) AS n FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'""",
        {},
    )
    return bool(rows[0].n)


def in_a_thread(act: Callable[[], object]) -> Callable[[], object]:
    """Give the thread's connection back when it is done."""

    def done() -> object:
        try:
            return act()
        finally:
            connection.close()

    return done


@pytest.mark.usefixtures("committed")
def test_a_payment_that_is_being_taken_is_not_asked_about_for_ever() -> None:
    bought, payment = left_for_the_channel()
    taken, held_up = Event(), Event()

    def hear() -> None:
        with transaction.atomic():
            paid = Paid(payment.no, f"S{payment.no}", PRICE_FEN, "buyer")
            assert take_payment(method="alipay", paid=paid)
            taken.set()
            assert held_up.wait(LIMIT_S)

    with ThreadPoolExecutor(2) as two:
        hearing = two.submit(in_a_thread(hear))
        assert taken.wait(LIMIT_S)
        back = lambda: ask_soon(no=bought.no, buyer_id=bought.buyer)  # noqa: E731
        returning = two.submit(in_a_thread(back))
        end = time.monotonic() + LIMIT_S
        while not somebody_waits_for_a_lock() and not returning.done():
            assert time.monotonic() < end
            time.sleep(0.05)
        held_up.set()
        hearing.result(LIMIT_S)
        returning.result(LIMIT_S)
    payment.refresh_from_db()
    assert (payment.state, payment.next_ask_at) == ("captured", None)
