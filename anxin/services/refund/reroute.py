"""Another way for a refund that the channel cannot make: the buyer's consent and four eyes.

A withdrawal needs neither: it goes back to its owner's wallet by itself
(`services.refund.recording`).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from anxin.services.refund.charged_back import is_charged_back
from anxin.storage import queue
from anxin.storage.columns import ClockNow
from anxin.storage.refund.models import Refund, Reroute


@dataclass(frozen=True, slots=True)
class NotRerouted:
    """Nothing was saved; `code` says why."""

    code: str


def consent(*, refund_no: str, buyer_id: UUID) -> NotRerouted | None:
    """Note that the buyer agrees to have the money in the wallet instead of the way it was paid."""
    return _agree(refund_no, {"consented_at": ClockNow()}, buyer_id=buyer_id)


def propose_reroute(*, refund_no: str, by: UUID) -> NotRerouted | None:
    """Propose, for finance, that a stuck refund goes to the buyer's wallet."""
    return _agree(refund_no, {"proposed_by_id": by, "proposed_at": ClockNow()})


def confirm_reroute(*, refund_no: str, by: UUID) -> NotRerouted | None:
    """Confirm what somebody else in finance proposed."""
    return _agree(refund_no, {"confirmed_by_id": by, "confirmed_at": ClockNow()}, confirmed_by=by)


@transaction.atomic
def _agree(
    refund_no: str,
    said: dict[str, object],
    *,
    buyer_id: UUID | None = None,
    confirmed_by: UUID | None = None,
) -> NotRerouted | None:
    """Write one of the three words down; with all three the refund is on its new way."""
    refund = Refund.objects.select_for_update().filter(no=refund_no).first()
    if refund is None or (buyer_id and _buyer_of(refund) != buyer_id):
        return NotRerouted("not_found")
    if refund.state != "abnormal" or refund.next_try_at is not None or refund.route:
        return NotRerouted("not_stuck")
    if is_charged_back(payment_id=refund.payment_id):
        return NotRerouted("charged_back")
    row, _ = Reroute.objects.get_or_create(refund=refund, defaults={"route": "wallet"})
    if confirmed_by is not None and row.proposed_by_id in (None, confirmed_by):
        return NotRerouted("four_eyes" if row.proposed_by_id else "not_proposed")
    if "proposed_by_id" in said and row.proposed_by_id is not None:
        return NotRerouted("proposed_before")
    Reroute.objects.filter(refund=refund).update(**said)
    row.refresh_from_db()
    if row.consented_at and row.confirmed_at:
        Refund.objects.filter(id=refund.id).update(route=row.route, next_try_at=ClockNow())
        queue.defer(task="send_refunds")
    return None


def _buyer_of(refund: Refund) -> UUID | None:
    order = refund.payment.order
    return order.buyer_id if order else None
