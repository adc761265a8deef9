"""Approved cases whose cards were being locked: paid once they are, or brought to a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction

from anxin.domain.cards import LOCK_KNOWN, Cards, verdict_of_locks
from anxin.domain.case import course_of_approval, course_to_person
from anxin.domain.people import tier_raised
from anxin.services.aftersale.beside import is_seniors, left_event
from anxin.services.aftersale.change import Event, Settlement
from anxin.services.aftersale.giving import is_gone
from anxin.services.aftersale.locking import at_risk, cards_of_refund, taking
from anxin.services.aftersale.moving import NotDecided, on_firm_ground
from anxin.services.aftersale.record import record
from anxin.services.aftersale.settle import answer_of_case, settlement_of, standing_of
from anxin.services.aftersale.turns.deadlines import ESCALATE_AGAIN
from anxin.services.apart import each_apart
from anxin.services.settlement import NotCovered
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.models import CardFact
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.statement import run

ALL_KNOWN = """
SELECT k.no FROM anxin_aftersale_case k
 WHERE k.state = 'approved' AND NOT EXISTS (
   SELECT 1 FROM anxin_order_ordercard o JOIN anxin_card_card c ON c.id = o.card_id
    WHERE o.order_id = k.order_id AND c.state = 'locking'
      AND c.lock NOT IN ('locked', 'used', 'gone'))
 LIMIT 200
"""


def settle_locked_cases() -> int:
    """Go on with every case whose cards the issuer has said all about; return how many.

    One that cannot be settled is logged and met again; it holds up nobody else.
    """
    rows = run(ALL_KNOWN, {})
    return each_apart(
        rows, lambda row: on_firm_ground(row.no, _settle) is None, name=lambda r: r.no
    )


def end_lock_wait(*, no: str) -> NotDecided | None:
    """Bring a case to a senior whose cards could not be locked in time; they are still tried.

    After its fortnight the buyer has waited long enough for an issuer that does not answer: the
    refund is paid as it was approved, and the platform bears what the cards may still be used for.
    """

    def end(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.state != "approved" or case.due_at is None or case.due_at > case.now:
            return NotDecided("not_due")
        if case.limit_at and case.limit_at <= case.now:
            return _pay_unlocked(case, ground)
        return _to_person(case, ground, Event("lock_overdue", (), "system", data={"case": no}))

    return on_firm_ground(no, end)


def _settle(case: CaseRow, ground: Ground) -> NotDecided | None:
    if case.state != "approved":
        return NotDecided("not_approved")
    cards = cards_of_refund(ground=ground, split=None, units=case.units)
    verdict = verdict_of_locks(cards=cards, delivered_at=ground.facts.delivered_at)
    if verdict.word == "wait":
        return NotDecided("not_locked")
    if verdict.word == "person":
        return _found_used(case, ground, verdict.used)
    return _pay(case, ground, cards)


def _pay(case: CaseRow, ground: Ground, cards: Cards) -> NotDecided | None:
    locked = sum(card.lock == "locked" for card in cards)
    event = Event("cards_locked", (), "system", data={"case": case.no, "cards": locked})
    return _paid(case, ground, event, lambda money: taking(cards=cards, settlement=money))


def _pay_unlocked(case: CaseRow, ground: Ground) -> NotDecided | None:
    """Pay in spite of the locks; cards that an issuer will not lock are never sold again."""
    cards = cards_of_refund(ground=ground, split=None, units=case.units)
    slow = sum(card.lock not in LOCK_KNOWN for card in cards)
    event = Event("paid_unlocked", (), "system", data={"case": case.no, "unlocked": slow})
    return _paid(case, ground, event, lambda money: at_risk(cards=cards, settlement=money))


def _paid(
    case: CaseRow, ground: Ground, event: Event, with_cards: Callable[[Settlement], Settlement]
) -> NotDecided | None:
    """Pay what was approved; where a channel has taken it back meanwhile, a senior closes it.

    So does one where its merchant has not what it gave of its own beyond the rules, or whom
    somebody complained about outside since it was approved.
    """
    if is_seniors(case, ground):
        return _to_person(case, ground, left_event(case, event))
    gone = Event("case_escalated", (), "system", data={"case": case.no})
    if is_gone(case, ground):
        return _to_person(case, ground, gone)
    answer = answer_of_case(case)
    standing = standing_of(ground=ground, answer=answer, destination=case.destination)
    course = course_of_approval(case_state="approved", answer=answer, standing=standing)
    settlement = settlement_of(
        ground=ground, answer=answer, destination=case.destination, shares=case.shares
    )
    try:
        saved = record(
            ground=ground,
            course=course,
            case={**_columns(case), "own_money": case.own_money},
            events=(replace(event, states=course.case),),
            settlement=with_cards(settlement),
            before=case,
        )
    except NotCovered:
        return _to_person(case, ground, gone)
    return None if saved else NotDecided("moved")


def _found_used(case: CaseRow, ground: Ground, used: Cards) -> NotDecided | None:
    """A card was used after the refund was approved: a senior decides, with the fact on record."""
    data = {"case": case.no, "units": [card.unit for card in used],
            "used_at": [card.used_at for card in used]}  # fmt: skip
    with transaction.atomic():
        refused = _to_person(case, ground, Event("card_found_used", (), "system", data=data))
        if refused is None:
            CardFact.objects.bulk_create(
                CardFact(case_id=case.id, card_id=card.id, status="used", used_at=card.used_at)
                for card in used
            )
    return refused


def _to_person(case: CaseRow, ground: Ground, event: Event) -> NotDecided | None:
    answer = answer_of_case(case)
    standing = standing_of(ground=ground, answer=answer, destination=case.destination)
    due_at, tier = case.now + ESCALATE_AGAIN, tier_raised(tier=case.tier, to="senior")
    course = course_to_person(case_state=case.state, standing=standing, due_at=due_at)
    saved = record(
        ground=ground,
        course=course,
        case={**_columns(case), "tier": tier, "decide_by": due_at},
        events=(Event(event.kind, course.case, event.role, data=event.data),),
        settlement=Settlement(issued_do="back"),
        before=case,
    )
    return None if saved else NotDecided("moved")


def _columns(case: CaseRow) -> dict[str, Any]:
    return {"case_id": case.id, "tier": None, "code": None, "decide_by": None,
            "why": json.dumps({})}  # fmt: skip
