"""What a person's decision, or what both sides agree on, gives the buyer instead of the quote.

A quote says what the policy gives. A reviewer, an arbiter or an accepted proposal may give another
number of units, a sum, or a replacement; the order's money bounds all of them, and none has a fee.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from anxin.domain.policy import Policy
from anxin.domain.quote.amounts import Claim, measure, shares_after_fee, split_gross
from anxin.domain.quote.facts import Answer, Facts
from anxin.domain.quote.question import Question, examine
from anxin.domain.states import SERVED

REMEDIES: Final = ("quoted", "units", "sum", "replacement")
"""As quoted; for so many units; a sum, and the goods are kept; other goods instead (补发/换卡)."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What is given: `units` (0: all that can be) for `units`, `gross_fen` for a `sum`.

    `unlocked`: money that does not wait for an issuer to lock its cards: they may still work.
    """

    kind: str = "quoted"
    units: int = 0
    gross_fen: int = 0
    unlocked: bool = False


def answer_of_remedy(
    *, remedy: Remedy, quoted: Answer, facts: Facts, policy: Policy
) -> Answer | str:
    """Return the quote with the amounts of a remedy, or the code why it cannot be given.

    `facts`: those of now, so that what other refunds took is not given twice. A replacement keeps
    the amounts that are paid if it fails.
    """
    if remedy.kind == "quoted":
        return quoted if quoted.gross_fen > 0 else "nothing_quoted"
    question = examine(facts=facts, policy=policy)
    if remedy.kind == "sum":
        return _of_sum(remedy.gross_fen, quoted, question)
    if remedy.kind == "replacement" and quoted.gross_fen > 0:
        return quoted
    return _of_units(remedy.units, quoted, question)


def not_replaceable(*, case_state: str, order_state: str) -> str:
    """Return why no other goods can be given instead; nothing where they can.

    >>> not_replaceable(case_state="platform_review", order_state="delivering")
    'nothing_to_replace'
    >>> not_replaceable(case_state="awaiting_return", order_state="delivered")
    'goods_come_back'
    """
    if order_state not in SERVED:
        return "nothing_to_replace"
    return "goods_come_back" if case_state == "awaiting_return" else ""


def _of_sum(gross_fen: int, quoted: Answer, question: Question) -> Answer | str:
    if not 0 < gross_fen <= question.left_fen:
        return "sum_out_of_range"
    claim = Claim(units=0, gross_fen=gross_fen)
    return replace(_amounts(claim, quoted, question), return_goods=False)


def _of_units(units: int, quoted: Answer, question: Question) -> Answer | str:
    request = replace(question.facts.request, units=units or None)
    asked = replace(question, facts=replace(question.facts, request=request))
    claim = measure(amount="all_units", question=asked)
    if isinstance(claim, str):
        return claim
    if units and claim.units < units:
        return "units_out_of_range"
    return _amounts(claim, quoted, question)


def _amounts(claim: Claim, quoted: Answer, question: Question) -> Answer:
    shares = split_gross(gross_fen=claim.gross_fen, question=question)
    none = (0,) * len(shares)
    return replace(
        quoted,
        units=claim.units,
        gross_fen=claim.gross_fen,
        fee_fen=0,
        refund_fen=claim.gross_fen,
        by_tender=shares_after_fee(gross_shares=shares, fees=none, question=question),
    )
