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
    unlocked: bool = False,
) -> tuple[Course, Settlement]:
    """Return a decision as far as it goes before the cards that it refunds are locked.

    Where the issuer has said all there is to say about each of them, and for anything but cards
    that the buyer has, it goes all the way; so it does where it is paid `unlocked`.
    """
    cards = cards_of_refund(ground=ground, split=split, units=settlement.units)
    if not course.pays or not ground.issuer or not cards:
        return course, settlement
    if verdict_of_locks(cards=cards, delivered_at=ground.facts.delivered_at).word != "wait":
        return course, taking(cards=cards, settlement=settlement)
    if unlocked:
        return course, at_risk(cards=cards, settlement=settlement)
    return course_until_locked(course=course, standing=standing), _locking(cards)


def locks_wanted(*, ground: Ground, units: int) -> Settlement:
    """Return the locks that are wanted for so many cards of an order; none without an issuer."""
    if not ground.issuer:
        return Settlement()
    return _locking(cards_of_refund(ground=ground, split=None, units=units))


def locks_are_slow(*, ground: Ground) -> bool:
    """Say whether an issuer was asked to lock a card that the buyer has, and has not done it."""
    return any(card.state in ("sold", "locking") and card.lock == "wanted" for card in ground.cards)


def slow_locks(*, cards: Cards, settlement: Settlement) -> int:
    """Return how many of the cards that a settlement takes their issuer has not locked."""
    taken = {card for card, _ in settlement.issued}
    return sum(card.id in taken and card.lock not in LOCK_KNOWN for card in cards)


def _locking(cards: Cards) -> Settlement:
    """Every card of the remedy, also one whose lock is known: the others are let go."""
    asked = tuple((card.id, new_no()) for card in cards)
    return Settlement(issued=asked, issued_do="lock") if asked else Settlement()


def at_risk(*, cards: Cards, settlement: Settlement) -> Settlement:
    """Return a settlement that takes these cards as they are, locked or not.

    Whoever uses one that is not locked yet does so at the platform's expense.
    """
    issued = tuple((card.id, new_no()) for card in cards)
    return replace(settlement, cards=0, issued=issued, issued_do="risk")


def taking(*, cards: Cards, settlement: Settlement) -> Settlement:
    """Return a settlement that takes these very cards."""
    issued = tuple((card.id, "") for card in cards)
    return replace(settlement, cards=0, issued=issued, issued_do="take")
