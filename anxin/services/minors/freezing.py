"""While a claim runs the account shows no secret, buys nothing and takes no money out, and the
orders named by the claim are not delivered. Nobody is punished by it.

An order that is to be given back stands still until it is, also where its account is free."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Q

from anxin.domain.states import UNDELIVERED
from anxin.services.order.deliver import DELIVER_WITHIN
from anxin.services.order.move import Step, note_on
from anxin.storage.account.models import Account
from anxin.storage.columns import ClockNow
from anxin.storage.minors.models import ClaimOrder, Freeze, Objection
from anxin.storage.order import queries as orders
from anxin.storage.order.held import is_held
from anxin.storage.order.models import OrderEvent
from anxin.storage.order.queries import OrderRow

PAUSES: Final = ("delivery_paused", "delivery_resumed")


def place_freeze(*, claim_id: UUID, account_id: UUID) -> None:
    """Let an account stand still for a claim. Its row is locked: a purchase is before or after.

    Where the holder objected and was right, or was not answered in time, it does not stand still
    again for the same claim.
    """
    Account.objects.select_for_update(no_key=True).get(id=account_id)
    objected = Objection.objects.filter(claim_id=claim_id, account_id=account_id)
    if not objected.filter(Q(outcome="upheld") | Q(outcome="", due_at=None)).exists():
        Freeze.objects.get_or_create(claim_id=claim_id, account_id=account_id, lifted_at=None)


def pause_delivery(*, order_id: UUID) -> None:
    """Say in an order's history that its delivery stands still. Call it when the order is held.

    The order is locked: whatever delivers it is before or after, and after it finds it held.
    """
    order = orders.lock_order(order_id=order_id)
    if order and order.state in UNDELIVERED and is_held(order_id=order_id) and not _stands(order):
        _noted(order, "delivery_paused")


def hold_orders(*, claim_id: UUID) -> None:
    """Have the orders of a claim stand still that it holds."""
    for order_id in _orders(claim_id):
        pause_delivery(order_id=order_id)


def lift_freeze(*, claim_id: UUID) -> bool:
    """Let go what stood still for a claim; another claim's freeze stays. Say if it let go any."""
    lifted = Freeze.objects.filter(claim_id=claim_id, lifted_at=None).update(lifted_at=ClockNow())
    for order_id in _orders(claim_id):
        resume_delivery(order_id=order_id)
    return bool(lifted)


def _orders(claim_id: UUID) -> list[UUID]:
    """A claim's orders, always in the same sequence: they are locked one after the other."""
    named = ClaimOrder.objects.filter(claim_id=claim_id).order_by("order_id")
    return list(named.values_list("order_id", flat=True))


def resume_delivery(*, order_id: UUID) -> None:
    """Go on with a delivery that stood still: who delivers by hand has his whole time again."""
    order = orders.lock_order(order_id=order_id)
    if order and order.state in UNDELIVERED and not is_held(order_id=order_id) and _stands(order):
        _noted(order, "delivery_resumed")


def _stands(order: OrderRow) -> bool:
    """Whether the order's history says that its delivery stands still."""
    told = OrderEvent.objects.filter(order_id=order.id, kind__in=PAUSES).order_by("-seq")
    return told.values_list("kind", flat=True).first() == "delivery_paused"


def _noted(order: OrderRow, kind: str) -> None:
    by_hand = order.state == "delivering" and order.kind != "card_secret"
    again = kind == "delivery_resumed" and by_hand and order.due_at is not None
    note_on(
        order, Step(kind, "system"), due_at=order.now + DELIVER_WITHIN if again else order.due_at
    )
