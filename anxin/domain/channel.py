"""What every payment channel must offer, and what it may answer. Adapters implement it.

Amounts are integer fen. A channel's word is never half believed: an answer that cannot be
understood or verified is *unknown*, and unknown is asked again, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Bill:
    """What the buyer is asked to pay: our payment's number, the sum, what for, until when.

    `payer_ip`: where the buyer's request came from, for channels that want to know.
    """

    payment_no: str
    amount_fen: int
    subject: str
    expires_at: datetime
    return_url: str
    payer_ip: str = ""


PayerMark = Callable[[str], bytes]
"""Makes of a payer's id at a channel a mark: 32 bytes, equal for equal payers, telling nothing
else. The id itself goes no further than the adapter that read it."""


def no_mark(payer: str) -> bytes:
    """The mark of nobody: for whoever does not ask who paid."""
    return b""


@dataclass(frozen=True, slots=True)
class Paid:
    """The channel says this payment was made. `serial_no` is the channel's own number.

    `payer`: the mark of who paid it, whom refunds go back to; empty where the channel does not say.
    """

    payment_no: str
    serial_no: str
    amount_fen: int
    account: str
    payer: bytes = b""


@dataclass(frozen=True, slots=True)
class NotPaid:
    """The channel says it was not made: not yet, or (`closed`) never will be."""

    payment_no: str
    closed: bool


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What the channel is asked to give back, under the refund's number for life.

    `total_fen`: what the payment took, which some channels want repeated.
    """

    refund_no: str
    payment_no: str
    amount_fen: int
    reason: str
    total_fen: int = 0


@dataclass(frozen=True, slots=True)
class Refunded:
    """The channel has given the money back. `serial_no` is what the buyer finds in the app.

    `account`: where it went, in the channel's words, masked by it; empty where it does not say.
    `to_merchant`: it went to the merchant in place of the buyer, as after a recall.
    """

    serial_no: str
    account: str = ""
    to_merchant: bool = False


@dataclass(frozen=True, slots=True)
class Processing:
    """The channel has taken the refund and is at it; the result is asked for, or told."""

    serial_no: str


@dataclass(frozen=True, slots=True)
class Abnormal:
    """The buyer's bank did not take the money: the channel holds it until told what to do."""

    serial_no: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The channel closed the refund, the money is with the merchant, the number is spent."""

    serial_no: str


@dataclass(frozen=True, slots=True)
class NotRefunded:
    """The channel knows of no such refund (yet): it may be asked for again, same number."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel will not do it. `final`: trying again never helps; else it may later.

    `way_closed`: no refund of this payment will ever be taken (its window is over, the buyer's
    account is gone), so that the money has to go back another way.
    """

    code: str
    final: bool
    way_closed: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can say what happened: a time-out, a broken or unsigned answer. To be asked."""

    why: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified notice: what it says was paid, and about which refund it is, if about one.

    What it says of a refund is not believed but asked about: notices come late, twice and in any
    sequence, and an answer to our own question is never older than the question. `refund_undone`:
    it says that the buyer has not got that refund, or has it no more.
    """

    paid: Paid | None
    payment_no: str
    refund_no: str = ""
    refund_undone: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel allows, so that it is kept and not found out by an error.

    `spacing_s`: seconds between two refunds of one payment. `most_refunds`: how many a payment
    may have. `window`: how long after a payment it can be given back. `binds_number`: a payment's
    number belongs to the way it was begun (page or code, from which address) and to no other.
    """

    spacing_s: int
    most_refunds: int
    window: timedelta
    binds_number: bool = False


RefundState = Refunded | Processing | Abnormal | Closed
"""Where a refund stands that the channel knows."""


Recall = Processing | Refused | Unknown
"""What becomes of asking for an abnormal refund's money to go to the merchant."""


class ForgedNotice(Exception):
    """A notice that the channel did not send to us. Nothing of it is believed."""


class Channel(Protocol):
    """One payment channel of one merchant identity."""

    identity: str
    limits: Limits

    def pay_address(self, *, bill: Bill, phone: bool) -> str | Refused | Unknown:
        """Return the address that opens the channel's own page for this bill.

        Some channels sign it without a call, others have to be asked for it. `Refused` with the
        code `code_only`: there is no such page here, but a code to scan.
        """
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

    def refund(self, *, order: RefundOrder) -> RefundState | Refused | Unknown:
        """Ask for money to be given back. Repeating it with the same number gives it once."""
        ...

    def find_refund(self, *, order: RefundOrder) -> RefundState | NotRefunded | Unknown:
        """Ask what became of a refund."""
        ...

    def recall_refund(self, *, order: RefundOrder, serial_no: str) -> Recall:
        """Have an abnormal refund's money sent to the merchant, who pays the buyer otherwise."""
        ...

    def read_notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return what a notice says. Raises `ForgedNotice` if it is not the channel's own.

        `headers` are looked up whatever their case.
        """
        ...

    def answer_notice(self, *, taken: bool) -> tuple[int, str, str]:
        """Return status, content type and body that say whether a notice was taken."""
        ...
