"""The shop at the till: its own channel and services, the sandbox's pay page, and its notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

from anxin import wiring
from anxin.adapters.channel.alipay import AlipayChannel
from anxin.domain.channel import Notice, Paid
from anxin.domain.tenders import Choice
from anxin.services.clock import set_clock_ahead
from anxin.services.payment import Begun, Way, ask_payments, begin_code, pay_order, take_payment
from anxin.services.refund import hear_of_refund, send_refunds
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Attempt, Refund
from tests.channel.rails import Told, open_rail
from tests.factories.account import a_buyer
from tests.factories.order import Bought, placed
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink, tap

PATIENCE_S = 0.4
HELD_S = 2
RETURN_URL = "http://localhost:8000/returned/"
BY_PHONE = Way(RETURN_URL, phone=True)
NOTHING_IS_ASKED = (
    "UPDATE anxin_payment_payment SET next_ask_at = NULL WHERE next_ask_at IS NOT NULL",
    "UPDATE anxin_refund_refund SET next_try_at = NULL WHERE next_try_at IS NOT NULL",
)


class Till:
    """A running sandbox, where its notices arrive, and the shop's side of it."""

    def __init__(self, *, sandbox: Sandbox, sink: Sink, method: str = "alipay") -> None:
        self.sandbox = sandbox
        self.sink = sink
        self.method = method
        self.rail = open_rail(method=method, sandbox=sandbox, sink=sink)
        self.merchant = self.rail.merchant
        self.channel = self.rail.channel()
        self.outside = replace(wiring.outside(), channels={method: self.channel})
        self.ahead_s = 0.0

    def hasten(self) -> None:
        """Wait for no answer longer than a moment, so that a test of time-outs takes no longer."""
        hasty = self.rail.channel(timeout_s=PATIENCE_S)
        self.outside = replace(self.outside, channels={self.method: hasty})

    def pass_time(self, **span: float) -> None:
        """Set both clocks ahead together, the sandbox's and the site's."""
        seconds = timedelta(**span).total_seconds()
        self.ahead_s += seconds
        self.sandbox.pass_time(seconds=seconds)
        set_clock_ahead(ahead=timedelta(seconds=self.ahead_s), outside=wiring.outside())

    def begin(self, bought: Bought, choice: Choice | None = None, way: Way = BY_PHONE) -> str:
        """Leave for the channel's page; return its address, or the text of its code."""
        if self.method == "wechat" and choice is None:
            return self.begin_code(bought)
        begun = pay_order(
            no=bought.no,
            buyer_id=bought.buyer,
            choice=choice or Choice(self.method),
            way=way,
            outside=self.outside,
        )
        assert isinstance(begun, Begun), begun
        return begun.address

    def begin_code(self, bought: Bought) -> str:
        """Ask for a code to scan; return its text."""
        code = begin_code(
            no=bought.no,
            buyer_id=bought.buyer,
            method=self.method,
            return_url=RETURN_URL,
            outside=self.outside,
        )
        assert code is not None
        return code

    def pay_at_channel(
        self,
        bought: Bought,
        *,
        payer: str = "1",
        choice: Choice | None = None,
        way: Way = BY_PHONE,
    ) -> Payment:
        """Have somebody pay on the channel's page; the shop knows nothing of it yet."""
        tap(self.rail.page(address=self.begin(bought, choice, way)), payer=payer)
        return payment_of(bought)

    def paid(self, **order: object) -> Bought:
        """An order that was paid through the channel and is known to be."""
        order.setdefault("buyer", a_buyer(money_fen=0))
        bought = placed(**order)  # type: ignore[arg-type]
        no = self.pay_at_channel(bought).no
        self.believe(no)
        return bought

    def believe(self, payment_no: str) -> None:
        """Take the channel's own answer about a payment."""
        found = self.channel.find_payment(payment_no=payment_no)
        assert isinstance(found, Paid), found
        assert take_payment(method=self.method, paid=found)

    def notices(self, payment_no: str, *, count: int = 1) -> list[dict[str, str]]:
        """Wait for Alipay's notices about a payment, as fields."""
        return self.sink.await_notices(payment_no, count=count)

    def told(self, payment_no: str, *, count: int = 1) -> list[Told]:
        """Wait for any channel's notices about a payment, as they come."""
        return self.rail.told(payment_no=payment_no, count=count)

    def hear(self, notice: Mapping[str, str] | Told) -> bool:
        """Do what the site does with a notice; say whether it is content."""
        told = notice if isinstance(notice, Told) else Told({}, urlencode(notice).encode())
        read = self.channel.read_notice(headers=told.headers, body=told.body)
        if read.refund_no:
            hear_of_refund(refund_no=read.refund_no, undone=read.refund_undone)
        return read.paid is None or take_payment(method=self.method, paid=read.paid, told=True)

    def ask(self) -> int:
        """What the job does with payments."""
        return ask_payments(outside=self.outside)

    def send(self) -> int:
        """What the job does with refunds."""
        return send_refunds(outside=self.outside)

    def send_until_done(self, *, most_rounds: int = 12) -> int:
        """Let time pass and try again until nothing is under way; return the rounds it took."""
        for rounds in range(1, most_rounds + 1):
            self.send()
            if not Refund.objects.filter(next_try_at__isnull=False).exists():
                return rounds
            self.pass_time(hours=6, seconds=5)
        raise AssertionError("refunds are still under way")

    def reset(self) -> None:
        """No switch, no time ahead, nothing due."""
        self.sandbox.clear()
        if self.ahead_s:
            self.sandbox.pass_time(seconds=-self.ahead_s)
            self.ahead_s = 0.0


def read_fields(channel: AlipayChannel, fields: Mapping[str, str]) -> Notice:
    """Have the channel read a notice of these fields."""
    return channel.read_notice(headers={}, body=urlencode(fields).encode())


def payment_of(bought: Bought) -> Payment:
    """The latest payment of an order."""
    return Payment.objects.filter(order__no=bought.no).latest("position")


def refunds_of(bought: Bought) -> list[Refund]:
    """The refunds of an order, oldest first."""
    return list(Refund.objects.filter(payment__order__no=bought.no).order_by("id"))


def tries_of(refund: Refund) -> list[tuple[str, str]]:
    """What was asked at each try, and what came of it."""
    attempts = Attempt.objects.filter(refund_id=refund.id).order_by("number")
    return list(attempts.values_list("asked", "outcome"))


def quiet() -> None:
    """Leave nothing to be asked about or sent."""
    with connection.cursor() as cursor:
        for statement in NOTHING_IS_ASKED:
            cursor.execute(statement)


@contextmanager
def running_sandbox(*, folder: Path) -> Iterator[tuple[Sandbox, Sink]]:
    """The sandbox's process and a place for its notices."""
    sandbox, sink = Sandbox(folder=folder), Sink()
    try:
        yield sandbox, sink
    finally:
        sandbox.stop()
        sink.shutdown()
        sink.server_close()


@contextmanager
def open_till(
    *, place: tuple[Sandbox, Sink], patch: pytest.MonkeyPatch, method: str = "alipay"
) -> Iterator[Till]:
    """A till for one test, which finds and leaves nothing due."""
    patch.setenv("no_proxy", "*")
    till = Till(sandbox=place[0], sink=place[1], method=method)
    till.reset()
    quiet()
    try:
        yield till
    finally:
        till.reset()
        till.rail.stop()
        quiet()
