"""The quote: whether, how much, by whom and until when, as one answer."""

from __future__ import annotations

from dataclasses import replace

from anxin.domain.calendar import WorkingDay
from anxin.domain.policy import Policy
from anxin.domain.quote.amounts import (
    Claim,
    measure,
    shares_after_fee,
    split_fee,
    split_gross,
)
from anxin.domain.quote.facts import Answer, Facts
from anxin.domain.quote.question import Question
from anxin.domain.quote.routing import decide_by, route
from anxin.domain.quote.ruling import Ruling, rule


def quote(*, facts: Facts, policy: Policy, is_working_day: WorkingDay) -> Answer:
    """Answers a refund question by a policy: the same facts always give the same answer.

    Total for facts that are in themselves sound; raises `FactMissing` where the deciding clause
    needs a time of the order that the facts do not have.
    """
    ruling = rule(facts=facts, policy=policy)
    cause = ruling.question.cause
    if ruling.refusal is not None:
        return _refused(ruling=ruling, code=ruling.refusal)
    if ruling.amount is None:
        return Answer(outcome="cancel", clause=ruling.clause.id, cause=cause)
    claim = measure(amount=ruling.amount, question=ruling.question)
    if isinstance(claim, str):
        return _refused(ruling=ruling, code=claim)
    answer = _payable(ruling=ruling, claim=claim)
    if answer.missing:
        return answer
    return _routed(answer=answer, ruling=ruling, policy=policy, is_working_day=is_working_day)


def _refused(*, ruling: Ruling, code: str) -> Answer:
    return Answer(outcome="refuse", clause=ruling.clause.id, code=code, cause=ruling.question.cause)


def _payable(*, ruling: Ruling, claim: Claim) -> Answer:
    """The amounts of what is refundable, and the evidence still missing for it."""
    question = ruling.question
    gross_shares = split_gross(gross_fen=claim.gross_fen, question=question)
    fees = split_fee(rate=ruling.fee_rate, gross_shares=gross_shares, question=question)
    fee_fen = sum(fees)
    return Answer(
        outcome="need_evidence",
        clause=ruling.clause.id,
        cause=question.cause,
        gross_fen=claim.gross_fen,
        fee_fen=fee_fen,
        refund_fen=claim.gross_fen - fee_fen,
        units=claim.units,
        by_tender=shares_after_fee(gross_shares=gross_shares, fees=fees, question=question),
        missing=_missing(asked_for=ruling.evidence, question=question),
        return_goods=ruling.goods_come_back,
    )


def _missing(*, asked_for: tuple[str, ...], question: Question) -> tuple[str, ...]:
    """The kinds of pieces that would do, if none of them was sent."""
    is_enough = any([piece.kind in asked_for for piece in question.pieces])
    return () if is_enough else asked_for


def _routed(
    *, answer: Answer, ruling: Ruling, policy: Policy, is_working_day: WorkingDay
) -> Answer:
    question = replace(
        ruling.question,
        clause=answer.clause,
        gross_fen=answer.gross_fen,
        on_record=ruling.on_record,
        goods_come_back=answer.return_goods,
    )
    outcome, tier = route(question=question, policy=policy)
    facts = question.facts
    due = tier and decide_by(
        tier=tier, kind=facts.kind, now=facts.now, policy=policy, is_working_day=is_working_day
    )
    return replace(answer, outcome=outcome, tier=tier, decide_by=due or None)
