"""A changed policy held against decisions that were made: what differs, and what it costs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from anxin.domain.case import owed_by_itself
from anxin.domain.policy import Policy
from anxin.domain.quote import Answer, FactMissing, WorkingDay, quote
from anxin.domain.scenario import Scenario, read_scenario

PAID = frozenset({"approve", "instant"})


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as it was made; `facts` as they are written down.

    `paid_fen`: what the buyer was given in the end, by this decision or by a person after it.
    `by_system`: no buyer had asked for it, the site gave it back by itself.
    """

    case_no: str
    facts: dict[str, Any]
    outcome: str
    clause: str
    refund_fen: int
    paid_fen: int
    by_system: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A decision that the changed policy would have made otherwise; sums are fen.

    `cost_fen`: how much more would have been paid than really was, negative for less.
    """

    made: Made
    answer: Answer

    @property
    def cost_fen(self) -> int:
        """What is paid now, less what really was; a person would have decided as one did.

        Of what a machine paid before and a person would look at now nobody knows: it costs nothing.
        """
        if self.answer.outcome in PAID:
            return self.answer.refund_fen - self.made.paid_fen
        return 0 if self.answer.outcome == "review" else -self.made.paid_fen


@dataclass(slots=True)
class Tally:
    """What a replay comes to: how many decisions, by outcome before and after, and their cost."""

    decisions: int = 0
    differing: int = 0
    unreadable: int = 0
    cost_fen: int = 0
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)

    def add(self, *, made: Made, answer: Answer | None) -> Difference | None:
        """Count one decision; return how it differs, if it does.

        `answer` is `None` where the facts cannot be read, or lack one that the policy asks for.
        """
        self.decisions += 1
        self.before[made.outcome] += 1
        if answer is None:
            self.unreadable += 1
            return None
        self.after[answer.outcome] += 1
        told = (answer.outcome, answer.clause, answer.refund_fen)
        if told == (made.outcome, made.clause, made.refund_fen):
            return None
        difference = Difference(made, answer)
        self.differing += 1
        self.cost_fen += difference.cost_fen
        return difference


def decide_anew(*, made: Made, policy: Policy, is_working_day: WorkingDay) -> Answer | None:
    """Answer the facts of a decision under another policy; `None` where that cannot be done."""
    record = made.facts
    read = read_scenario(value=record, policies={record.get("policy", ""): policy})
    if not isinstance(read, Scenario):
        return None
    try:
        answer = quote(facts=read.facts, policy=policy, is_working_day=is_working_day)
    except FactMissing:
        return None
    return owed_by_itself(answer=answer) if made.by_system else answer
