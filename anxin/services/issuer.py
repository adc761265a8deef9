"""Locks of refunded cards at their issuer: one number for a lock's life, asked until it is known.

Three steps, never in one transaction: the try is committed, the issuer is called, its word is
recorded. What follows for the money is services.aftersale.locking's to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

import structlog
from django.db import transaction

from anxin.domain.channel import Unknown
from anxin.domain.issuer import (
    MOST_CARDS,
    CardIssuer,
    CardLock,
    LockAnswer,
    Locked,
    NoSuchCard,
    UnlockAnswer,
    Unlocked,
    Used,
)
from anxin.domain.outside import Outside, Sealed, SecretLost
from anxin.services.aftersale.locked import settle_locked_cases
from anxin.services.failpoint import here
from anxin.services.numbers import new_no
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

log = structlog.get_logger()
TRY_AFTER = (12, 12, 30, 60, 120, 300, 600, 1800)
"""Seconds until an issuer is called again about a card; the last is repeated."""

CLAIM = """
WITH due AS (
  SELECT id FROM anxin_card_card
   WHERE next_lock_at <= clock_now() AND lock IN ('wanted', 'ending')
   ORDER BY next_lock_at LIMIT %(most)s::int FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE anxin_card_card c
     SET lock_tries = c.lock_tries + 1,
         next_lock_at = clock_now() + make_interval(secs => (%(after)s::int[])
             [least(c.lock_tries + 1, cardinality(%(after)s::int[]))])
    FROM due WHERE c.id = due.id
  RETURNING c.id, c.lock, c.lock_no, c.key_no, c.sealed, c.merchant_id
)
SELECT c.*, o.issuer, o.id AS order_id
  FROM claimed c JOIN anxin_order_ordercard k ON k.card_id = c.id
  JOIN anxin_order_order o ON o.id = k.order_id
 ORDER BY o.issuer, c.lock, o.id
"""

LOCK_SETTLED = """
UPDATE anxin_card_card
   SET lock = %(lock)s::text, lock_tries = 0, next_lock_at = NULL,
       locked_at = CASE WHEN %(lock)s::text = 'locked' THEN clock_now() END,
       used_at = coalesce(%(used_at)s::timestamptz, used_at)
 WHERE id = %(id)s::uuid AND lock = 'wanted' AND lock_no = %(lock_no)s::text
"""
"""Somebody who decided otherwise meanwhile has the last word: the lock is being ended then."""

LOCK_ENDED = """
UPDATE anxin_card_card
   SET lock = CASE WHEN again THEN 'wanted' ELSE 'none' END,
       lock_no = CASE WHEN again THEN %(new_no)s::text END,
       next_lock_at = CASE WHEN again THEN clock_now() END,
       lock_tries = 0, locked_at = NULL
  FROM (SELECT id AS card_id, state = 'locking' OR paid_unlocked_at IS NOT NULL AS again
          FROM anxin_card_card WHERE id = %(id)s::uuid FOR UPDATE) now
 WHERE id = now.card_id AND lock = 'ending' AND lock_no = %(lock_no)s::text
"""
"""A card that is to be locked anew, for another case, gets a new lock with a new number; so does
one whose refund was paid before."""


def lock_cards(*, outside: Outside) -> int:
    """Lock and unlock every card that is due, and settle the cases whose cards are all known.

    Returns how many cards the issuers were called about.
    """
    called = 0
    while claimed := run(CLAIM, {"most": MOST_CARDS, "after": list(TRY_AFTER)}):
        called += len(claimed)
        for (issuer, lock), group in groupby(claimed, key=attrgetter("issuer", "lock")):
            cards = list(group)
            here("issuer.claimed_not_called")
            answers = _call(outside.issuers.get(issuer), lock, cards, outside)
            here("issuer.called_not_recorded")
            _record(cards, answers)
    here("issuer.recorded_not_settled")
    settle_locked_cases()
    return called


def _call(
    issuer: CardIssuer | None, lock: str, cards: Sequence[Any], outside: Outside
) -> Sequence[LockAnswer | UnlockAnswer]:
    if issuer is None:
        return [Unknown("no such issuer here")] * len(cards)
    opened = [_lock_of(card, outside) for card in cards]
    locks = [one for one in opened if one]
    called = (issuer.lock if lock == "wanted" else issuer.unlock)(locks=locks) if locks else ()
    answers = iter(called)
    return [next(answers) if one else Unknown("secret lost") for one in opened]


def _lock_of(card: Any, outside: Outside) -> CardLock | None:
    """What an issuer is called with; nothing where its secret cannot be read: the others go on."""
    try:
        return CardLock(card.lock_no, open_secret(card=card, outside=outside))
    except SecretLost as error:
        log.error("issuer.secret_lost", lock_no=card.lock_no, why=str(error))
        return None


def open_secret(*, card: Any, outside: Outside) -> str:
    """Return a card's secret, for its issuer alone. Raises `SecretLost`."""
    sealed = Sealed(card.key_no, bytes(card.sealed))
    return outside.secrets.open(sealed=sealed, bound_to=card.merchant_id.bytes)


def _record(cards: Sequence[Any], answers: Sequence[LockAnswer | UnlockAnswer]) -> None:
    """Record each answer under its order's lock, as everything about an order is."""
    for card, answer in zip(cards, answers, strict=True):
        with transaction.atomic():
            orders.lock_order(order_id=card.order_id)
            _settle(card, answer)


def _settle(card: Any, answer: LockAnswer | UnlockAnswer) -> None:
    values = {"id": card.id, "lock_no": card.lock_no}
    if card.lock == "ending":
        if isinstance(answer, Unlocked):
            run(LOCK_ENDED, {**values, "new_no": new_no()})
    elif isinstance(answer, Locked | Used | NoSuchCard):
        word = {Locked: "locked", Used: "used", NoSuchCard: "gone"}[type(answer)]
        run(LOCK_SETTLED, {**values, "lock": word, "used_at": getattr(answer, "used_at", None)})
    else:
        log.warning("issuer.lock_open", lock_no=card.lock_no, answer=type(answer).__name__)
