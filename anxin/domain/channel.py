"""What every payment channel must offer, and what it may answer. Adapters implement it.

Amounts are integer fen. A channel's word is never half believed: an answer that cannot be
understood or verified is *unknown*, and unknown is asked again, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Bill:
    """What the buyer is asked to pay: our payment's number, the sum, what for, until when."""

    payment_no: str
    amount_fen: int
    subject: str
    expires_at: datetime
    return_url: str


@dataclass(frozen=True, slots=True)
class Paid:
    """The channel says this payment was made. `serial_no` is the channel's own number."""

    payment_no: str
    serial_no: str
    amount_fen: int
    account: str


@dataclass(frozen=True, slots=True)
class NotPaid:
    """The channel says it was not made: not yet, or (`closed`) never will be."""

    payment_no: str
    closed: bool


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What the channel is asked to give back, under the refund's number for life."""

    refund_no: str
    payment_no: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True)
class Refunded:
    """The channel has given the money back. `serial_no` is what the buyer finds in the app."""

    serial_no: str


@dataclass(frozen=True, slots=True)
class NotRefunded:
    """The channel knows of no such refund (yet): it may be asked for again, same number."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel will not do it. `final`: trying again never helps; else it may later."""

    code: str
    final: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can say what happened: a time-out, a broken or unsigned answer. To be asked."""

    why: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified notice: what it says was paid, or that something else happened (`None`)."""

    paid: Paid | None
    payment_no: str


class ForgedNotice(Exception):
    """A notice that the channel did not send to us. Nothing of it is believed."""


class Channel(Protocol):
    """One payment channel of one merchant identity."""

    identity: str

    def pay_address(self, *, bill: Bill, phone: bool) -> str:
        """Return the address that opens the channel's own page for this bill. No call is made."""
        ...

    def pay_code(self, *, bill: Bill) -> str | Refused | Unknown:
        """Return the text of a code to scan for this bill."""
        ...

    def find_payment(self, *, payment_no: str) -> Paid | NotPaid | Unknown:
        """Ask what became of a payment."""
        ...

    def close_payment(self, *, payment_no: str) -> NotPaid | Refused | Unknown:
        """Make sure that an unpaid payment cannot be made any more.

        Not `closed`: nobody has opened it, and until its bill expires somebody still may.
        """
        ...

    def refund(self, *, order: RefundOrder) -> Refunded | Refused | Unknown:
        """Ask for money to be given back. Repeating it with the same number gives it once."""
        ...

    def find_refund(self, *, order: RefundOrder) -> Refunded | NotRefunded | Unknown:
        """Ask what became of a refund."""
        ...

    def read_notice(self, *, fields: Mapping[str, str]) -> Notice:
        """Return what a notice says. Raises `ForgedNotice` if it is not the channel's own."""
        ...
