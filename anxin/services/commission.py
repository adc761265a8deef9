"""Commissions of resellers: fixed when the order is placed, paid as its money is settled."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from anxin.domain.outside import Outside
from anxin.domain.settlement import Share
from anxin.services.order.place import NotPlaced, OrderForm, Placed, place_order
from anxin.storage.ledger.models import Commission
from anxin.storage.order.models import Order


class _NotFitting(Exception):
    """The shares do not fit the order; the transaction is undone."""


def place_with_commissions(
    *, buyer_id: UUID, product_no: str, form: OrderForm, shares: Sequence[Share], outside: Outside
) -> Placed | NotPlaced:
    """Place an order through resellers, each with its share in fen, in the chain's sequence.

    The shares stand with the order or neither does. The same form sent again with the same shares
    is the same order; with others it is refused, as are shares that are more than the order.
    """
    try:
        with transaction.atomic():
            placed = place_order(
                buyer_id=buyer_id, product_no=product_no, form=form, outside=outside
            )
            if isinstance(placed, Placed):
                _fix(placed.order_no, shares)
            return placed
    except _NotFitting as refused:
        return NotPlaced(str(refused))


def _fix(order_no: str, shares: Sequence[Share]) -> None:
    order = Order.objects.select_for_update(no_key=True).get(no=order_no)
    agreed = Commission.objects.filter(order_id=order.id).order_by("position")
    known = [Share(row.reseller_id, row.fen) for row in agreed]
    if known == list(shares):
        return
    if known or order.version > 1:
        raise _NotFitting("form_reused")
    resellers = {share.reseller_id for share in shares}
    if len(resellers) < len(shares) or any(share.fen <= 0 for share in shares):
        raise _NotFitting("shares_invalid")
    if sum(share.fen for share in shares) > order.total_fen:
        raise _NotFitting("shares_exceed_order")
    Commission.objects.bulk_create(
        Commission(order_id=order.id, position=n, reseller_id=share.reseller_id, fen=share.fen)
        for n, share in enumerate(shares)
    )
