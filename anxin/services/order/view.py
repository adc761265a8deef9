"""Viewing card secrets: recorded and committed before a secret leaves."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from anxin.domain.outside import Outside, Sealed
from anxin.domain.states import SERVED
from anxin.services.failpoint import here
from anxin.services.order.move import Step, note_on
from anxin.storage.minors.freezes import is_frozen, keeps_secrets_back
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import DeliveredCard, OrderRow
from anxin.storage.statement import run

DEVICE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class ShownCard:
    """One unit of an order; `secret` is `None` where it may not or need not be shown."""

    unit: int
    state: str
    viewed: bool
    secret: str | None


@dataclass(frozen=True, slots=True)
class NotShown:
    """Nothing is shown; `code` says why."""

    code: str


def view_cards(
    *, no: str, buyer_id: UUID, unit: int | None, ip: str | None, device: str, outside: Outside
) -> list[ShownCard] | NotShown:
    """Record a viewing of one unit (or of all) and return the secrets.

    The record is committed before anything is decrypted, so a secret that anybody saw is always
    known to have been seen; a record without a secret seen is the lesser harm.
    """
    seen = _record_viewing(no, buyer_id, unit, ip, device[:DEVICE_CHARACTERS])
    if isinstance(seen, NotShown):
        return seen
    here("view.committed_not_shown")
    return [_shown(card, outside) for card in seen]


@transaction.atomic
def _record_viewing(
    no: str, buyer_id: UUID, unit: int | None, ip: str | None, device: str
) -> list[DeliveredCard] | NotShown:
    order = orders.order_of_buyer(no=no, buyer_id=buyer_id)
    order = orders.lock_order(order_id=order.id) if order else None
    if order is None:
        return NotShown("not_found")
    if order.state not in SERVED or order.kind != "card_secret":
        return NotShown("not_delivered")
    if order.case_open:
        return NotShown("case_open")
    if is_frozen(account_id=buyer_id) or keeps_secrets_back(order_id=order.id):
        return NotShown("frozen")
    cards = [card for card in orders.list_cards(order_id=order.id) if card.state == "sold"]
    asked = [card for card in cards if unit in (None, card.unit)]
    if not asked:
        return NotShown("not_found")
    _save(order, asked, buyer_id, ip, device)
    return asked


def _save(
    order: OrderRow, asked: list[DeliveredCard], buyer_id: UUID, ip: str | None, device: str
) -> None:
    fresh = [card for card in asked if card.viewed_at is None]
    values = {
        "cards": [card.card_id for card in asked],
        "viewer": buyer_id,
        "ip": ip,
        "device": device,
    }
    run(
        """WITH views AS (
             INSERT INTO anxin_order_cardview (order_card_id, viewer_id, ip, device)
             SELECT unnest(%(cards)s::uuid[]), %(viewer)s::uuid, %(ip)s::inet, %(device)s::text)
           UPDATE anxin_order_ordercard SET viewed_at = coalesce(viewed_at, clock_now())
            WHERE card_id = ANY(%(cards)s::uuid[])""",
        values,
    )
    if fresh:
        note_on(
            order,
            Step("card_viewed", "buyer", buyer_id, {"units": [c.unit for c in fresh]}),
            viewed_units=order.viewed_units + len(fresh),
        )
    here("view.recorded_not_committed")


def _shown(card: DeliveredCard, outside: Outside) -> ShownCard:
    sealed = Sealed(card.key_no, bytes(card.sealed))
    secret = outside.secrets.open(sealed=sealed, bound_to=card.merchant_id.bytes)
    return ShownCard(card.unit, card.state, viewed=True, secret=secret)


def cards_of(*, order: OrderRow) -> list[ShownCard]:
    """Return the order's cards without their secrets, for the page before viewing."""
    return [
        ShownCard(card.unit, card.state, viewed=card.viewed_at is not None, secret=None)
        for card in orders.list_cards(order_id=order.id)
    ]
