"""The ways back that a wallet's money has: payments through channels that can still send some."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a wallet's money a payment's channel can still be told to send back, in fen."""

    payment_id: UUID
    method: str
    fen: int


_CLOSED = """
EXISTS (SELECT 1 FROM anxin_refund_refund r WHERE r.payment_id = p.id AND (
  r.destination = 'wallet' AND r.state = 'succeeded'
    AND r.trouble NOT IN ('', 'too_many_refunds')
  OR r.cause = 'withdrawal' AND r.state = 'failed' AND r.trouble = 'way_closed'
  OR r.successor_of_id IS NOT NULL AND r.trouble = 'closed_by_channel'))
"""
"""The channel itself has said that nothing goes back by this payment `p` any more, or closed a
refund of it twice: its owner's account there is gone."""

_ROOMS = f"""
WITH limits AS (
  SELECT * FROM jsonb_to_recordset(%(limits)s::jsonb)
    AS l(method text, identity text, most int, window_s bigint)
), owned AS MATERIALIZED (
  SELECT p.id FROM anxin_order_order o JOIN anxin_payment_payment p ON p.order_id = o.id
   WHERE o.buyer_id = %(account_id)s::uuid
  UNION ALL
  SELECT p.id FROM anxin_payment_topup t JOIN anxin_payment_payment p ON p.top_up_id = t.id
   WHERE t.account_id = %(account_id)s::uuid
), mine AS (
  SELECT p.id, p.method, p.captured_at, p.top_up_id,
         p.captured_fen - p.sent_fen AS left_fen, (
           SELECT coalesce(sum(r.refund_fen), 0) FROM anxin_refund_refund r
            WHERE r.payment_id = p.id AND r.recalled_at IS NOT NULL
              AND (r.state IN ('failed', 'reversed')
                   OR (r.state = 'succeeded' AND r.destination = 'wallet'))) AS recalled_fen
    FROM owned w JOIN anxin_payment_payment p ON p.id = w.id
    JOIN limits l ON l.method = p.method AND l.identity = p.identity
   WHERE p.state = 'captured' AND p.part_of_id IS NULL AND p.sent_count < l.most
     AND p.captured_at > clock_now() - make_interval(secs => l.window_s) AND NOT {_CLOSED}
)
SELECT m.id, m.method, (
       CASE WHEN m.top_up_id IS NOT NULL THEN m.left_fen
            ELSE least(m.left_fen, (
              SELECT coalesce(sum(CASE WHEN r.cause = 'withdrawal' THEN -r.refund_fen
                                       ELSE r.refund_fen END), 0)
                FROM anxin_refund_refund r
               WHERE r.payment_id = m.id AND (
                     (r.cause <> 'withdrawal' AND r.destination = 'wallet'
                      AND r.state = 'succeeded')
                  OR (r.cause = 'withdrawal' AND r.state NOT IN ('failed', 'reversed')))))
       END - m.recalled_fen)::bigint AS fen
  FROM mine m
"""


def list_rooms(*, account_id: UUID, limits: Sequence[dict[str, object]]) -> list[Room]:
    """Return the ways back of an account's wallet, the latest payment first.

    A top-up can go back as far as it came; an order's payment only as far as its refunds went to
    the wallet, since what the order still holds may have to go back for the order. What a channel
    sent to the merchant, because no bank took it, has used its way back.
    """
    values = {"account_id": account_id, "limits": json.dumps(list(limits))}
    rows = run(_ROOMS + " ORDER BY m.captured_at DESC, m.id", values)
    return [Room(*row) for row in rows if row.fen > 0]


def lock_rooms(*, account_id: UUID, limits: Sequence[dict[str, object]]) -> list[Room]:
    """Return the ways back with their payments locked for this transaction."""
    found = list_rooms(account_id=account_id, limits=limits)
    run(
        """SELECT id FROM anxin_payment_payment WHERE id = ANY(%(ids)s::uuid[])
            ORDER BY id FOR NO KEY UPDATE""",
        {"ids": [room.payment_id for room in found]},
    )
    return list_rooms(account_id=account_id, limits=limits)
