"""Lock before refund: which cards a decision takes, and whether its money has to wait for them."""

from __future__ import annotations

from dataclasses import replace

from anxin.domain.cards import (
    LOCK_KNOWN,
    Cards,
    Split,
    cards_to_refund,
    verdict_of_locks,
)
from anxin.domain.case import Course, Standing, course_until_locked
from anxin.services.aftersale.change import Settlement
from anxin.services.numbers import new_no
from anxin.storage.aftersale.ground import Ground


def cards_of_refund(*, ground: Ground, split: Split | None, units: int) -> Cards:
    """Return the cards that a refund of so many units takes from its buyer, who has them."""
    sold = tuple(card for card in ground.cards if card.state != "held")
    return cards_to_refund(cards=sold, split=split, units=units)


def with_locks(
    *,
    ground: Ground,
    split: Split | None,
    course: Course,
    settlement: Settlement,
    standing: Standing,
) -> tuple[Course, Settlement]:
    """Return a decision as far as it goes before the cards that it refunds are locked.

    Where the issuer has said all there is to say about each of them, and for anything but cards
    that the buyer has, it goes all the way.
    """
    cards = cards_of_refund(ground=ground, split=split, units=settlement.units)
    if not course.pays or not ground.issuer or not cards:
        return course, settlement
    if verdict_of_locks(cards=cards, delivered_at=ground.facts.delivered_at).word != "wait":
        return course, taking(cards=cards, settlement=settlement)
    return course_until_locked(course=course, standing=standing), _locking(cards)


def locks_wanted(*, ground: Ground, units: int) -> Settlement:
    """Return the locks that are wanted for so many cards of an order; none without an issuer."""
    if not ground.issuer:
        return Settlement()
    return _locking(cards_of_refund(ground=ground, split=None, units=units))


def _locking(cards: Cards) -> Settlement:
    asked = tuple((card.id, new_no()) for card in cards if card.lock not in LOCK_KNOWN)
    return Settlement(issued=asked, issued_do="lock") if asked else Settlement()


def taking(*, cards: Cards, settlement: Settlement) -> Settlement:
    """Return a settlement that takes these very cards."""
    issued = tuple((card.id, "") for card in cards)
    return replace(settlement, cards=0, issued=issued, issued_do="take")
