"""Top-ups delivered by a supplier: one number for life, asked about before ordered again.

Three steps, never in one transaction, as with refunds: the try is committed, the supplier is
called, the outcome is recorded. The first try is an event of the order, so a refund that was
decided without knowing of it is not saved. Once a case waits for the supplier's word the order is
called off there; what arrived all the same is recorded and not paid back.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from anxin.domain.channel import Refused, Unknown
from anxin.domain.issuer import (
    Accepted,
    Cancelled,
    NotOrdered,
    ToppedUp,
    TopUpFailed,
    TopUpOrder,
    TopUpState,
    TopUpSupplier,
)
from anxin.domain.outside import Outside, SecretLost
from anxin.services.numbers import new_no
from anxin.services.order.deliver import COMPLETE_AFTER
from anxin.services.order.inputs import open_inputs
from anxin.services.order.move import Step, move_order
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow
from anxin.storage.statement import run

TRY_AFTER = (12, 30, 60, 120, 300, 600)
"""Seconds until an order is asked about whose answer never came; the last is repeated."""
ASK_AFTER = (2, 3, 5, 10, 30, 60, 300, 600)
"""Seconds until an order is asked about that the supplier is at, by how often it was asked."""
SOLD_OUT_AFTER = (20, 60, 180)
"""Seconds until an order that was sold out is tried again; after the last it has failed."""
AT_ONCE = 200

Outcome = TopUpState | NotOrdered | Refused | Unknown

WITHOUT_ORDER = """
SELECT o.id FROM anxin_order_order o
 WHERE o.state = 'delivering' AND o.supplier <> '' AND NOT o.case_open
   AND o.paid_fen > coalesce(o.delivered_value_fen, 0) + o.shortfall_refunded_fen
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

DUE = """
SELECT t.id, t.order_id, t.no, t.state, t.tries, t.sold_out_tries, t.value_fen, t.supplier,
       p.no AS goods, k.no AS case_no,
       CASE WHEN k.waits_for = 'supplier' THEN 'cancel'
            WHEN o.case_open OR o.state <> 'delivering' THEN 'ask'
            WHEN t.tries = 0 THEN 'order' ELSE 'go_on' END AS what
  FROM anxin_order_supplierorder t
  JOIN anxin_order_order o ON o.id = t.order_id
  JOIN anxin_catalog_product p ON p.id = o.product_id
  LEFT JOIN anxin_aftersale_case k ON k.order_id = o.id AND k.state = 'submitted'
 WHERE t.next_try_at <= clock_now()
   AND (t.state IN ('sending', 'accepted', 'unknown', 'sold_out')
        OR (t.state = 'wanted' AND o.state = 'delivering' AND NOT o.case_open))
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
    done = 0
    while claim := _claim():
        done += 1
        supplier = outside.suppliers.get(claim.supplier)
        outcome = _call(supplier, claim, outside) if supplier else Unknown("no such supplier here")
        _record(claim, outcome)
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
            move_order(
                order_id=order.id,
                version=order.version,
                states=(order.state,),
                step=Step("supplier_asked", "system"),
                due_at=order.due_at,
            )
        return due
    return None


def _call(supplier: TopUpSupplier, claim: Any, outside: Outside) -> Outcome:
    """Ask what became of it first, unless it is the first try; the number never changes."""
    if claim.what == "cancel":
        return supplier.cancel(order_no=claim.no)
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


@transaction.atomic
def _record(claim: Any, outcome: Outcome) -> None:
    order = orders.lock_order(order_id=claim.order_id)
    assert order is not None
    if isinstance(outcome, ToppedUp | Cancelled | TopUpFailed):
        _finish(order, claim, outcome)
    elif isinstance(outcome, Refused):
        _refused(order, claim, outcome)
    elif isinstance(outcome, Accepted):
        _wait(claim, "accepted", ASK_AFTER, supplier_no=outcome.supplier_no)
    else:
        _wait(claim, "unknown", TRY_AFTER, trouble=getattr(outcome, "why", "not ordered"))
    if claim.what == "cancel":
        _tell_case(claim)


def _finish(order: OrderRow, claim: Any, outcome: ToppedUp | Cancelled | TopUpFailed) -> None:
    if isinstance(outcome, ToppedUp):
        if _end(claim, "succeeded", outcome.supplier_no, outcome.receipt_no):
            _arrived(order, claim, outcome)
    elif isinstance(outcome, Cancelled):
        _end(claim, "cancelled")
    elif _end(claim, "failed", trouble=outcome.code):
        _failed(order, "delivery_failed", outcome.code)


def _refused(order: OrderRow, claim: Any, refused: Refused) -> None:
    """Sold out is tried again for a while; anything else, and the last of those, is a failure."""
    if not refused.final and claim.sold_out_tries < len(SOLD_OUT_AFTER):
        _wait(claim, "sold_out", SOLD_OUT_AFTER, trouble=refused.code, sold_out=1)
    elif _end(claim, "failed", trouble=refused.code):
        cause = "delivery_failed" if refused.final else "sold_out"
        _failed(order, cause, refused.code)


def _wait(
    claim: Any,
    state: str,
    after: tuple[int, ...],
    *,
    supplier_no: str = "",
    trouble: str = "",
    sold_out: int = 0,
) -> None:
    """Leave `sending` for `state`, to be asked again; who was quicker has the last word."""
    tries = claim.sold_out_tries if sold_out else claim.tries
    run(
        """UPDATE anxin_order_supplierorder
              SET state = %(state)s::text, trouble = %(trouble)s::text,
                  supplier_no = coalesce(nullif(%(supplier_no)s::text, ''), supplier_no),
                  sold_out_tries = sold_out_tries + %(sold_out)s::int,
                  next_try_at = clock_now() + make_interval(secs => %(seconds)s::int)
            WHERE id = %(id)s::uuid AND state = 'sending'""",
        {
            "id": claim.id,
            "state": state,
            "trouble": trouble[:120],
            "supplier_no": supplier_no[:64],
            "sold_out": sold_out,
            "seconds": after[min(tries, len(after) - 1)],
        },
    )


def _end(
    claim: Any, state: str, supplier_no: str = "", receipt_no: str = "", trouble: str = ""
) -> bool:
    """Bring a supplier's order to its end; told twice, it ends once."""
    return bool(
        run(
            """UPDATE anxin_order_supplierorder
                  SET state = %(state)s::text, trouble = %(trouble)s::text,
                      receipt_no = %(receipt_no)s::text, next_try_at = NULL,
                      supplier_no = coalesce(nullif(%(supplier_no)s::text, ''), supplier_no),
                      finished_at = clock_now()
                WHERE id = %(id)s::uuid
                  AND state IN ('sending', 'accepted', 'unknown', 'sold_out')
              RETURNING id""",
            {
                "id": claim.id,
                "state": state,
                "trouble": trouble[:120],
                "supplier_no": supplier_no[:64],
                "receipt_no": receipt_no[:64],
            },
        )
    )


