"""The state machine: what buyers, reviewers, workers, the channel and time may do, in any sequence.

Every example runs in one transaction that is undone at its end, so the database's own time stands
still and moves only by the site's movable clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TypeVar
from unittest import mock

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from anxin import wiring
from anxin.services import failpoint
from torture.model.death import doom, persist
from torture.model.oracle import DELIVER_WITHIN_S
from torture.model.rail import TROUBLES, forged
from torture.model.stage import BUYERS, GOODS, Stage
from torture.model.turn_rules import Quarrels, some, step

REASONS = ("unwanted", "not_received", "card_invalid", "arrived_late", "system_duplicate")
SPANS_S = (1, 4, 13, 130, 5 * 60, 11 * 60, 16 * 60, DELIVER_WITHIN_S + 1, 8 * 86_400)
a_buyer = st.integers(0, BUYERS - 1)
a_good = st.integers(0, len(GOODS) - 1)
some_units = st.integers(1, 3)
a_way = st.sampled_from(("channel", "both", "wallet"))
a_part = st.sampled_from((None, 1, 2))
a_place = st.sampled_from(("original", "original", "wallet"))
a_reason = st.sampled_from(REASONS)
an_act = st.sampled_from(("", "", "view", "waive", "ask", "sweep", "send"))
Thing = TypeVar("Thing")


class Shop(Quarrels, RuleBasedStateMachine):
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

    @initialize(goods=a_good, units=some_units)
    @step
    def begin(self, goods: int, units: int) -> None:
        """One order is paid out of a wallet, one through the channel."""
        self.stage.buy(buyer=0, goods=goods, units=units, how="wallet")
        self.stage.buy(buyer=1, goods=goods, units=units, how="channel")

    @rule(buyer=a_buyer, goods=a_good, units=some_units, how=a_way)
    @step
    def buy(self, buyer: int, goods: int, units: int, how: str) -> None:
        """An order is placed and paid."""
        self.stage.buy(buyer=buyer, goods=goods, units=units, how=how)

    @rule(buyer=a_buyer, goods=a_good, mixed=st.sampled_from((None, False, True)))
    @step
    def hesitate(self, buyer: int, goods: int, mixed: bool | None) -> None:
        """An order is placed by two taps and not paid, if only because its buyer left to pay."""
        no = self.stage.place(buyer=buyer, goods=goods, units=1, taps=2)
        if no and mixed is not None:
            self.stage.leave_to_pay(no, mixed=mixed)

    @rule(order=some, how=st.sampled_from(("wallet", "leave", "leave with both", "channel")))
    @step
    def pay(self, order: int, how: str) -> None:
        """An order is paid, or paid again, perhaps long after it was closed."""
        no = self._no(order)
        if how == "wallet":
            self.stage.pay_by_wallet(no)
        elif how.startswith("leave"):
            self.stage.leave_to_pay(no, mixed=how != "leave")
        else:
            self.stage.rail.buyer_pays(_one(self.stage.rail.trades, order))

    @rule(order=some, unit=some_units)
    @step
    def view(self, order: int, unit: int) -> None:
        """A card is looked at."""
        self.stage.view(self._no(order), unit)

    @rule(order=some, by_buyer=st.booleans())
    @step
    def deliver(self, order: int, by_buyer: bool) -> None:
        """A buyer cannot wait, or the merchant delivers."""
        (self.stage.waive if by_buyer else self.stage.ship)(self._no(order))

    @rule(order=some, reason=a_reason, units=a_part, to=a_place, meanwhile=an_act)
    @step
    def ask_back(self, order: int, reason: str, units: int | None, to: str, meanwhile: str) -> None:
        """A refund is asked for, while something else happens in another tab."""
        no = self._no(order)
        acts: dict[str, Callable[[], object]] = {
            "view": lambda: self.stage.view(no, 1),
            "waive": lambda: self.stage.waive(no),
            "ask": lambda: self.stage.ask_back(no, reason=reason, units=1),
            "sweep": self.stage.sweep,
            "send": self.stage.send,
        }
        self.stage.ask_back(no, reason=reason, units=units, to=to, meanwhile=acts.get(meanwhile))

    @rule(trouble=st.sampled_from((None, *TROUBLES)), units=st.sampled_from((None, 1)))
    @step
    def cancel_and_send(self, trouble: str | None, units: int | None) -> None:
        """The newest order is cancelled and its refund sent, into a channel in trouble perhaps."""
        self.stage.rail.troubles += [trouble] if trouble else []
        self.stage.ask_back(self._no(0), reason="unwanted", units=units)
        self.stage.send()

    @rule(order=some, verdict=st.sampled_from(("approve", "reject", "withdraw")))
    @step
    def decide(self, order: int, verdict: str) -> None:
        """A person decides, or the buyer takes the request back."""
        if verdict == "withdraw":
            self.stage.withdraw(self._no(order))
        else:
            self.stage.review(self._no(order), yes=verdict == "approve")

    @rule(two=st.booleans())
    @step
    def send(self, two: bool) -> None:
        """Refunds are sent, perhaps by a second worker while the first one calls."""
        self.stage.send(meanwhile=self.stage.send if two else None)

    @rule(payments=st.booleans())
    @step
    def work(self, payments: bool) -> None:
        """The channel is asked about payments, or what is due is done."""
        (self.stage.ask_about_payments if payments else self.stage.sweep)()

    @rule(which=some, during=st.booleans())
    @step
    def hear_notice(self, which: int, during: bool) -> None:
        """A notice arrives: in any sequence, any number of times, perhaps while we call."""
        stage = self.stage
        body = _one(stage.rail.notices, which)
        if during:
            stage.send(meanwhile=lambda: stage.notify(body))
        assert persist(lambda: stage.notify(body)) == 200
        stage.learn()

    @rule(which=some, how=st.sampled_from(("sum", "number", "key")))
    @step
    def hear_forged_notice(self, which: int, how: str) -> None:
        """Somebody else writes a notice."""
        assert self.stage.notify(forged(_one(self.stage.rail.notices, which), how)) == 401

    @rule(trouble=st.sampled_from((*TROUBLES, "finish")), times=st.integers(1, 3))
    @step
    def move_channel(self, trouble: str, times: int) -> None:
        """The channel's next calls go wrong, or refunds that took their time arrive."""
        if trouble == "finish":
            self.stage.rail.finish()
        else:
            self.stage.rail.troubles += [trouble] * times

    @rule(point=st.sampled_from(sorted(failpoint.POINTS)))
    @step
    def doom(self, point: str) -> None:
        """Whoever passes this point next dies there."""
        doom(point)

    @rule(span_s=st.sampled_from(SPANS_S))
    @step
    def pass_time(self, span_s: int) -> None:
        """Time goes on."""
        self.stage.pass_time(span_s)

    def _no(self, which: int) -> str:
        return _one(self.stage.oracle.orders, which)


def _one(those: Iterable[Thing], which: int) -> Thing:
    """One of those, counted round from the newest."""
    known = list(those)
    return known[-1 - which % len(known)]
