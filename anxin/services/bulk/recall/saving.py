"""Saves many decided rows of a recall, all of them or none, in one statement.

It is what services.aftersale.record writes for one new case, over a set: part by part in the same
sequence and under the same guards, with the values that services.aftersale.rows makes of each
decision. tests/services/bulk/test_recall_compared.py holds the two against each other.
Where it differs: several orders may be one buyer's, so counts and purses are summed per buyer; the
cards that leave are those of the recalled batch where the recall is of one; and the recall's own
rows are closed with it. Orders and buyers are locked before, so that nothing can have moved.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from anxin.domain.case import DECIDED_WITHIN
from anxin.services.aftersale.rows import COUPON_LASTS, event_rows, values_of
from anxin.services.bulk.recall.deciding import Given, Row
from anxin.services.failpoint import here
from anxin.services.settlement import Lacking, cover_all
from anxin.storage import queue
from anxin.storage.statement import run

_ASKED = """
WITH asked AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS t(
         recall_id uuid, card_batch_id uuid, order_id uuid, order_version int, order_state text,
         order_due_at timestamptz, case_open bool, done_fen bigint, reserved_fen bigint,
         lacking_fen bigint, units int, shortfall_fen bigint, case_id uuid, case_no text,
         form_key uuid, contact_phone text, case_state text, outcome text, clause text, cause text,
         case_units int, case_gross_fen bigint, case_refund_fen bigint, destination text,
         shares text, why text, events text, transfers text, postings text, credits text)
)"""

_MOVED = """, guarded AS (
  UPDATE anxin_account_account a SET case_count = a.case_count + n.cases
    FROM (SELECT o.buyer_id, count(*)::int AS cases
            FROM asked t JOIN anxin_order_order o ON o.id = t.order_id GROUP BY o.buyer_id) n
   WHERE a.id = n.buyer_id
), moved AS (
  UPDATE anxin_order_order o
     SET version = o.version + 1, state = t.order_state, case_open = t.case_open,
         due_at = t.order_due_at,
         refunded_fen = o.refunded_fen + t.done_fen,
         reserved_fen = o.reserved_fen + t.reserved_fen,
         settled_fen = o.settled_fen - t.lacking_fen,
         settle_at = CASE WHEN t.lacking_fen > 0
                          THEN coalesce(o.settle_at, clock_now()) ELSE o.settle_at END,
         refunded_units = o.refunded_units + t.units,
         shortfall_refunded_fen = o.shortfall_refunded_fen + t.shortfall_fen
    FROM asked t WHERE o.id = t.order_id AND o.version = t.order_version
  RETURNING o.id, o.merchant_id, o.buyer_id, o.policy_id, o.delivered_at IS NULL AS waits
)"""
"""Mirrors `_HEAD`: every order walks on by its one event."""

_CASED = """, cased AS (
  INSERT INTO anxin_aftersale_case (id, merchant_id, order_id, buyer_id, policy_id, no, form_key,
         form_digest, reason, note, contact_phone, state, outcome, clause, code, tier, cause, units,
         gross_fen, fee_fen, refund_fen, destination, shares, missing, return_goods, why, closed_at,
         limit_at)
  SELECT t.case_id, m.merchant_id, m.id, m.buyer_id, m.policy_id, t.case_no, t.form_key,
         uuid_send(t.form_key), NULL, '', t.contact_phone, t.case_state, t.outcome, t.clause, NULL,
         NULL, t.cause, t.case_units, t.case_gross_fen, 0, t.case_refund_fen, t.destination,
         t.shares::jsonb, '[]'::jsonb, false, t.why::jsonb, CASE WHEN t.case_open THEN NULL
         ELSE clock_now() END, clock_now() + %(decided_within)s::interval
    FROM moved m JOIN asked t ON t.order_id = m.id
), told AS (
  INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, actor, role, data)
  SELECT t.order_id, t.order_version + e.ordinal, e.kind, e.states, e.actor, e.role, e.data
    FROM moved m JOIN asked t ON t.order_id = m.id, jsonb_to_recordset(t.events::jsonb)
         AS e(ordinal int, kind text, states text[], actor uuid, role text, data jsonb)
)"""
"""Mirrors `_NEW_CASE` and `_EVENTS`."""

_PAID = """, sent AS MATERIALIZED (
  SELECT s.*, t.case_id, m.id AS order_id, m.merchant_id
    FROM moved m JOIN asked t ON t.order_id = m.id, jsonb_to_recordset(t.transfers::jsonb)
         AS s(id uuid, payment_id uuid, no text, refund_fen bigint, fee_fen bigint,
              gross_fen bigint, target text, at_once bool, route text)
), taken AS (
  UPDATE anxin_payment_payment p
     SET refunded_fen = p.refunded_fen + CASE WHEN s.at_once THEN s.gross_fen ELSE 0 END,
         reserved_fen = p.reserved_fen + CASE WHEN s.at_once THEN 0 ELSE s.gross_fen END,
         sent_fen = p.sent_fen + CASE WHEN s.at_once THEN 0 ELSE s.refund_fen END
    FROM sent s WHERE p.id = s.payment_id AND p.order_id = s.order_id
), refunded AS (
  INSERT INTO anxin_refund_refund (id, merchant_id, payment_id, case_id, no, cause, destination,
         refund_fen, fee_fen, state, succeeded_at, next_try_at, route)
  SELECT id, merchant_id, payment_id, case_id, no, 'case',
         CASE target WHEN 'wallet' THEN 'wallet' ELSE 'original' END, refund_fen, fee_fen,
         CASE WHEN at_once THEN 'succeeded' ELSE 'reserved' END,
         CASE WHEN at_once THEN clock_now() END, CASE WHEN NOT at_once THEN clock_now() END, route
    FROM sent
), posted AS (
  INSERT INTO anxin_ledger_posting (cause, kind, line, source_kind, source_owner,
         target_kind, target_owner, amount_fen, order_id)
  SELECT p.cause, 'refund', p.line, p.source_kind, p.source_owner, p.target_kind, p.target_owner,
         p.amount_fen, m.id
    FROM moved m JOIN asked t ON t.order_id = m.id, jsonb_to_recordset(t.postings::jsonb)
         AS p(cause uuid, line int, source_kind text, source_owner uuid,
              target_kind text, target_owner uuid, amount_fen bigint)
), credited AS (
  INSERT INTO anxin_ledger_purse (account_id, kind, balance_fen)
  SELECT m.buyer_id, c.key, sum(c.value::bigint)
    FROM moved m JOIN asked t ON t.order_id = m.id, jsonb_each_text(t.credits::jsonb) AS c
   GROUP BY m.buyer_id, c.key ORDER BY m.buyer_id, c.key
  ON CONFLICT (account_id, kind) DO UPDATE
     SET balance_fen = anxin_ledger_purse.balance_fen + excluded.balance_fen
), coupon_back AS (
  INSERT INTO anxin_payment_coupon (account_id, no, title, title_en, value_fen, minimum_fen,
         expires_at, state, returned_from_id)
  SELECT k.account_id, s.no, k.title, k.title_en, s.refund_fen,
         ceil(k.minimum_fen * s.refund_fen::numeric / k.value_fen)::bigint,
         greatest(k.expires_at, clock_now() + %(coupon_for)s::interval), 'available', k.id
    FROM sent s JOIN anxin_payment_payment p ON p.id = s.payment_id
    JOIN anxin_payment_coupon k ON k.id = p.coupon_id
   WHERE s.target = 'coupon' AND s.refund_fen > 0
)"""
"""Mirrors `_SETTLEMENT` and `_COUPONS`."""

_CARDS = """, given AS MATERIALIZED (
  SELECT k.card_id, k.viewed_at, c.state
    FROM moved m JOIN asked t ON t.order_id = m.id
    JOIN anxin_order_ordercard k ON k.order_id = m.id JOIN anxin_card_card c ON c.id = k.card_id
   WHERE (c.state IN ('held', 'sold')
          OR (m.waits AND c.state = 'quarantined' AND c.sold_at IS NULL))
     AND (t.card_batch_id IS NULL OR c.batch_id = t.card_batch_id)
), withdrawn AS (
  UPDATE anxin_card_card c
     SET state = CASE WHEN c.state = 'held' THEN 'available' WHEN c.state <> 'sold' THEN c.state
                      WHEN g.viewed_at IS NULL THEN 'quarantined' ELSE 'burned' END
    FROM given g WHERE c.id = g.card_id
), released AS (
  DELETE FROM anxin_order_ordercard k USING given g
   WHERE k.card_id = g.card_id AND g.state <> 'sold'
)"""
"""Mirrors `_CARDS`, with every card that is meant instead of a number of them."""

_CLOSED = """, closed AS (
  UPDATE anxin_bulk_recallline l
     SET state = 'done', case_id = t.case_id, at = clock_now(), tries = l.tries + 1
    FROM moved m JOIN asked t ON t.order_id = m.id
   WHERE l.recall_id = t.recall_id AND l.order_id = t.order_id AND l.state = 'pending'
  RETURNING l.order_id
)
SELECT (SELECT count(*) FROM moved)::int AS orders, (SELECT count(*) FROM closed)::int AS rows"""

SAVE = _ASKED + _MOVED + _CASED + _PAID + _CARDS + _CLOSED


class OrdersMoved(Exception):
    """An order changed although it was locked: a broken rule, nothing of the set is saved."""


def save_rows(*, rows: Sequence[tuple[Row, Given]]) -> None:
    """Save the rows with all that follows, in the caller's transaction, which holds the orders.

    Raises `OrdersMoved`, or `IntegrityError` where a bound of the tables would be broken.
    """
    values = [_values(row, given) for row, given in rows]
    here("recall.decided_not_saved")
    text = json.dumps(values, default=str, ensure_ascii=False)
    [saved] = run(
        SAVE, {"rows": text, "coupon_for": COUPON_LASTS, "decided_within": DECIDED_WITHIN}
    )
    if (saved.orders, saved.rows) != (len(rows), len(rows)):
        raise OrdersMoved(f"{saved.orders} and {saved.rows} of {len(rows)}")
    if any(given.settlement.reserved for _, given in rows):
        queue.defer(task="send_refunds")
    cover_all(
        refunds=[
            Lacking(one["order_id"], one["case_id"], one["lacking_fen"])
            for one in values
            if one["lacking_fen"]
        ]
    )
    here("recall.saved_not_committed")


def _values(row: Row, given: Given) -> dict[str, Any]:
    """One row's values, by the names that `record` has for them."""
    values = values_of(ground=given.ground, course=given.course, settlement=given.settlement)
    return {
        **given.case,
        **values,
        "form_digest": None,
        "recall_id": row.recall_id,
        "card_batch_id": row.card_batch_id,
        "order_version": given.ground.order_version,
        "events": event_rows(events=(given.event,)),
    }
