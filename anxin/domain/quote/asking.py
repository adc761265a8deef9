"""What each word of a condition asks of a question: the meaning of the policy language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from anxin.domain.policy import Choice, Length, When
from anxin.domain.quote.question import Question
from anxin.domain.quote.windows import is_open

Value = TypeVar("Value")


def _delivered_within(question: Question, lengths: Mapping[str, Length]) -> bool:
    took = question.time("delivered_at") - question.time("paid_at")
    return took <= lengths[question.facts.kind].span


TESTS: Final[Mapping[str, Callable[[Question, Any], bool]]] = {
    "kinds": lambda asked, kinds: asked.facts.kind in kinds,
    "states": lambda asked, states: asked.order.state in states,
    "reasons": lambda asked, reasons: asked.reason in reasons or asked.given in reasons,
    "causes": lambda asked, causes: asked.cause in causes,
    "specials": lambda asked, specials: asked.special in specials,
    "issuer": lambda asked, statuses: asked.issuer in statuses,
    "receipt": lambda asked, receipts: asked.receipt in receipts,
    "fault": lambda asked, faults: asked.order.fault in faults,
    "nothing_left": lambda asked, truth: (asked.left_fen <= 0) is truth,
    "viewed": lambda asked, truth: (asked.viewed_units > 0) is truth,
    "used_up": lambda asked, truth: asked.is_used_up is truth,
    "duplicate_named": lambda asked, truth: bool(asked.order.duplicate_of) is truth,
    "some_value_delivered": lambda asked, truth: (asked.delivered_value_fen > 0) is truth,
    "all_value_delivered": lambda asked, truth: (
        (asked.delivered_value_fen >= asked.ordered_value_fen) is truth
    ),
    "delivered_within": _delivered_within,
    "asked_within": lambda asked, window: is_open(window=window, question=asked),
    "asked_after": lambda asked, window: not is_open(window=window, question=asked),
    "clauses": lambda asked, clauses: asked.clause in clauses,
    "on_record": lambda asked, truth: asked.on_record is truth,
    "goods_come_back": lambda asked, truth: asked.goods_come_back is truth,
    "flagged": lambda asked, truth: asked.facts.buyer.flagged is truth,
    "a_piece_is": lambda asked, verdict: any(each.verdict == verdict for each in asked.pieces),
    "all_pieces_are": lambda asked, verdict: all(each.verdict == verdict for each in asked.pieces),
    "gross_above": lambda asked, fen: asked.gross_fen > fen,
    "gross_up_to": lambda asked, fen: asked.gross_fen <= fen,
    "gross_with_instant_24h_up_to": lambda asked, fen: (
        asked.gross_fen + asked.facts.buyer.instant_24h_fen <= fen
    ),
    "credit_from": lambda asked, credit: asked.facts.buyer.credit >= credit,
    "cancels_7d_from": lambda asked, count: asked.facts.buyer.cancels_7d >= count,
    "refunds_30d_from": lambda asked, count: asked.facts.buyer.refunds_30d >= count,
    "refunds_30d_up_to": lambda asked, count: asked.facts.buyer.refunds_30d <= count,
}


def holds(*, when: When, question: Question) -> bool:
    """Says whether one of the alternatives holds, all its tests together."""
    for condition in when:
        for word, argument in condition.tests:
            if not TESTS[word](question, argument):
                break
        else:
            return True
    return False


def choose(*, choice: Choice[Value], question: Question) -> Value | None:
    """Gives the value of the first case that holds."""
    for when, value in choice.cases:
        if holds(when=when, question=question):
            return value
    return None
