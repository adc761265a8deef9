"""Which cards a request is about, once their issuer has said how each of them stands.

POLICY.md: a request over cards of different status is split by status before it is quoted. One
case has one answer, so it takes the cards of one status, those that its reason speaks of; the
buyer may ask again for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from anxin.domain.calendar import WorkingDay
from anxin.domain.policy import Policy
from anxin.domain.quote import Facts, quote
from anxin.domain.words import ISSUER_STATUSES

FAULTS: Final = frozenset({"card_invalid", "not_as_described", "wrong_item", "quality"})
_SPEAKS_OF: Final = {True: ("invalid",), False: ("unused", "invalid")}
"""What a request is about first, by whether its reason is a fault of the card."""


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card of an order that no refund has taken, and what is known of it.

    `state` is the card's own (`held`, `sold` or `locking`), `lock` that of its lock
    (domain.states.CARD_LOCK). `status` is the issuer's word, empty where it was not asked.
    `sold_at`: when this card was delivered, where that is known: another of its order may have been
    given anew since.
    """

    id: UUID
    unit: int
    viewed: bool
    state: str = "sold"
    lock: str = "none"
    status: str = ""
    used_at: datetime | None = None
    sold_at: datetime | None = None


Cards = tuple[HeldCard, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """The cards that a request is decided over, all of one `status`."""

    status: str
    used_at: datetime | None
    cards: Cards


LOCK_KNOWN: Final = frozenset({"locked", "used", "gone"})
"""Locks about which there is nothing left to ask."""


def in_sequence(cards: Sequence[HeldCard]) -> Cards:
    """Return the cards as refunds take them: those nobody has seen first, the last unit first."""
    return tuple(sorted(cards, key=lambda card: (card.viewed, -card.unit)))


def effective_status(*, card: HeldCard, delivered_at: datetime | None) -> str:
    """Return what the issuer's word means: used before it was delivered is used by another."""
    if card.status == "used" and _used_before(card=card, delivered_at=delivered_at):
        return "invalid"
    return card.status or "unknown"


def _used_before(*, card: HeldCard, delivered_at: datetime | None) -> bool:
    """Whether somebody had used a card before its buyer got it."""
    given_at = card.sold_at or delivered_at
    return bool(card.used_at and given_at and card.used_at < given_at)


def split_by_status(
    *,
    cards: Sequence[HeldCard],
    asked: int | None,
    reason: str | None,
    delivered_at: datetime | None,
) -> Split | None:
    """Return the cards of one status that a request is about; nothing where a person has to say.

    All cards of one status are taken as they are. Of different ones those are taken that the
    reason speaks of, at most as many as are asked for. Where there are none of these, or the
    issuer said nothing about some, nobody can tell which cards are meant.
    """
    groups: dict[str, list[HeldCard]] = {}
    for card in in_sequence(cards):
        status = effective_status(card=card, delivered_at=delivered_at)
        groups.setdefault(status, []).append(card)
    if len(groups) == 1:
        [(status, group)] = groups.items()
        return _split(status, group, asked)
    for status in _SPEAKS_OF[reason in FAULTS]:
        if status in groups and "unknown" not in groups:
            return _split(status, groups[status], asked)
    return None


def depends_on_issuer(*, facts: Facts, policy: Policy, is_working_day: WorkingDay) -> bool:
    """Whether the issuer's word could change the answer, so that it is worth waiting for."""
    answers = {
        quote(
            facts=replace(facts, request=replace(facts.request, issuer_status=status)),
            policy=policy,
            is_working_day=is_working_day,
        )
        for status in ISSUER_STATUSES
    }
    return len(answers) > 1


def _split(status: str, group: list[HeldCard], asked: int | None) -> Split:
    taken = tuple(group if asked is None else group[:asked])
    times = [card.used_at for card in taken if card.used_at]
    return Split(status, max(times, default=None) if status == "used" else None, taken)


def cards_to_refund(*, cards: Sequence[HeldCard], split: Split | None, units: int) -> Cards:
    """Return the cards that a refund of `units` takes, in an order that stays while they lock.

    Those that are being locked for it come first, then those that the decision was made over, then
    those whose lock is known, then as refunds take them.
    """
    decided = {card.id for card in split.cards} if split else set()

    def rank(card: HeldCard) -> tuple[bool, ...]:
        return (card.state != "locking", card.id not in decided, card.lock not in LOCK_KNOWN)

    return tuple(sorted(in_sequence(cards), key=rank)[:units])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the locks of a refund's cards come to: `wait`, `pay`, or `person` because of `used`."""

    word: str
    used: Cards = ()


def verdict_of_locks(*, cards: Sequence[HeldCard], delivered_at: datetime | None) -> Verdict:
    """Say whether a refund may be paid whose cards are being locked.

    A card that was used before it was delivered was used by somebody else, and one that the
    decision knew to be used was refunded all the same; any other that was used after all brings
    the case to a person.
    """
    if any(card.lock not in LOCK_KNOWN for card in cards):
        return Verdict("wait")
    news = tuple(
        card
        for card in cards
        if card.lock == "used"
        and card.status != "used"
        and not _used_before(card=card, delivered_at=delivered_at)
    )
    return Verdict("person", news) if news else Verdict("pay")


def with_issuer(*, facts: Facts, split: Split) -> Facts:
    """Return the facts of a request with its issuer's word, about the split's cards alone."""
    request = replace(
        facts.request,
        units=len(split.cards),
        issuer_status=split.status,
        issuer_used_at=split.used_at,
    )
    return replace(facts, request=request)
