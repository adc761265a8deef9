"""Recording what a supplier answered: delivered, waited for, given back, or too late."""

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
    TopUpState,
)
from anxin.services.failpoint import here
from anxin.services.order.deliver import COMPLETE_AFTER, end_taken_back
from anxin.services.order.move import Step, move_order, note_on
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow
from anxin.storage.statement import run

TRY_AFTER = (12, 30, 60, 120, 300, 600)
"""Seconds until an order is asked about whose answer never came; the last is repeated."""
ASK_AFTER = (2, 3, 5, 10, 30, 60, 300, 600)
"""Seconds until an order is asked about that the supplier is at, by how often it was asked."""
SOLD_OUT_AFTER = (20, 60, 180)
"""Seconds until an order that was sold out is tried again; after the last it has failed."""

Outcome = TopUpState | NotOrdered | Refused | Unknown


@transaction.atomic
def record_outcome(*, claim: Any, outcome: Outcome) -> None:
    """Record an answer with everything that follows from it, in one transaction."""
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
    here("supplier.recorded_not_committed")


def _finish(order: OrderRow, claim: Any, outcome: ToppedUp | Cancelled | TopUpFailed) -> None:
    if isinstance(outcome, ToppedUp):
        if _end(claim, "succeeded", outcome.supplier_no, outcome.receipt_no):
            _arrived(order, claim, outcome)
    elif isinstance(outcome, Cancelled):
        if _end(claim, "cancelled") and order.taken_back:
            end_taken_back(order_id=order.id)
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
        note_on(order, Step("supplier_too_late", "system", data=data))
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
