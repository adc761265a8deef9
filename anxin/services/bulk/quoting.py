"""What a buyer is told before a batch is sent: each order's quote, one after another.

Rows are submitted in their sequence and each sees those before it (the day's credit, the counts of
the last days), so they are quoted in their sequence, each on a ground that has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from anxin.domain.outside import Outside
from anxin.domain.policy import Policy
from anxin.domain.quote import Answer, Facts, quote
from anxin.domain.quote.facts import BuyerFacts
from anxin.domain.states import SERVED
from anxin.services.aftersale.decide import PAYS, facts_of, word_wanted
from anxin.services.aftersale.offer import Option, offer_of
from anxin.services.aftersale.settled import settled_before
from anxin.services.aftersale.submit import too_often
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground, grounds_of_buyer
from anxin.storage.bulk.batches import BatchOrder, list_with_money

PLAIN = "unwanted"
"""What is taken to be meant where nothing else is said: it claims nothing."""
MOST_ROWS = 50
"""How many orders one batch has, and how many the page lists."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One order that is to be given back, and why (nothing where none is needed)."""

    order_no: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """An order's quote. `barred`: why the batch cannot have it, empty if it can.

    A code of an answer, or one of a form that is not taken (services.aftersale.submit), or
    `needs_evidence`: that is asked for one by one.
    """

    ground: Ground
    reason: str | None
    barred: str
    facts: Facts | None = None
    answer: Answer | None = None
    policy: Policy | None = None
    waits_for: str = ""

    @property
    def refund_fen(self) -> int:
        """What would come back, 0 where nothing would."""
        return self.answer.refund_fen if self.answer and not self.barred else 0


def quote_rows(*, buyer_id: UUID, wanted: Sequence[Wanted], outside: Outside) -> list[Quoted]:
    """Quote the rows in their sequence; orders that are not the buyer's are left out."""
    grounds = grounds_of_buyer(buyer_id=buyer_id, order_nos=[row.order_no for row in wanted])
    quoted: list[Quoted] = []
    before: list[Answer] = []
    for row in wanted:
        if row.order_no not in grounds:
            continue
        ground = _after(grounds[row.order_no], before)
        one = quote_row(ground=ground, reason=row.reason, outside=outside)
        quoted.append(one)
        if one.answer and not one.barred and not one.waits_for:
            before.append(one.answer)
    return quoted


def quote_row(*, ground: Ground, reason: str | None, outside: Outside) -> Quoted:
    """Quote one row on its ground."""
    barred = barred_from_batch(ground=ground)
    if not barred and reason is None and ground.order_state in SERVED:
        barred = "reason_missing"
    if barred:
        return Quoted(ground, reason, barred)
    reason = reason if ground.order_state in SERVED else None
    settled = settled_before(ground=ground, reason=reason, units=None)
    if settled:
        return Quoted(ground, reason, settled)
    policy = policy_of(ground.policy_id)
    facts = facts_of(ground=ground, reason=reason, units=None)
    answer = quote(facts=facts, policy=policy, is_working_day=outside.is_working_day)
    word = word_wanted(ground=ground, facts=facts, policy=policy, outside=outside)
    return Quoted(ground, reason, _not_payable(answer), facts, answer, policy, word)


def barred_from_batch(*, ground: Ground) -> str:
    """Return why nothing can be asked for an order just now, whatever the reason."""
    if ground.open_no:
        return "case_open"
    if ground.order_state == "awaiting_payment":
        return "unpaid"
    if ground.paid_fen <= sum(payment.taken_fen for payment in ground.payments):
        return "nothing_left"
    return too_often(ground=ground)


def _not_payable(answer: Answer) -> str:
    if answer.outcome == "need_evidence":
        return "needs_evidence"
    return (answer.code or "no_rule") if answer.outcome == "refuse" else ""


def _after(ground: Ground, before: Iterable[Answer]) -> Ground:
    """The ground with what the rows before it will have done to the buyer's counts."""
    buyer = ground.buyer
    for answer in before:
        buyer = _counting(buyer, answer)
    return replace(ground, buyer=buyer)


def _counting(buyer: BuyerFacts, answer: Answer) -> BuyerFacts:
    if answer.outcome not in PAYS:
        return buyer
    if answer.clause == "undelivered":
        return replace(buyer, cancels_7d=buyer.cancels_7d + 1)
    instant = answer.gross_fen if answer.outcome == "instant" else 0
    return replace(
        buyer,
        refunds_30d=buyer.refunds_30d + 1,
        instant_24h_fen=buyer.instant_24h_fen + instant,
    )


@dataclass(frozen=True, slots=True)
class Choosable:
    """An order on the list. `options`: what can be chosen, best first; `barred` if nothing can.

    `first`: the option that is meant unless another is chosen; none where a fault would have to be
    claimed, which nobody does for the buyer. `refused`: the option that says why not.
    """

    order: BatchOrder
    ground: Ground
    policy: Policy | None
    options: tuple[Option, ...]
    first: Option | None
    barred: str
    refused: Option | None = None


def list_choosable(*, buyer_id: UUID, outside: Outside) -> tuple[list[Choosable], bool]:
    """Return the buyer's latest orders that hold money, each with its quotes; and if more do."""
    rows = list_with_money(buyer_id=buyer_id, limit=MOST_ROWS + 1)
    grounds = grounds_of_buyer(buyer_id=buyer_id, order_nos=[row.no for row in rows])
    known = [row for row in rows if row.no in grounds]
    listed = [_choosable(row, grounds[row.no], outside) for row in known[:MOST_ROWS]]
    return listed, len(rows) > MOST_ROWS


def _choosable(order: BatchOrder, ground: Ground, outside: Outside) -> Choosable:
    barred = barred_from_batch(ground=ground)
    if barred:
        return Choosable(order, ground, None, (), None, barred)
    offer = offer_of(ground=ground, units=None, outside=outside)
    fit = tuple(option for option in offer.options if not _not_payable(option.answer))
    own = [option for option in fit if option.reason is None or option.answer.cause == "buyer"]
    own.sort(key=lambda option: option.reason not in (None, PLAIN))
    refused = next((o for o in offer.options if o.answer.outcome == "refuse"), None)
    if fit:
        return Choosable(order, ground, offer.policy, fit, own[0] if own else None, "")
    asked = next((o for o in offer.options if o.answer.outcome == "need_evidence"), None)
    barred = "needs_evidence" if asked else _not_payable(offer.options[0].answer)
    return Choosable(order, ground, offer.policy, (), None, barred, refused)
