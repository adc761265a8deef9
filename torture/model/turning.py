"""What each party's act may do to a case and its money: a table, nothing of the product.

An act that is not named beside a state cannot be taken there; what it leads to is named too. Money
moves with a few of them only, and only where the case says so afterwards.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

PAID = frozenset({"refunding", "refunded"})
OVER = frozenset({"rejected", "withdrawn", "upheld", "replaced"})
UNDECIDED = frozenset({"merchant_turn", "platform_review", "needs_evidence"})
ARBITRATED = frozenset({"appealed", "arbitration"})
OFFERED_IN = frozenset({"merchant_turn", "platform_review", "arbitration"})
REVIEWED = frozenset({"platform_review", "needs_evidence"}) | ARBITRATED


A_MOMENT = timedelta(seconds=2)


class Turn(NamedTuple):
    """From which states to which. `stays`: it moves nothing of the case at all."""

    before: frozenset[str]
    after: frozenset[str] = frozenset()
    stays: bool = False


def _states(words: str) -> frozenset[str]:
    return frozenset(words.split())


TURNS = {
    "agree": Turn(_states("merchant_turn"), PAID),
    "object": Turn(_states("merchant_turn"), _states("platform_review")),
    "platform": Turn(_states("merchant_turn"), _states("platform_review")),
    "person": Turn(_states("rejected needs_evidence"), _states("merchant_turn platform_review")),
    "appeal": Turn(_states("rejected"), _states("appealed")),
    "take": Turn(_states("appealed"), _states("arbitration")),
    "hold": Turn(REVIEWED - {"appealed"}, stays=True),
    "ask": Turn(_states("platform_review") | ARBITRATED, _states("needs_evidence arbitration")),
    "answer": Turn(_states("needs_evidence arbitration"), _states("platform_review arbitration")),
    "nudge": Turn(_states("merchant_turn platform_review replacing") | ARBITRATED, stays=True),
    "offer": Turn(OFFERED_IN, stays=True),
    # What the platform accepts is a verdict: nothing moves before it can be undone no more.
    "accept": Turn(OFFERED_IN, OFFERED_IN | PAID | {"replacing"}),
    "decline": Turn(OFFERED_IN, OFFERED_IN),
    "arbitrate": Turn(_states("merchant_turn platform_review"), _states("arbitration")),
    "approve": Turn(REVIEWED, PAID | {"replacing"}),
    "reject": Turn(REVIEWED, _states("rejected upheld")),
    "put": Turn(REVIEWED, stays=True),
    "undo": Turn(REVIEWED, stays=True),
    "withdraw": Turn(UNDECIDED | ARBITRATED, _states("withdrawn")),
    "again": Turn(_states("replacing"), _states("replaced")),
}
"""Each act with the states that it is taken in and those that it leads to."""

ALWAYS = frozenset({"agree", "object", "platform"})
"""Acts that nothing may refuse where it is their turn."""

BY_TIME = {
    "merchant_turn": PAID | {"platform_review"},
    "needs_evidence": PAID | _states("merchant_turn platform_review replacing"),
    "platform_review": PAID | _states("replacing rejected"),
    "appealed": PAID | _states("replacing upheld"),
    "arbitration": PAID | _states("replacing upheld"),
    "replacing": PAID | {"replaced"},
}
"""Where a case may be after everybody has slept, by where it was."""


class Clock(NamedTuple):
    """A case's own times, as they stand."""

    state: str
    now: datetime
    due_at: datetime | None
    decide_by: datetime | None
    limit_at: datetime | None
    stopped_at: datetime | None
    verdict: str
    verdict_at: datetime | None
    edits: int


def check_turn(*, act: str, before: str, after: str, refused: str | None) -> None:
    """Make sure that an act did what its line says. Raises `AssertionError`."""
    turn = TURNS[act]
    if refused:
        assert before == after, f"{act} was refused ({refused}) and moved {before} to {after}"
        owed = act in ALWAYS and before in turn.before and refused != "offer_instead"
        assert not owed, f"{act} was refused in {before}"
        return
    assert before in turn.before, f"{act} was taken in {before}"
    assert after == before if turn.stays else after in turn.after, f"{act}: {before} to {after}"


def check_time(*, before: Clock, after: str) -> None:
    """Make sure that time alone did no more than it may, and not before it was over."""
    if before.state == after:
        return
    assert after in BY_TIME[before.state], f"by time: {before.state} to {after}"
    carried = before.verdict and before.verdict_at and before.verdict_at <= before.now
    over = before.due_at is not None and before.due_at <= before.now
    assert carried or over or after == "replaced", f"before its time: {before.state} to {after}"
    if after in PAID and before.state in REVIEWED:
        late = before.limit_at is not None and before.limit_at <= before.now
        assert late or (carried and before.verdict == "approve"), "paid without a decision"


def check_due(*, clock: Clock) -> None:
    """Make sure that nobody is late before the moment that the buyer was promised."""
    if clock.stopped_at or not (clock.due_at and clock.decide_by and clock.limit_at):
        return
    if clock.verdict and clock.verdict_at is None:
        return  # it has been decided, and its second signature has a deadline of its own
    if clock.state == "platform_review":
        promised = min(clock.decide_by, clock.limit_at)
        assert clock.due_at >= promised - A_MOMENT, "a review is due before it was promised"
    if clock.state == "merchant_turn":
        assert clock.due_at <= clock.decide_by + A_MOMENT, "a merchant has all the platform's time"


def check_clock(*, before: Clock, after: Clock) -> None:
    """Make sure that what an open case was promised only comes later by the buyer's own time.

    An appeal and an arbitration have an hour of their own, which is sooner.
    """
    if not (before.limit_at and after.limit_at) or before.state in OVER | PAID:
        return
    assert after.limit_at >= before.limit_at, "the last day came nearer"
    if before.stopped_at is None:
        assert after.limit_at == before.limit_at, "time was given back that nobody took"
    sooner = after.state in ARBITRATED
    if before.decide_by and after.decide_by and not sooner:
        assert after.decide_by >= before.decide_by, "the promised moment came nearer"
