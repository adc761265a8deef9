"""The way that a picture takes: sent, kept, read by a process of its own, and decided upon."""

from __future__ import annotations

from anxin import wiring
from anxin.domain.outside import Sealed
from anxin.storage.aftersale.models import Case
from anxin.storage.evidence.models import Piece
from anxin.storage.order import queries as orders
from anxin.storage.order.models import Order
from torture.evidence import drawn, failure
from torture.shop import CANARY
from torture.walk import LATER, Walk, look, paid_by_wallet

READER_S = 40.0
"""For a reader to wake, be warm and have read; one that died is waited for by the clock."""


def shown(walk: Walk) -> None:
    """A seen card said not to work, and a picture of it: read, held against the records, paid."""
    buyer = walk.buyer()
    no = paid_by_wallet(buyer, walk.instant)
    buyer.view(no, unit=1, canary=CANARY)
    picture = drawn(lines=failure(code=_code(no)))
    buyer.send_file(f"/orders/{no}/evidence/", kind="activation_failure", file=picture)
    buyer.ask_back(no, reason="card_invalid", units=None, twice=False)
    pieces = Piece.objects.filter(order__no=no)
    walk.until(
        lambda: (piece := look(pieces)) is not None and piece.state != "received",
        nudge=LATER,
        limit_s=READER_S,
    )
    cases = Case.objects.filter(order__no=no)
    walk.until(lambda: (case := look(cases)) is not None and case.state == "refunded")


def _code(no: str) -> str:
    order = look(Order.objects.filter(no=no))
    assert order is not None
    [card] = orders.list_cards(order_id=order.id)
    sealed = Sealed(card.key_no, bytes(card.sealed))
    return wiring.outside().secrets.open(sealed=sealed, bound_to=card.merchant_id.bytes)


PATHS = (shown,)
