"""Top-ups delivered by a supplier: one number for life, asked about before ordered again.

Three steps, never in one transaction, as with refunds: the try is committed, the supplier is
called, the outcome is recorded. The first try is an event of the order, so a refund that was
decided without knowing of it is not saved. Once a case waits for the supplier's word the order is
called off there, as is one whose money a channel took back whole; what arrived all the same is
recorded and not paid back. While a guardian's claim
holds an order nothing is ordered for it; what was ordered before is asked about.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from anxin.domain.channel import Refused, Unknown
from anxin.domain.issuer import (
    NotOrdered,
    TopUpOrder,
    TopUpSupplier,
)
from anxin.domain.outside import Outside, SecretLost
from anxin.services.failpoint import here
from anxin.services.numbers import new_no
from anxin.services.order.inputs import open_inputs
from anxin.services.order.move import Step, note_on
from anxin.services.supplier.recording import TRY_AFTER, Outcome, record_outcome
from anxin.storage.order import queries as orders
from anxin.storage.order.held import HELD
from anxin.storage.statement import run

CALL_OFF_AGAIN_S = 15
"""Seconds until a supplier is told again to call off what somebody wants to cancel."""
AT_ONCE = 200

WITHOUT_ORDER = f"""
SELECT o.id FROM anxin_order_order o
 WHERE o.state = 'delivering' AND o.supplier <> '' AND NOT o.case_open AND NOT {HELD}
   AND o.paid_fen > coalesce(o.delivered_value_fen, 0) + o.shortfall_refunded_fen
   AND o.paid_fen > o.refunded_fen
   AND NOT EXISTS (SELECT 1 FROM anxin_order_supplierorder t WHERE t.order_id = o.id
                     AND t.state NOT IN ('failed', 'cancelled'))
 LIMIT %(limit)s::int
"""

GIVE_NUMBERS = """
INSERT INTO anxin_order_supplierorder (order_id, attempt, no, supplier, value_fen, state,
       next_try_at)
SELECT o.id, 1 + (SELECT count(*) FROM anxin_order_supplierorder t WHERE t.order_id = o.id),
       n.no, o.supplier,
       o.paid_fen - coalesce(o.delivered_value_fen, 0) - o.shortfall_refunded_fen, 'wanted',
       clock_now()
  FROM unnest(%(ids)s::uuid[], %(nos)s::text[]) AS n(id, no)
  JOIN anxin_order_order o ON o.id = n.id
ON CONFLICT DO NOTHING
"""

HASTEN = """
WITH waiting AS (
  SELECT k.id, t.id AS supplier_order
    FROM anxin_aftersale_case k JOIN anxin_order_supplierorder t ON t.order_id = k.order_id
   WHERE k.next_ask_at <= clock_now() AND k.waits_for = 'supplier' AND k.state = 'submitted'
     AND t.state IN ('sending', 'accepted', 'unknown', 'sold_out')
     FOR NO KEY UPDATE OF k, t SKIP LOCKED
), asked AS (
  UPDATE anxin_aftersale_case k
     SET asks = k.asks + 1,
         next_ask_at = clock_now() + make_interval(secs => %(seconds)s::int)
    FROM waiting w WHERE k.id = w.id
)
UPDATE anxin_order_supplierorder t SET next_try_at = clock_now()
  FROM waiting w WHERE t.id = w.supplier_order
"""

DUE = f"""
SELECT t.id, t.order_id, t.no, t.state, t.tries, t.sold_out_tries, t.value_fen, t.supplier,
       p.no AS goods, k.no AS case_no,
       CASE WHEN k.waits_for = 'supplier' OR o.paid_fen <= o.refunded_fen THEN 'cancel'
            WHEN o.case_open OR o.state <> 'delivering' OR {HELD} THEN 'ask'
            WHEN t.tries = 0 THEN 'order' ELSE 'go_on' END AS what
  FROM anxin_order_supplierorder t
  JOIN anxin_order_order o ON o.id = t.order_id
  JOIN anxin_catalog_product p ON p.id = o.product_id
  LEFT JOIN anxin_aftersale_case k ON k.order_id = o.id AND k.state = 'submitted'
 WHERE t.next_try_at <= clock_now()
   AND (t.state IN ('sending', 'accepted', 'unknown', 'sold_out')
        OR (t.state = 'wanted' AND o.state = 'delivering' AND NOT o.case_open
            AND NOT {HELD}))
 ORDER BY t.next_try_at LIMIT 1 FOR NO KEY UPDATE OF t, o SKIP LOCKED
"""

CLAIM = """
UPDATE anxin_order_supplierorder
   SET state = 'sending', tries = tries + 1,
       next_try_at = clock_now() + make_interval(secs => (%(after)s::int[])
           [least(tries + 1, cardinality(%(after)s::int[]))])
 WHERE id = %(id)s::uuid
"""


def deliver_top_ups(*, outside: Outside) -> int:
    """Order, ask about or call off every top-up that is due; return how many."""
    _give_numbers()
    run(HASTEN, {"seconds": CALL_OFF_AGAIN_S})
    done = 0
    while claim := _claim():
        done += 1
        here("supplier.claimed_not_called")
        supplier = outside.suppliers.get(claim.supplier)
        outcome = _call(supplier, claim, outside) if supplier else Unknown("no such supplier here")
        here("supplier.called_not_recorded")
        record_outcome(claim=claim, outcome=outcome)
    return done


def _give_numbers() -> None:
    """Give a number to each order that its supplier is to deliver and that has none in force."""
    ids = [row.id for row in run(WITHOUT_ORDER, {"limit": AT_ONCE})]
    if ids:
        run(GIVE_NUMBERS, {"ids": ids, "nos": [new_no() for _ in ids]})


@transaction.atomic
def _claim() -> Any:
    """Commit the next try. The first is an event: from then on the order may arrive."""
    for due in run(DUE, {}):
        run(CLAIM, {"id": due.id, "after": list(TRY_AFTER)})
        order = orders.lock_order(order_id=due.order_id)
        if due.what == "order" and order:
            note_on(order, Step("supplier_asked", "system"))
        return due
    return None


def _call(supplier: TopUpSupplier, claim: Any, outside: Outside) -> Outcome:
    """Ask what became of it first, unless it is the first try; the number never changes."""
    if claim.what == "cancel":
        told = supplier.cancel(order_no=claim.no)
        if claim.case_no is not None or not isinstance(told, Unknown):
            return told
        found = supplier.find(order_no=claim.no)
        return told if isinstance(found, NotOrdered) else found
    if claim.what in ("ask", "go_on"):
        found = supplier.find(order_no=claim.no)
        if claim.what == "ask" or not isinstance(found, NotOrdered):
            return found
    order = orders.find_order(order_id=claim.order_id)
    try:
        account = " ".join(open_inputs(order=order, outside=outside).values()) if order else ""
    except SecretLost:
        return Refused("account_lost", final=True)
    return supplier.order(order=TopUpOrder(claim.no, claim.goods, account, claim.value_fen))