def _arrived(order: OrderRow, claim: Any, done: ToppedUp) -> None:
    """Deliver the order, or, where it has been paid back meanwhile, only note what arrived."""
    data = {"receipt": done.receipt_no, "value_fen": claim.value_fen}
    if order.state != "delivering" or claim.value_fen > order.owed_fen:
        move_order(
            order_id=order.id,
            version=order.version,
            states=(order.state,),
            step=Step("supplier_too_late", "system", data=data),
            due_at=order.due_at,
        )
        return
    move_order(
        order_id=order.id,
        version=order.version,
        states=("delivering", "delivered"),
        step=Step("supplier_delivered", "system", data=data),
        due_at=order.now + COMPLETE_AFTER,
        delivered_at=order.now,
        delivered_value_fen=(order.delivered_value_fen or 0) + claim.value_fen,
        receipt="confirmed",
    )


def _failed(order: OrderRow, cause: str, code: str) -> None:
    """Say that delivery has failed; it is due at once, so the sweep gives the money back."""
    if order.state != "delivering":
        return
    move_order(
        order_id=order.id,
        version=order.version,
        states=("delivering", "delivery_failed"),
        step=Step("delivery_failed", "system", data={"cause": cause, "code": code}),
        due_at=order.now,
        receipt="missing",
    )


def _tell_case(claim: Any) -> None:
    """Have the case decided that waited for a word that has come."""
    run(
        """UPDATE anxin_aftersale_case k SET waits_for = '', next_ask_at = NULL,
                  due_at = clock_now()
             FROM anxin_order_supplierorder t
            WHERE k.no = %(no)s::text AND k.waits_for = 'supplier' AND t.id = %(id)s::uuid
              AND t.state IN ('succeeded', 'failed', 'cancelled')""",
        {"no": claim.case_no, "id": claim.id},
    )
