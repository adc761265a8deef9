"""Replacements (补发/换卡): other cards from stock, or delivered again by the merchant.

The card that is replaced is locked with its issuer first where it has one, and nobody gets it any
more. What is not replaced within a day is refunded (turns.deadlines).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.cards import Cards, verdict_of_locks
from anxin.domain.case import Course
from anxin.domain.people import tier_raised
from anxin.services.aftersale.beside import is_seniors
from anxin.services.aftersale.change import Event, Settlement
from anxin.services.aftersale.issued import LET_GO
from anxin.services.aftersale.locking import cards_of_refund
from anxin.services.aftersale.moving import NotDecided, on_firm_ground, saved
from anxin.services.aftersale.turns.deadlines import ESCALATE_AGAIN
from anxin.services.apart import each_apart
from anxin.services.order.deliver import COMPLETE_AFTER
from anxin.services.order.stock import make_up, sell
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.statement import run

RECEIPT_CHARACTERS = 60

DUE = """
SELECT c.no FROM anxin_aftersale_case c JOIN anxin_order_order o ON o.id = c.order_id
 WHERE c.state = 'replacing' AND o.kind = 'card_secret'
   AND NOT EXISTS (
     SELECT 1 FROM anxin_order_ordercard k JOIN anxin_card_card d ON d.id = k.card_id
      WHERE k.order_id = o.id AND d.state = 'locking' AND d.lock NOT IN ('locked', 'used', 'gone'))
   AND (SELECT count(*) FROM (SELECT 1 FROM anxin_card_card s
          WHERE s.product_id = o.product_id AND s.state = 'available' LIMIT c.units) s) >= c.units
 ORDER BY c.due_at LIMIT 100
"""
"""Those that can be replaced now: every old card's lock is known, and there is stock."""

TAKE_BACK = """
WITH old AS (
  SELECT k.card_id, k.viewed_at FROM anxin_order_ordercard k
    JOIN anxin_card_card c ON c.id = k.card_id
   WHERE k.order_id = %(order_id)s::uuid AND c.state IN ('sold', 'locking')
     AND (cardinality(%(cards)s::uuid[]) = 0 OR c.id = ANY(%(cards)s::uuid[]))
   ORDER BY k.viewed_at IS NULL, k.unit LIMIT %(units)s::int
)
UPDATE anxin_card_card c
   SET state = CASE WHEN old.viewed_at IS NULL THEN 'quarantined' ELSE 'burned' END
  FROM old WHERE c.id = old.card_id
RETURNING old.viewed_at IS NOT NULL AS viewed
"""
"""Of several cards those go back that were seen: it is of them that somebody complains."""

GIVEN_ANEW = """
UPDATE anxin_order_order
   SET viewed_units = viewed_units - %(viewed)s::int, delivered_at = clock_now(),
       used_units = greatest(0, least(used_units, units - refunded_units - %(units)s::int)),
       completed_at = CASE WHEN completed_at IS NOT NULL THEN clock_now() END,
       due_at = CASE WHEN due_at IS NULL THEN NULL ELSE clock_now() + %(complete)s::interval END
 WHERE id = %(order_id)s::uuid RETURNING id
"""
"""What was given anew is unseen and unused, and everything that counts from delivery begins anew
with it; so does what counts from completion, for an order that was complete before."""


class _Short(Exception):
    """Fewer cards than were there a moment ago: nothing is done, and it is tried again."""


def supply_replacements() -> int:
    """Replace the cards of every case that can be served from stock; return how many."""
    rows = run(DUE, {})
    return each_apart(
        rows, lambda row: on_firm_ground(row.no, _replace) is None, name=lambda row: row.no
    )


def _replace(case: CaseRow, ground: Ground) -> NotDecided | None:
    if case.state != "replacing":
        return NotDecided("not_replacing")
    if _taken_back(case, ground):
        return _to_senior(case, ground, "case_escalated", {})
    if is_seniors(case, ground):
        return _to_senior(case, ground, "left_to_senior", {"what": "replaced"})
    cards: Cards = ()
    if ground.issuer:
        cards = cards_of_refund(ground=ground, split=None, units=case.units)
        verdict = verdict_of_locks(cards=cards, delivered_at=ground.facts.delivered_at)
        if verdict.word == "person":
            return _to_senior(case, ground, "card_found_used", {"used_at": []})
        if verdict.word == "wait":
            return NotDecided("not_locked")
    try:
        with transaction.atomic():
            return _swapped(case, ground, cards)
    except _Short:
        return NotDecided("no_stock")


def _swapped(case: CaseRow, ground: Ground, cards: Cards) -> NotDecided | None:
    event = Event("replaced", ("replacing", "replaced"), "system", data={"case": case.no})
    refused = _ended(case, ground, event)
    if refused:
        return refused
    values = {"order_id": ground.order_id, "units": case.units,
              "cards": [card.id for card in cards]}  # fmt: skip
    taken = run(TAKE_BACK, values)
    if len(taken) < case.units or make_up(order_id=ground.order_id) > 0:
        raise _Short
    sell(order_id=ground.order_id)
    run(LET_GO, {"order_id": ground.order_id})
    viewed = sum(row.viewed for row in taken)
    _given_anew(case, viewed=viewed)
    return None


def _given_anew(case: CaseRow, *, viewed: int) -> None:
    values = {"order_id": case.order_id, "viewed": viewed, "units": case.units,
              "complete": COMPLETE_AFTER}  # fmt: skip
    run(GIVEN_ANEW, values)


def _ended(case: CaseRow, ground: Ground, event: Event) -> NotDecided | None:
    course = Course(event.states, (ground.order_state,), pays=False)
    return saved(case, ground, course, event, Settlement())


def _taken_back(case: CaseRow, ground: Ground) -> bool:
    """Whether a channel has taken back what is replaced: nobody gets money and goods for one."""
    return case.gross_fen > sum(p.captured_fen - p.taken_fen for p in ground.payments)


def _to_senior(case: CaseRow, ground: Ground, kind: str, told: dict[str, Any]) -> NotDecided | None:
    """The old card was used, its money taken back, or complained about since: a senior decides."""
    states = ("replacing", "platform_review")
    event = Event(kind, states, "system", data={"case": case.no, **told})
    due_at = case.now + ESCALATE_AGAIN
    course = Course(states, (ground.order_state,), pays=False, due_at=due_at)
    back, tier = Settlement(issued_do="back"), tier_raised(tier=case.tier, to="senior")
    return saved(case, ground, course, event, back, tier=tier, decide_by=due_at)


def deliver_again(*, no: str, merchant_id: UUID, actor: UUID, receipt_no: str) -> NotDecided | None:
    """Report that what was agreed on has been delivered again, with its receipt's number.

    For everything but cards, which come from stock by themselves.
    """

    def deliver(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.merchant_id != merchant_id:
            return NotDecided("not_found")
        if case.state != "replacing" or ground.kind == "card_secret":
            return NotDecided("not_replacing")
        if not receipt_no.strip():
            return NotDecided("receipt_missing")
        if _taken_back(case, ground):
            return NotDecided("nothing_left")
        data = {"case": no, "receipt": receipt_no.strip()[:RECEIPT_CHARACTERS]}
        event = Event("replaced", ("replacing", "replaced"), "merchant", actor, data)
        with transaction.atomic():
            refused = _ended(case, ground, event)
            if refused is None:
                _given_anew(case, viewed=0)
        return refused

    return on_firm_ground(no, deliver)
