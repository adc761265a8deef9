"""Saves what became of a case and its order, all of it or nothing, in one statement.

The statement hangs on two guarded updates: the buyer's count of cases and the order's version
must stand as they were read, and so must the verdict of a case that there is. Where one has moved
no row is written and the caller decides again.
The bounds (refunds within what was paid, per order and tender) are the tables' own checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import transaction

from anxin.domain.case import Course
from anxin.services.aftersale.case_sql import CASES
from anxin.services.aftersale.change import Event, Settlement, verdict_dropped
from anxin.services.aftersale.issued import ISSUED, card_part
from anxin.services.aftersale.rows import UNTOLD, event_rows, values_of
from anxin.services.failpoint import here
from anxin.services.settlement import cover_escrow
from anxin.storage import queue
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.statement import run

TASKS = {
    "lock": ["lock_cards"],
    "free": ["lock_cards"],
    "issuer_status": ["ask_issuers"],
    "supplier": ["deliver_top_ups"],
}
"""Who is called because of what is done with cards, or is waited for."""

_HEAD = """
WITH guarded AS (
  UPDATE anxin_account_account SET case_count = case_count + %(new_cases)s::int
   WHERE id = %(buyer_id)s::uuid
     AND (%(new_cases)s::int = 0 OR case_count = %(case_count)s::int)
  RETURNING id
), {kept}moved AS (
  UPDATE anxin_order_order o
     SET version = o.version + %(event_count)s::int, state = %(order_state)s::text,
         case_open = %(case_open)s::bool, due_at = %(order_due_at)s::timestamptz,
         refunded_fen = o.refunded_fen + %(done_fen)s::bigint,
         reserved_fen = o.reserved_fen + %(reserved_fen)s::bigint,
         settled_fen = o.settled_fen - %(lacking_fen)s::bigint,
         settle_at = CASE WHEN %(lacking_fen)s::bigint > 0
                          THEN coalesce(o.settle_at, clock_now()) ELSE o.settle_at END,
         refunded_units = o.refunded_units + %(units)s::int,
         shortfall_refunded_fen = o.shortfall_refunded_fen + %(shortfall_fen)s::bigint,
         delivered_at = CASE WHEN %(order_state)s::text = 'delivered'
                             THEN coalesce(o.delivered_at, clock_now()) ELSE o.delivered_at END
    FROM {guard}
   WHERE o.id = %(order_id)s::uuid AND o.version = %(order_version)s::int
  RETURNING o.id, o.merchant_id, o.buyer_id, o.policy_id, o.units - o.refunded_units AS units_left,
            o.delivered_at IS NULL AS waits
)"""

_KEPT = """kept AS (
  SELECT c.id FROM anxin_aftersale_case c, guarded
   WHERE c.id = %(case_id)s::uuid AND c.verdict::text IS NOT DISTINCT FROM %(stood)s::text
     FOR NO KEY UPDATE OF c
), """
"""A verdict is put without the order's version: one that came or was signed
since does not go in silence."""

_EVENTS = """, told AS (
  INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, actor, role, data)
  SELECT moved.id, %(order_version)s::int + e.ordinal, e.kind, e.states, e.actor, e.role, e.data
    FROM moved, jsonb_to_recordset(%(events)s::jsonb)
         AS e(ordinal int, kind text, states text[], actor uuid, role text, data jsonb)
)"""

_SETTLEMENT = """, sent AS (
  SELECT * FROM jsonb_to_recordset(%(transfers)s::jsonb) AS t(id uuid, payment_id uuid, no text,
         refund_fen bigint, fee_fen bigint, gross_fen bigint, target text, at_once bool,
         route text)
), taken AS (
  UPDATE anxin_payment_payment p
     SET refunded_fen = p.refunded_fen + CASE WHEN t.at_once THEN t.gross_fen ELSE 0 END,
         reserved_fen = p.reserved_fen + CASE WHEN t.at_once THEN 0 ELSE t.gross_fen END,
         sent_fen = p.sent_fen + CASE WHEN t.at_once THEN 0 ELSE t.refund_fen END
    FROM moved, sent t WHERE p.id = t.payment_id AND p.order_id = moved.id
), refunded AS (
  INSERT INTO anxin_refund_refund (id, merchant_id, payment_id, case_id, no, cause, destination,
         refund_fen, fee_fen, state, succeeded_at, next_try_at, route)
  SELECT t.id, moved.merchant_id, t.payment_id, cased.id, t.no, %(refund_cause)s::text,
         CASE t.target WHEN 'wallet' THEN 'wallet' ELSE 'original' END, t.refund_fen, t.fee_fen,
         CASE WHEN t.at_once THEN 'succeeded' ELSE 'reserved' END,
         CASE WHEN t.at_once THEN clock_now() END, CASE WHEN NOT t.at_once THEN clock_now() END,
         t.route
    FROM moved, cased, sent t
), posted AS (
  INSERT INTO anxin_ledger_posting (cause, kind, line, source_kind, source_owner,
         target_kind, target_owner, amount_fen, order_id)
  SELECT p.cause, 'refund', p.line, p.source_kind, p.source_owner,
         p.target_kind, p.target_owner, p.amount_fen, moved.id
    FROM moved, jsonb_to_recordset(%(postings)s::jsonb)
         AS p(cause uuid, line int, source_kind text, source_owner uuid,
              target_kind text, target_owner uuid, amount_fen bigint)
), credited AS (
  INSERT INTO anxin_ledger_purse (account_id, kind, balance_fen)
  SELECT moved.buyer_id, c.key, c.value::bigint
    FROM moved, jsonb_each_text(%(credits)s::jsonb) AS c
  ON CONFLICT (account_id, kind) DO UPDATE
     SET balance_fen = anxin_ledger_purse.balance_fen + excluded.balance_fen
)"""

_COUPONS = """, coupon_back AS (
  INSERT INTO anxin_payment_coupon (account_id, no, title, title_en, value_fen, minimum_fen,
         expires_at, state, returned_from_id)
  SELECT k.account_id, t.no, k.title, k.title_en, t.refund_fen,
         ceil(k.minimum_fen * t.refund_fen::numeric / k.value_fen)::bigint,
         greatest(k.expires_at, clock_now() + %(coupon_for)s::interval), 'available', k.id
    FROM moved, sent t JOIN anxin_payment_payment p ON p.id = t.payment_id
    JOIN anxin_payment_coupon k ON k.id = p.coupon_id
   WHERE t.target = 'coupon' AND t.refund_fen > 0
)"""

_CARDS = """, given AS (
  SELECT k.card_id, k.viewed_at, c.state
    FROM moved, anxin_order_ordercard k JOIN anxin_card_card c ON c.id = k.card_id
   WHERE k.order_id = moved.id AND (c.state IN ('held', 'sold')
         OR (moved.waits AND c.state = 'quarantined' AND c.sold_at IS NULL))
   ORDER BY c.state <> 'quarantined', k.viewed_at IS NOT NULL, k.unit DESC LIMIT %(cards)s::int
), withdrawn AS (
  UPDATE anxin_card_card c
     SET state = CASE WHEN c.state = 'held' THEN 'available' WHEN c.state <> 'sold' THEN c.state
                      WHEN g.viewed_at IS NULL THEN 'quarantined' ELSE 'burned' END
    FROM given g WHERE c.id = g.card_id
), released AS (
  DELETE FROM anxin_order_ordercard k USING given g
   WHERE k.card_id = g.card_id AND g.state <> 'sold'
)"""
"""An order that still waits parts first with the cards that somebody pulled from it. What a card is
is asked of the card as it is by then: it may be pulled, or put back, at this very moment."""

_PIECES = """, attached AS (
  UPDATE anxin_evidence_piece e SET case_id = cased.id FROM moved, cased
   WHERE e.order_id = moved.id AND e.case_id IS NULL AND e.state IN ('received', 'read')
     AND NOT EXISTS (SELECT 1 FROM anxin_evidence_piece had
                      WHERE had.case_id = cased.id AND had.sha256 = e.sha256
                        AND had.side = e.side AND had.audience = e.audience
                        AND had.state <> 'removed' AND had.refusal <> 'altered')
)"""
"""What lies ready, but for what a case that is looked at again has already."""

_CARD_PARTS = {"": "", "count": _CARDS, **ISSUED}


@cache
def _statement(*, case: str, pays: bool, coupons: bool, cards: str, pieces: bool) -> str:
    told = {"kept": "", "guard": "guarded"} if case == "new" else {"kept": _KEPT, "guard": "kept"}
    parts = [_HEAD.format(**told), CASES[case], _EVENTS]
    parts += [_SETTLEMENT] * pays + [_COUPONS] * coupons + [_CARD_PARTS[cards]]
    parts += [_PIECES] * pieces
    return "".join((*parts, " SELECT id FROM cased"))


def record(
    *,
    ground: Ground,
    course: Course,
    case: dict[str, Any],
    events: Sequence[Event],
    settlement: Settlement,
    before: CaseRow | None,
    again: bool = False,
    by_policy: bool = False,
) -> bool:
    """Save a case's course with its events and money; say whether the ground still stood.

    `case` holds the columns of the case (all of them for a new one; `again`: those of its quote),
    `before` the case as it stood (none: a new one), whose verdict does not go in silence.
    `by_policy`: decided anew, which counts like a new one: the buyer's credit stands as read.
    Raises `IntegrityError` where a bound of the tables would be broken: nothing is written then.
    In the same transaction calls outside are queued and settled money is drawn back.
    """
    events = (*verdict_dropped(before, stays=bool(case.get("stays"))), *events)
    values = {
        **UNTOLD,
        **case,
        **values_of(ground=ground, course=course, settlement=settlement),
        "stood": before.verdict_stored if before else None,
        "new_cases": int(not before or by_policy),
        "event_count": len(events),
        "events": event_rows(events=events),
    }
    cards = card_part(ground=ground, course=course, settlement=settlement)
    sql = _statement(
        case="again" if again else "moved" if before else "new",
        pays=bool(settlement.transfers),
        coupons=settlement.has_coupon,
        cards=cards,
        pieces=bool(values["takes_ready"] if before else ground.pieces),
    )
    tasks = ["send_refunds"] * bool(settlement.reserved) + TASKS.get(cards, [])
    tasks += TASKS.get(case.get("waits_for", ""), [])
    here("case.decided_not_saved")
    if not (tasks or values["lacking_fen"]):
        return bool(run(sql, values))
    return _with_what_follows(sql, values, tasks)


@transaction.atomic
def _with_what_follows(sql: str, values: dict[str, Any], tasks: list[str]) -> bool:
    """Save, queue the calls outside, and draw back what has been settled already."""
    saved = bool(run(sql, values))
    here("case.saved_not_queued")
    for task in tasks * saved:
        queue.defer(task=task)
    here("case.queued_not_committed")
    if saved and values["lacking_fen"]:
        cover_escrow(
            order_id=values["order_id"],
            cause=values["case_id"],
            lacking_fen=values["lacking_fen"],
            own_money=bool(values["own_money"]),
        )
    return saved
