"""What a decision does to cards that have an issuer, as parts of the statement that saves it."""

from __future__ import annotations

import json

from anxin.domain.case import Course
from anxin.services.aftersale.change import Settlement
from anxin.storage.aftersale.ground import Ground

_NAMED = """, named AS (
  SELECT * FROM jsonb_to_recordset(%(issued)s::jsonb) AS t(id uuid, lock_no text)
)"""

_LET_GO = """
  UPDATE anxin_card_card c
     SET state = 'sold', lock_tries = 0,
         lock = CASE WHEN c.lock IN ('wanted', 'locked') THEN 'ending' ELSE c.lock END,
         next_lock_at = CASE WHEN c.lock IN ('wanted', 'locked', 'ending') THEN clock_now() END
    FROM {of}, anxin_order_ordercard k
   WHERE k.order_id = {of}.id AND c.id = k.card_id AND c.state IN ('sold', 'locking')
     AND (c.state = 'locking' OR c.lock IN ('wanted', 'locked'))"""
"""Cards that their buyer keeps are the buyer's to use: the issuer is asked to end each lock."""

_NOT_NAMED = " AND NOT EXISTS (SELECT 1 FROM named n WHERE n.id = c.id)"
_FREE = f", freed AS ({_LET_GO.format(of='moved')})"
"""Nothing is taken: the case is over without a refund, or gives a sum and leaves the goods."""

_FREE_REST = f", freed AS ({_LET_GO.format(of='moved')}{_NOT_NAMED})"

_LOCK = (
    _NAMED
    + """, locking AS (
  UPDATE anxin_card_card c
     SET state = 'locking', lock_no = coalesce(c.lock_no, n.lock_no),
         lock = CASE c.lock WHEN 'none' THEN 'wanted' ELSE c.lock END,
         next_lock_at = CASE WHEN c.lock IN ('none', 'wanted') THEN clock_now()
                             ELSE c.next_lock_at END
    FROM moved, named n WHERE c.id = n.id AND c.state = 'sold'
)"""
    + _FREE_REST
)
"""Wanted to be locked, each under one number; one whose last lock is still ending comes after.
What an earlier decision had locked and this one leaves is let go."""

_TAKE = (
    _NAMED
    + """, withdrawn AS (
  UPDATE anxin_card_card c
     SET state = CASE WHEN k.viewed_at IS NULL THEN 'quarantined' ELSE 'burned' END
    FROM moved, named n JOIN anxin_order_ordercard k ON k.card_id = n.id
   WHERE c.id = n.id AND c.state IN ('sold', 'locking')
)"""
    + _FREE_REST
)
"""Refunded: nobody gets these cards any more."""

_RISK = (
    _NAMED
    + """, withdrawn AS (
  UPDATE anxin_card_card c
     SET state = CASE WHEN k.viewed_at IS NULL AND c.lock IN ('locked', 'used', 'gone')
                      THEN 'quarantined' ELSE 'burned' END,
         paid_unlocked_at = CASE WHEN c.lock NOT IN ('locked', 'used', 'gone')
                                 THEN clock_now() END,
         lock_no = coalesce(c.lock_no, n.lock_no),
         lock = CASE c.lock WHEN 'none' THEN 'wanted' ELSE c.lock END,
         next_lock_at = CASE WHEN c.lock = 'none' THEN clock_now() ELSE c.next_lock_at END
    FROM moved, named n JOIN anxin_order_ordercard k ON k.card_id = n.id
   WHERE c.id = n.id AND c.state IN ('sold', 'locking')
)"""
    + _FREE_REST
)
"""Refunded although the issuer has not locked them, so they may still work: never sold again,
and the issuer is asked to lock them still."""

LET_GO = (
    f"WITH placed AS (SELECT %(order_id)s::uuid AS id){_LET_GO.format(of='placed')} RETURNING c.id"
)
"""The same for an order whose cards have been replaced: what is left of its locks is ended."""

_BACK = """, back AS (
  UPDATE anxin_card_card c SET state = 'sold'
    FROM moved, anxin_order_ordercard k
   WHERE k.order_id = moved.id AND c.id = k.card_id AND c.state = 'locking'
)"""
"""A person has to decide: the locks stay as they are until then."""

_SHORT = """, given AS (
  SELECT k.card_id FROM moved, anxin_order_ordercard k JOIN anxin_card_card c ON c.id = k.card_id
   WHERE k.order_id = moved.id AND c.state = 'held'
   ORDER BY k.unit DESC OFFSET (SELECT units_left FROM moved)
), withdrawn AS (
  UPDATE anxin_card_card c SET state = 'available' FROM given g WHERE c.id = g.card_id
), released AS (
  DELETE FROM anxin_order_ordercard k USING given g WHERE k.card_id = g.card_id
)"""
"""An order that lacked cards keeps one for each unit that is left, and no more than it has."""

ISSUED = {
    "lock": _LOCK,
    "take": _TAKE,
    "risk": _RISK,
    "free": _FREE,
    "back": _BACK,
    "short": _SHORT,
}
WITHOUT_REFUND = frozenset({"rejected", "withdrawn", "upheld"})


def card_part(*, ground: Ground, course: Course, settlement: Settlement) -> str:
    """Return the name of the part of the statement that is about cards; empty for none."""
    if settlement.issued_do:
        return settlement.issued_do
    if ground.issuer and course.case[-1] in WITHOUT_REFUND:
        return "free"
    if not settlement.cards:
        return "free" if ground.issuer and course.pays else ""
    return "short" if ground.order_state == "delivering" else "count"


def issued_rows(*, settlement: Settlement) -> str:
    """Return the named cards as the statement reads them."""
    return json.dumps(
        [{"id": str(card), "lock_no": lock_no} for card, lock_no in settlement.issued]
    )
