"""Whether: the first clause that matches decides, before any amount is counted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from anxin.domain.policy import Clause, Policy
from anxin.domain.quote.asking import choose, holds
from anxin.domain.quote.facts import Facts
from anxin.domain.quote.question import Question, examine, judged_on

_NO_FEE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The clause that decides and the question as it stood there.

    `refusal` is the code if the clause refuses; else `amount` says how the refund is counted
    (None where an unpaid order is only cancelled).
    """

    clause: Clause
    question: Question
    refusal: str | None = None
    amount: str | None = None

    @property
    def fee_rate(self) -> Fraction:
        """The fee's rate; never one but for the buyer's own cause (POLICY.md, Amounts 5)."""
        if self.question.cause != "buyer":
            return _NO_FEE
        return choose(choice=self.clause.fee_rate, question=self.question) or _NO_FEE

    @property
    def evidence(self) -> tuple[str, ...]:
        """The kinds of pieces of which one is enough; none where nothing is asked for."""
        return choose(choice=self.clause.evidence, question=self.question) or ()

    @property
    def on_record(self) -> bool:
        """Whether the records alone prove it."""
        found = choose(choice=self.clause.on_record, question=self.question)
        return found is True

    @property
    def goods_come_back(self) -> bool:
        """Whether physical goods that were handed over must be returned first."""
        question = self.question
        if question.facts.kind != "physical" or not question.is_served:
            return False
        found = choose(choice=self.clause.goods_come_back, question=question)
        return found is True


def rule(*, facts: Facts, policy: Policy) -> Ruling:
    """Finds the clause that decides. Raises `FactMissing` where it needs a time not given."""
    question = examine(facts=facts, policy=policy)
    for clause in policy.clauses:
        if not holds(when=clause.when, question=question):
            continue
        if clause.judge_as:
            question = judged_on(question=question, reason=clause.judge_as, policy=policy)
            continue
        return _ruling_of(clause=clause, question=question)
    raise AssertionError("a compiled policy ends with a clause that always matches")


def _ruling_of(*, clause: Clause, question: Question) -> Ruling:
    if clause.cancel:
        return Ruling(clause=clause, question=question)
    refusal = choose(choice=clause.refuse, question=question)
    if refusal is not None:
        return Ruling(clause=clause, question=question, refusal=refusal)
    amount = choose(choice=clause.amount, question=question)
    return Ruling(clause=clause, question=question, amount=amount)
