"""Cases that wait for a word from outside: it is asked for, stored as a fact, and decided upon.

The word is never asked for in the buyer's request: a job calls the issuer outside any transaction,
stores what it said, and the same decision is made again on the new ground.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog
from django.db import transaction

from anxin.domain.channel import Unknown
from anxin.domain.issuer import CardStatus, policy_word
from anxin.domain.outside import Outside, Sealed, SecretLost
from anxin.domain.quote.record import facts_record
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.decide import Asked, Decision, decide, no_lower
from anxin.services.aftersale.moving import NotDecided, on_firm_ground
from anxin.services.aftersale.record import record
from anxin.services.aftersale.submit import decided_event
from anxin.services.failpoint import here
from anxin.services.order.move import Step, note_on
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.models import CardFact
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

log = structlog.get_logger()
ASK_AFTER = (7, 7, 10)
"""Seconds until an issuer is asked again that gave no answer; the last is repeated."""

CLAIM = """
WITH due AS (
  SELECT id FROM anxin_aftersale_case
   WHERE next_ask_at <= clock_now() AND waits_for = 'issuer_status' AND state = 'submitted'
   ORDER BY next_ask_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
), claimed AS (
  UPDATE anxin_aftersale_case k
     SET asks = k.asks + 1,
         next_ask_at = clock_now() + make_interval(secs => (%(after)s::int[])
             [least(k.asks + 1, cardinality(%(after)s::int[]))])
    FROM due WHERE k.id = due.id
  RETURNING k.id, k.no, k.order_id
)
SELECT k.id, k.no, k.order_id, o.issuer FROM claimed k JOIN anxin_order_order o ON o.id = k.order_id
"""

CARDS = """
SELECT c.id, c.key_no, c.sealed, c.merchant_id, c.lock, c.lock_no
  FROM anxin_order_ordercard k JOIN anxin_card_card c ON c.id = k.card_id
 WHERE k.order_id = %(order_id)s::uuid AND c.state IN ('sold', 'locking') ORDER BY k.unit
"""

ANSWERED = """
UPDATE anxin_aftersale_case SET next_ask_at = NULL, due_at = clock_now()
 WHERE id = %(id)s::uuid AND state = 'submitted' AND waits_for = 'issuer_status'
RETURNING id
"""


def ask_issuers(*, outside: Outside) -> int:
    """Ask about the cards of every case that waits for it, and decide where there is an answer."""
    asked = 0
    while claimed := run(CLAIM, {"after": list(ASK_AFTER)}):
        asked += 1
        [case] = claimed
        cards = run(CARDS, {"order_id": case.order_id})
        found = _ask(case.issuer, cards, outside)
        if isinstance(found, Unknown):
            log.warning("issuer.unknown", case=case.no, why=found.why)
        elif _store(case, cards, found):
            here("issuer.stored_not_decided")
            decide_again(no=case.no, outside=outside)
    return asked


def _ask(issuer: str, cards: list[Any], outside: Outside) -> tuple[CardStatus, ...] | Unknown:
    known = outside.issuers.get(issuer)
    if known is None:
        return Unknown("no such issuer here")
    try:
        secrets = [
            outside.secrets.open(
                sealed=Sealed(card.key_no, bytes(card.sealed)), bound_to=card.merchant_id.bytes
            )
            for card in cards
        ]
    except SecretLost as error:
        return Unknown(str(error))
    return known.find_status(secrets=secrets)


@transaction.atomic
def _store(case: Any, cards: list[Any], found: tuple[CardStatus, ...]) -> bool:
    """Store what was said with its time; the order's version tells that its facts have changed.

    The case is due from then on: whoever dies before deciding it leaves it to the sweep.
    """
    order = orders.lock_order(order_id=case.order_id)
    if order is None or not run(ANSWERED, {"id": case.id}):
        return False
    words = [
        policy_word(found=status, lock_no=card.lock_no if card.lock == "locked" else None)
        for card, status in zip(cards, found, strict=True)
    ]
    CardFact.objects.bulk_create(
        CardFact(
            case_id=case.id,
            card_id=card.id,
            status=word,
            used_at=status.used_at if word == "used" else None,
        )
        for card, word, status in zip(cards, words, found, strict=True)
    )
    return note_on(
        order, Step("issuer_answered", "system", data={"case": case.no, "statuses": words})
    )


def decide_again(*, no: str, outside: Outside) -> NotDecided | None:
    """Decide a case anew: the word that it waited for has come, or its time is over.

    One that waits for its buyer's evidence is decided by what has come of it; what still does not
    do leaves it as it is.
    """

    def again(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.state not in ("submitted", "needs_evidence"):
            return NotDecided("not_waiting")
        by_system = case.by_system and not case.edits
        asked = Asked(
            case.reason, case.asked_units, case.destination, case.submitted_at, by_system=by_system
        )
        waited = case.waits_for or "evidence"
        decision = decide(ground=ground, asked=asked, outside=outside, waited=waited)
        course = decision.course
        if case.state == "needs_evidence":
            if decision.answer.outcome == "need_evidence":
                return NotDecided("still_missing")
            decision = no_lower(decision=decision, tier=case.tier)
            course = replace(course, case=(case.state, *course.case))
        saved = record(
            ground=ground,
            course=course,
            case={**decision.columns(ground=ground), **asked_columns(asked), "case_id": case.id},
            events=(_event(case, ground, decision, course.case),),
            settlement=decision.settlement,
            before=case,
            again=True,
            by_policy=True,
        )
        return None if saved else NotDecided("moved")

    return on_firm_ground(no, again)


def asked_columns(asked: Asked) -> dict[str, Any]:
    """Return the columns of a case that hold what its buyer asks for."""
    return {
        "reason": asked.reason,
        "asked_units": asked.units,
        "destination": asked.destination,
    }


def _event(case: CaseRow, ground: Ground, decision: Decision, states: tuple[str, ...]) -> Event:
    """The decision with the facts that it was made on, which are not those of the request."""
    if decision.waits_for:
        return Event("evidence_awaited", states, "system", data={"case": case.no})
    facts = facts_record(id=case.no, facts=decision.facts, policy=str(ground.policy_id))
    event = decided_event(case_no=case.no, decision=decision)
    return Event(event.kind, states, event.role, data={**event.data, "facts": facts})


def end_wait(*, no: str, outside: Outside) -> NotDecided | None:
    """Decide a case whose time to wait is over with what is known."""

    def is_due(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.state != "submitted" or case.due_at is None or case.due_at > case.now:
            return NotDecided("not_due")
        return None

    refused = on_firm_ground(no, is_due)
    return refused or decide_again(no=no, outside=outside)
