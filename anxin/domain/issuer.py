"""What a card's issuer and a supplier of top-ups must offer, and what they may answer.

As with payment channels, a word is never half believed: an answer that cannot be understood or
verified is `Unknown`, which is asked again under the same number and never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from anxin.domain.channel import Refused, Unknown

MOST_CARDS: Final = 50
"""How many cards one call may be about."""


@dataclass(frozen=True, slots=True)
class CardStatus:
    """What the issuer says of a card: `unused`, `used` (since `used_at`), `invalid` or `locked`.

    `lock_no`: under whose number it is locked.
    """

    status: str
    used_at: datetime | None = None
    lock_no: str = ""


@dataclass(frozen=True, slots=True)
class CardLock:
    """A card that is to be locked, or unlocked, under the lock's number for life."""

    lock_no: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Locked:
    """The card is locked under our number and cannot be used."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The lock is over, and a lock of its number that comes late does nothing."""


@dataclass(frozen=True, slots=True)
class Used:
    """The card was used before it could be locked."""

    used_at: datetime


@dataclass(frozen=True, slots=True)
class NoSuchCard:
    """The issuer knows no such card, or no longer: nobody can use it, so nothing is to lock."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A new card in place of the old one, which nobody can use any more."""

    secret: str = field(repr=False)


LockAnswer = Locked | Used | NoSuchCard | Refused | Unknown
UnlockAnswer = Unlocked | Refused | Unknown
ReplaceAnswer = Replaced | Used | NoSuchCard | Refused | Unknown


class CardIssuer(Protocol):
    """One issuer of cards. Each call is about at most `MOST_CARDS`; answers keep their sequence."""

    def find_status(self, *, secrets: Sequence[str]) -> tuple[CardStatus, ...] | Unknown:
        """Ask for the status of cards."""
        ...

    def lock(self, *, locks: Sequence[CardLock]) -> tuple[LockAnswer, ...]:
        """Lock cards. Repeating it with the same numbers locks them once."""
        ...

    def unlock(self, *, locks: Sequence[CardLock]) -> tuple[UnlockAnswer, ...]:
        """End locks, also those of which nobody knows whether they were ever made."""
        ...

    def replace(self, *, request_no: str, secret: str) -> ReplaceAnswer:
        """Have a new card made for one that nobody used. The same number gives the same card."""
        ...


@dataclass(frozen=True, slots=True)
class TopUpOrder:
    """What a supplier is asked to credit: our number for life, which goods, to whom, what worth.

    `account` is personal (a phone number, a game's uid) and is never written to a log.
    """

    order_no: str
    goods: str
    account: str = field(repr=False)
    value_fen: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """The supplier has taken the order and is at it."""

    supplier_no: str


@dataclass(frozen=True, slots=True)
class ToppedUp:
    """The account was credited; `receipt_no` proves it."""

    supplier_no: str
    receipt_no: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TopUpFailed:
    """The supplier could not do it and will not: the number is spent."""

    code: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The supplier will not do it, also if the order reaches it later."""


@dataclass(frozen=True, slots=True)
class NotOrdered:
    """The supplier knows no such order (yet): it may be ordered again under the same number."""


TopUpState = Accepted | ToppedUp | TopUpFailed | Cancelled
"""Where an order stands that the supplier knows."""


class TopUpSupplier(Protocol):
    """One supplier of top-ups."""

    def order(self, *, order: TopUpOrder) -> TopUpState | Refused | Unknown:
        """Order a top-up. Repeating it with the same number orders it once.

        `Refused` as `out_of_stock` and not final: never taken, and may be ordered later.
        """
        ...

    def find(self, *, order_no: str) -> TopUpState | NotOrdered | Unknown:
        """Ask where an order stands."""
        ...

    def cancel(self, *, order_no: str) -> TopUpState | Unknown:
        """Make sure that an order is not carried out: `Cancelled`, or what it has come to.

        `Accepted`: it is too late for that, and too early to say what it comes to.
        """
        ...


def policy_word(*, found: CardStatus, lock_no: str | None) -> str:
    """Return the policy's word for what the issuer says of a card of ours.

    A card that we locked ourselves has not been used; one that somebody else locked tells nothing.

    >>> policy_word(found=CardStatus("locked", lock_no="L1"), lock_no="L1")
    'unused'
    >>> policy_word(found=CardStatus("locked", lock_no="L1"), lock_no=None)
    'unknown'
    """
    if found.status != "locked":
        return found.status
    return "unused" if lock_no and found.lock_no == lock_no else "unknown"
