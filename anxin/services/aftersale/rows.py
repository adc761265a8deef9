"""The values of the statement that saves a decision: counters, transfers, bookings, events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from anxin.domain.case import DECIDED_WITHIN, Course
from anxin.domain.settlement import lacking
from anxin.services.aftersale.change import Event, Settlement
from anxin.services.aftersale.issued import issued_rows
from anxin.services.order.deliver import COMPLETE_AFTER
from anxin.services.posting import columns_of
from anxin.storage.aftersale.ground import Ground

COUPON_LASTS = timedelta(days=7)
"""What comes back of a coupon can be spent for at least so long."""

UNTOLD = {
    "wants": None,
    "decider": None,
    "proposal_state": "lapsed",
    "stays": False,
    "nudged": 0,
    "carrier": None,
    "parcel": None,
    "return_to": None,
    "note": None,
    "contact_phone": None,
    "details": None,
    "edited": 0,
    "by_system": False,
    "remedy": "quoted",
    "takes_ready": False,
    "own_money": None,
    "decided_within": DECIDED_WITHIN,
}
"""What a step says nothing of."""


def values_of(*, ground: Ground, course: Course, settlement: Settlement) -> dict[str, Any]:
    """Return what a decision changes, by the names that the statement knows."""
    return {
        "buyer_id": ground.buyer_id,
        "case_count": ground.case_count,
        "order_id": ground.order_id,
        "order_version": ground.order_version,
        "order_state": course.order[-1],
        "order_due_at": _order_due_at(ground, course),
        "case_state": course.case[-1],
        "case_open": course.case_open,
        "stops": course.stops,
        "due_at": course.due_at,
        "granted_to": _granted_to(ground, course),
        "done_fen": sum(transfer.gross_fen for transfer in settlement.done),
        "reserved_fen": sum(transfer.gross_fen for transfer in settlement.reserved),
        "lacking_fen": lacking_of(ground=ground, settlement=settlement),
        "units": settlement.units,
        "shortfall_fen": settlement.shortfall_fen,
        "transfers": _transfers(settlement),
        "postings": _postings(settlement),
        "credits": json.dumps(settlement.credits),
        "coupon_for": COUPON_LASTS,
        "refund_cause": settlement.cause,
        "cards": settlement.cards,
        "issued": issued_rows(settlement=settlement),
    }


def _granted_to(ground: Ground, course: Course) -> UUID | None:
    """The address that goods are to come back to, as it is where a return is granted."""
    granted = course.case[-1] == "awaiting_return" and len(course.case) > 1
    return ground.returns_to if granted else None


def lacking_of(*, ground: Ground, settlement: Settlement) -> int:
    """Return how much of a settlement the order's escrow lacks since it was released."""
    return lacking(
        gross_fen=sum(transfer.gross_fen for transfer in settlement.transfers),
        paid_fen=ground.paid_fen,
        taken_fen=sum(payment.taken_fen for payment in ground.payments),
        settled_fen=ground.settled_fen,
    )


def _order_due_at(ground: Ground, course: Course) -> datetime | None:
    """Keep the state's deadline while the state stays; a cancelled order has none.

    Where the part that never arrived is refunded, what did arrive completes by itself.
    """
    state = course.order[-1]
    if state == ground.order_state:
        return ground.due_at
    return ground.now + COMPLETE_AFTER if state == "delivered" else None


def event_rows(*, events: Sequence[Event]) -> str:
    """Return events as the statement reads them, in their sequence."""
    rows = [
        {
            "ordinal": n,
            "kind": event.kind,
            "states": event.states,
            "actor": event.actor,
            "role": event.role,
            "data": event.data,
        }
        for n, event in enumerate(events, start=1)
    ]
    return json.dumps(rows, default=str, ensure_ascii=False)


def _transfers(settlement: Settlement) -> str:
    rows = [
        {
            "id": transfer.id,
            "payment_id": transfer.payment_id,
            "no": transfer.no,
            "refund_fen": transfer.refund_fen,
            "fee_fen": transfer.fee_fen,
            "gross_fen": transfer.gross_fen,
            "target": transfer.to,
            "at_once": transfer.at_once,
            "route": transfer.route,
        }
        for transfer in settlement.transfers
    ]
    return json.dumps(rows, default=str)


def _postings(settlement: Settlement) -> str:
    rows = [
        {"cause": cause, "line": line, **columns_of(posting)}
        for cause, line, posting in settlement.postings
    ]
    return json.dumps(rows, default=str)
