"""While a claim runs the account shows no secret, buys nothing and takes no money out, and the
orders named by the claim are not delivered. Nobody is punished by it."""

from __future__ import annotations

from uuid import UUID

from anxin.domain.states import UNDELIVERED
from anxin.services.order.deliver import DELIVER_WITHIN
from anxin.services.order.move import Step, move_order
from anxin.storage.account.models import Account
from anxin.storage.columns import ClockNow
from anxin.storage.minors.models import ClaimOrder, Freeze, Objection
from anxin.storage.order import queries as orders
from anxin.storage.order.held import is_held
from anxin.storage.order.queries import OrderRow


def place_freeze(*, claim_id: UUID, account_id: UUID) -> None:
    """Let an account stand still for a claim. Its row is locked: a purchase is before or after.

    Where the holder objected and was right it does not stand still again for the same claim.
    """
    Account.objects.select_for_update(no_key=True).get(id=account_id)
    if not Objection.objects.filter(claim_id=claim_id, outcome="upheld").exists():
        Freeze.objects.get_or_create(claim_id=claim_id, account_id=account_id, lifted_at=None)


def pause_delivery(*, order_id: UUID) -> None:
    """Say in an order's history that its delivery stands still. Call it when the order is held.

    The order is locked: whatever delivers it is before or after, and after it finds it held.
    """
    order = orders.lock_order(order_id=order_id)
    if order and order.state in UNDELIVERED and is_held(order_id=order_id):
        _noted(order, "delivery_paused")


def lift_freeze(*, claim_id: UUID) -> None:
    """Let go what stood still for a claim; another claim's freeze stays."""
    if Freeze.objects.filter(claim_id=claim_id, lifted_at=None).update(lifted_at=ClockNow()):
        held = ClaimOrder.objects.filter(claim_id=claim_id).order_by("order_id")
        for order_id in held.values_list("order_id", flat=True):
            resume_delivery(order_id=order_id)


def resume_delivery(*, order_id: UUID) -> None:
    """Go on with a delivery that stood still: who delivers by hand has his whole time again."""
    order = orders.lock_order(order_id=order_id)
    if order and order.state in UNDELIVERED and not is_held(order_id=order_id):
        _noted(order, "delivery_resumed")


def _noted(order: OrderRow, kind: str) -> None:
    by_hand = order.state == "delivering" and order.kind != "card_secret"
    again = kind == "delivery_resumed" and by_hand and order.due_at is not None
    move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state,),
        step=Step(kind, "system"),
        due_at=order.now + DELIVER_WITHIN if again else order.due_at,
    )
