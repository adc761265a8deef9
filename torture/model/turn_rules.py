"""The rules of the state machine that are about cases: everybody's turn, in any state."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from torture.model.stage import BUYERS, GOODS, Stage
from torture.model.turning import TURNS
from torture.model.turns import REMEDIES
from torture.model.world import TALLY

some = st.integers(0, 30)
"""Which of those that there are, counted round from the newest."""
a_remedy = st.sampled_from(sorted(REMEDIES))
QUARREL = (
    ("offer", "accept"),
    ("offer", "accept", "again"),
    ("offer", "decline", "offer", "accept"),
    ("offer", "offer", "accept"),
    ("offer", "arbitrate", "approve"),
    ("object", "put"),
    ("platform", "hold", "ask"),
    ("ask", "answer", "put"),
    ("put", "undo"),
    ("put", "nudge"),
    ("object", "reject", "appeal", "take"),
    ("object", "reject", "appeal", "approve"),
    ("appeal", "take", "reject"),
    ("appeal", "put"),
    ("person", "put"),
)
"""What often comes after what."""


def step(act: Callable[..., None]) -> Callable[..., None]:
    """Remember that a step failed: what it left behind is not worth comparing."""

    @wraps(act)
    def stepped(self: Any, *args: Any, **kwargs: Any) -> None:
        self.sound = False
        act(self, *args, **kwargs)
        self.sound = True
        TALLY["steps"] += 1
        TALLY[f"step {act.__name__}"] += 1

    return stepped


class Quarrels:
    """What parties do in a case. `stage` and `_no` are those of the machine."""

    stage: Stage

    def _no(self, which: int) -> str:
        raise NotImplementedError

    @invariant()
    @step
    def no_clock_runs_backwards(self) -> None:
        """Deadlines move only by the buyer's own time."""
        self.stage.watch()

    @rule(order=some, verdict=st.sampled_from(("consistent", "consistent", "suspicious")))
    @step
    def show(self, order: int, verdict: str) -> None:
        """A picture of what is wrong is sent and read."""
        self.stage.show(self._no(order), verdict)

    @rule(
        buyer=st.integers(0, BUYERS - 1),
        goods=st.integers(0, len(GOODS) - 1),
        units=st.integers(1, 3),
        how=st.sampled_from(("channel", "wallet", "both")),
        reason=st.sampled_from(("card_invalid", "not_as_described")),
        viewed=st.booleans(),
        then=st.sampled_from(((), *QUARREL)),
        what=a_remedy,
    )
    @step
    def complain(
        self,
        buyer: int,
        goods: int,
        units: int,
        how: str,
        reason: str,
        viewed: bool,
        then: tuple[str, ...],
        what: str,
    ) -> None:
        """Something is bought, does not work and is shown: the merchant is heard first."""
        no = self.stage.buy(buyer=buyer, goods=goods, units=units, how=how)
        if no is None:
            return
        self.stage.waive(no)
        self.stage.ship(no)
        if viewed:
            self.stage.view(no, 1)
        self.stage.show(no, "consistent")
        self.stage.ask_back(no, reason=reason, units=None)
        for word in then:
            self.stage.act(no, word, what=what, by="merchant")

    @rule(
        order=some,
        word=st.sampled_from(sorted(TURNS)),
        what=a_remedy,
        by=st.sampled_from(("merchant", "buyer", "platform")),
    )
    @step
    def act(self, order: int, word: str, what: str, by: str) -> None:
        """Somebody does something, whether or not it is their turn."""
        self.stage.act(self.stage.quarrelled(order), word, what=what, by=by)

    @rule(
        order=some,
        words=st.sampled_from(QUARREL),
        what=a_remedy,
        by=st.sampled_from(("merchant", "buyer", "platform")),
    )
    @step
    def quarrel(self, order: int, words: tuple[str, ...], what: str, by: str) -> None:
        """One thing leads to another."""
        no = self.stage.quarrelled(order)
        for word in words:
            self.stage.act(no, word, what=what, by=by)
            by = {"merchant": "buyer", "buyer": "merchant"}.get(by, by)
