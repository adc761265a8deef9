"""The state machine: what buyers, reviewers, workers, the channel and time may do, in any sequence.

Every example runs in one transaction that is undone at its end, so the database's own time stands
still and moves only by the site's movable clock.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from typing import Any
from unittest import mock

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from anxin import wiring
from anxin.services import failpoint
from torture.model.oracle import DELIVER_WITHIN_S
from torture.model.rail import TROUBLES, forged
from torture.model.stage import BUYERS, GOODS, Stage

REASONS = ("unwanted", "not_received", "card_invalid", "arrived_late", "system_duplicate")
SPANS_S = (1, 4, 13, 130, 5 * 60, 11 * 60, 16 * 60, DELIVER_WITHIN_S + 1, 8 * 86_400)
some = st.integers(0, 1_000)
"""Which of those that there are, counted round."""


def step(act: Callable[..., None]) -> Callable[..., None]:
    """Remember that a step failed: what it left behind is not worth comparing."""

    @wraps(act)
    def stepped(self: Shop, *args: Any, **kwargs: Any) -> None:
        self.sound = False
        act(self, *args, **kwargs)
        self.sound = True

    return stepped


with_orders = precondition(lambda self: self.stage.oracle.orders)
with_trades = precondition(lambda self: self.stage.rail.trades)
with_notices = precondition(lambda self: self.stage.rail.notices)


class Shop(RuleBasedStateMachine):
    """Everything that can happen to a shop."""

    def __init__(self) -> None:
        super().__init__()
        self.sound = True
        self.held = ExitStack()
        self.held.enter_context(transaction.atomic())
        self.stage = Stage()
        known = mock.patch.object(wiring, "outside", lambda: self.stage.outside)
        self.held.enter_context(known)

    def teardown(self) -> None:
        """Let everything come to rest, compare once more, undo it all."""
        try:
            if self.sound:
                self.stage.rest()
        finally:
            failpoint.arm({})
            transaction.set_rollback(True)
            self.held.close()

    @invariant()
    @step
    def everything_agrees(self) -> None:
        """The product, the channel's book and the oracle."""
        self.stage.compare()

    def _no(self, which: int) -> str:
        orders = list(self.stage.oracle.orders)
        return orders[which % len(orders)]

    @rule(
        buyer=st.integers(0, BUYERS - 1),
        goods=st.integers(0, len(GOODS) - 1),
        units=st.integers(1, 3),
        taps=st.integers(1, 2),
    )
    @step
    def place(self, buyer: int, goods: int, units: int, taps: int) -> None:
        """An order is placed, perhaps by two taps."""
        self.stage.place(buyer=buyer, goods=self.stage.goods[goods], units=units, taps=taps)

    @with_orders
    @rule(order=some)
    @step
    def pay_by_wallet(self, order: int) -> None:
        """An order is paid, or paid again."""
        self.stage.pay_by_wallet(self._no(order))

    @with_orders
    @rule(order=some)
    @step
    def leave_to_pay(self, order: int) -> None:
        """A buyer leaves for the channel's page."""
        self.stage.leave_to_pay(self._no(order))

    @with_trades
    @rule(trade=some)
    @step
    def pay_at_channel(self, trade: int) -> None:
        """A buyer confirms there, perhaps long after the order was paid otherwise or closed."""
        trades = list(self.stage.rail.trades)
        self.stage.rail.buyer_pays(trades[trade % len(trades)])

    @with_orders
    @rule(order=some, unit=st.integers(1, 3))
    @step
    def view(self, order: int, unit: int) -> None:
        """A card is looked at."""
        self.stage.view(self._no(order), unit)

    @with_orders
    @rule(order=some)
    @step
    def waive(self, order: int) -> None:
        """A buyer cannot wait."""
        self.stage.waive(self._no(order))

    @with_orders
    @rule(
        order=some,
        reason=st.sampled_from(REASONS),
        units=st.sampled_from((None, 1, 2)),
        meanwhile=st.sampled_from(("", "", "view", "waive", "ask", "sweep", "send")),
    )
    @step
    def ask_back(self, order: int, reason: str, units: int | None, meanwhile: str) -> None:
        """A refund is asked for, while something else happens in another tab."""
        no = self._no(order)
        acts: dict[str, Callable[[], object]] = {
            "view": lambda: self.stage.view(no, 1),
            "waive": lambda: self.stage.waive(no),
            "ask": lambda: self.stage.ask_back(no, reason=reason, units=1),
            "sweep": self.stage.sweep,
            "send": self.stage.send,
        }
        self.stage.ask_back(no, reason=reason, units=units, meanwhile=acts.get(meanwhile))

    @with_orders
    @rule(order=some)
    @step
    def withdraw(self, order: int) -> None:
        """A request is taken back."""
        self.stage.withdraw(self._no(order))

    @with_orders
    @rule(order=some, yes=st.booleans())
    @step
    def review(self, order: int, yes: bool) -> None:
        """A person decides."""
        self.stage.review(self._no(order), yes=yes)

    @with_orders
    @rule(order=some)
    @step
    def ship(self, order: int) -> None:
        """The merchant delivers."""
        self.stage.ship(self._no(order))

    @rule(two=st.booleans())
    @step
    def send(self, two: bool) -> None:
        """Refunds are sent, perhaps by a second worker while the first one calls."""
        self.stage.send(meanwhile=self.stage.send if two else None)

    @rule()
    @step
    def ask_about_payments(self) -> None:
        """The channel is asked about payments."""
        self.stage.ask_about_payments()

    @rule()
    @step
    def sweep(self) -> None:
        """What is due is done."""
        self.stage.sweep()

    @with_notices
    @rule(which=some, during=st.booleans())
    @step
    def hear_notice(self, which: int, during: bool) -> None:
        """A notice arrives: in any sequence, any number of times, perhaps while we call."""
        stage = self.stage
        body = stage.rail.notices[which % len(stage.rail.notices)]
        if during:
            stage.send(meanwhile=lambda: stage.notify(body))
        assert stage.persist(lambda: stage.notify(body)) == 200
        stage.learn()

    @with_notices
    @rule(which=some, how=st.sampled_from(("sum", "number", "key")))
    @step
    def hear_forged_notice(self, which: int, how: str) -> None:
        """Somebody else writes a notice."""
        notices = self.stage.rail.notices
        assert self.stage.notify(forged(notices[which % len(notices)], how)) == 401

    @rule(trouble=st.sampled_from(TROUBLES), times=st.integers(1, 3))
    @step
    def break_channel(self, trouble: str, times: int) -> None:
        """The channel's next calls go wrong."""
        self.stage.rail.troubles += [trouble] * times

    @rule()
    @step
    def finish_refunds(self) -> None:
        """Refunds that took their time arrive."""
        self.stage.rail.finish()

    @rule(point=st.sampled_from(sorted(failpoint.POINTS)))
    @step
    def doom(self, point: str) -> None:
        """Whoever passes this point next dies there."""
        self.stage.doom(point)

    @rule(span_s=st.sampled_from(SPANS_S))
    @step
    def pass_time(self, span_s: int) -> None:
        """Time goes on."""
        self.stage.pass_time(span_s)
