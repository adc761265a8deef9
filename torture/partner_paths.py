"""The ways that lead to a card's issuer and to a supplier of top-ups."""

from __future__ import annotations

from datetime import timedelta

from anxin.storage.aftersale.models import Case
from anxin.storage.card.models import Card
from anxin.storage.order.models import Order, SupplierOrder
from torture.shop import CANARY, Goods
from torture.visitor import Buyer
from torture.walk import LATER, Walk, look, paid_by_wallet

LOCK_WAIT = timedelta(minutes=31)
"""Longer than a case waits for locks before it is brought to a person."""
ALWAYS = 1_000
PHONE_NO = "13800138000"


def issued(walk: Walk) -> None:
    """A seen card, not wanted: its issuer says that it is unused and locks it, then it is paid."""
    buyer, no = _seen(walk, walk.issued)
    _closed(walk, buyer.ask_back(no, reason="unwanted", units=None, twice=False))


def invalid(walk: Walk) -> None:
    """A seen card said not to work, of which its issuer has never heard: paid back at once."""
    buyer, no = _seen(walk, walk.invalid)
    _closed(walk, buyer.ask_back(no, reason="card_invalid", units=None, twice=False))


def rejected(walk: Walk) -> None:
    """Locked too late, so a person decides, and says no: the card is unlocked."""
    _buyer, no = _to_person(walk)
    case = Case.objects.get(order__no=no).no
    walk.until(lambda: _lock_of(no) == "locked", nudge=LATER)
    walk.senior.post(f"/console/cases/{case}/reject/", code="no_rule", said="不符合")
    walk.until(lambda: _lock_of(no) == "none", nudge=LATER)


def withdrawn(walk: Walk) -> None:
    """Locked too late, and the buyer keeps the card after all: it is unlocked."""
    buyer, no = _to_person(walk)
    case = Case.objects.get(order__no=no).no
    buyer.post(f"/refunds/{case}/withdraw/")
    walk.until(lambda: _lock_of(no) == "none", nudge=LATER)


def supplied(walk: Walk) -> None:
    """A top-up is ordered at its supplier and arrives."""
    _buyer, no = _ordered(walk)
    walk.until(lambda: _state_of(no) == "delivered", nudge=LATER)


def not_supplied(walk: Walk) -> None:
    """A supplier fails: the money goes back by itself."""
    with walk.switched("order_fails", on="supplier.order"):
        _buyer, no = _ordered(walk)
        walk.until(lambda: _state_of(no) == "cancelled", nudge=LATER)


def called_off(walk: Walk) -> None:
    """Not wanted any more while the supplier is at it: called off there, then paid back."""
    with walk.switched("finishes_late", on="supplier.order", seconds=7_200):
        buyer, no = _ordered(walk)
        walk.until(lambda: _at_supplier(no) == "accepted")
        _closed(walk, buyer.ask_back(no, reason="", units=None, twice=False))


def past_calling_off(walk: Walk) -> None:
    """Not wanted any more, and the supplier cannot stop: what arrives is not paid back."""
    with (
        walk.switched("finishes_late", on="supplier.order", seconds=20),
        walk.switched("no_cancel", on="supplier.cancel"),
    ):
        buyer, no = _ordered(walk)
        walk.until(lambda: _at_supplier(no) == "accepted")
        _closed(walk, buyer.ask_back(no, reason="", units=None, twice=False))


PATHS = (
    issued,
    invalid,
    rejected,
    withdrawn,
    supplied,
    not_supplied,
    called_off,
    past_calling_off,
)


def _seen(walk: Walk, goods: Goods) -> tuple[Buyer, str]:
    """A card that was delivered and looked at."""
    buyer = walk.buyer()
    no = paid_by_wallet(buyer, goods)
    walk.until(lambda: _state_of(no) == "delivered")
    buyer.view(no, unit=1, canary=CANARY)
    return buyer, no


def _to_person(walk: Walk) -> tuple[Buyer, str]:
    """A refund whose card could not be locked in time; from then on it can."""
    with walk.switched("lock_fails", on="issuer.lock", count=ALWAYS):
        buyer, no = _seen(walk, walk.issued)
        buyer.ask_back(no, reason="unwanted", units=None, twice=False)
        walk.until(lambda: _case_state(no) == "approved", nudge=LATER)
        walk.havoc.move_clock(by=LOCK_WAIT)
        walk.until(lambda: _case_state(no) == "platform_review")
    return buyer, no


def _ordered(walk: Walk) -> tuple[Buyer, str]:
    buyer = walk.buyer()
    return buyer, paid_by_wallet(buyer, walk.supplied, phone=PHONE_NO)


def _closed(walk: Walk, case: str | None) -> None:
    """Wait until a case is over; a top-up's supplier may take its time."""
    if case:
        still_open = Case.objects.filter(no=case, closed_at=None)
        walk.until(lambda: look(still_open) is None, nudge=LATER)


def _state_of(no: str) -> str:
    order = look(Order.objects.filter(no=no))
    return order.state if order else ""


def _case_state(no: str) -> str:
    case = look(Case.objects.filter(order__no=no).order_by("-id"))
    return case.state if case else ""


def _lock_of(no: str) -> str:
    card = look(Card.objects.filter(ordercard__order__no=no))
    return card.lock if card else ""


def _at_supplier(no: str) -> str:
    order = look(SupplierOrder.objects.filter(order__no=no).order_by("-attempt"))
    return order.state if order else ""
