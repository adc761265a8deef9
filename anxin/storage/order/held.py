"""Which orders a guardian's claim holds: named by it while it keeps their account still, or to be
given back by it, until they are.

Delivery of such an order stands still as it does while a case runs (POLICY: while a review runs,
delivery of that order stands still).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from anxin.storage.statement import run

HELD = """EXISTS (
  SELECT 1 FROM anxin_minors_claimorder hl
   WHERE hl.order_id = o.id AND (hl.gross_fen > 0 AND hl.paid_at IS NULL OR EXISTS (
     SELECT 1 FROM anxin_minors_freeze hf
      WHERE hf.claim_id = hl.claim_id AND hf.account_id = o.buyer_id AND hf.lifted_at IS NULL)))"""
"""A condition on the order `o`. In a statement that waits for the order's lock it may be one too
old: whoever has the lock asks `is_held`."""

FIND = f"SELECT o.id FROM anxin_order_order o WHERE o.id = ANY(%(ids)s::uuid[]) AND {HELD}"


def is_held(*, order_id: UUID) -> bool:
    """Say whether delivery of an order stands still for a guardian's claim."""
    return bool(held_among(ids=(order_id,)))


def held_among(*, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return which of these orders stand still for a guardian's claim."""
    return frozenset(row.id for row in run(FIND, {"ids": list(ids)}))
