"""A channel's bill: what is in it, where it comes from, and what makes it unfit to be believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol, Self

from anxin.domain.money import round_half_up
from anxin.domain.reconciliation.days import day_of

KINDS = ("payment", "refund")
BILL_STATUSES = ("done", "processing", "abnormal", "closed", "unclear")
"""What a bill says of a row. It is a snapshot: no later bill says what became of it."""

BROKEN = (
    "truncated",
    "totals",
    "hash",
    "other_day",
    "other_account",
    "too_large",
    "unreadable",
)
"""Why a file is refused."""


@dataclass(frozen=True, slots=True)
class BillRow:
    """One payment or refund of a bill. `serial_no` is the channel's number."""

    kind: str
    payment_no: str
    refund_no: str
    serial_no: str
    amount_fen: int
    fee_fen: int
    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Totals:
    """What a bill's rows come to."""

    payments: int = 0
    paid_fen: int = 0
    refunds: int = 0
    refunded_fen: int = 0
    fee_fen: int = 0

    @classmethod
    def of(cls, rows: Iterable[BillRow]) -> Self:
        """Sum rows up."""
        kept = list(rows)
        paid = [row.amount_fen for row in kept if row.kind == "payment"]
        back = [row.amount_fen for row in kept if row.kind == "refund"]
        fees = sum(row.fee_fen for row in kept)
        return cls(len(paid), sum(paid), len(back), sum(back), fees)

    @property
    def rows(self) -> int:
        """How many there are of both kinds."""
        return self.payments + self.refunds

    @property
    def net_fen(self) -> int:
        """What the channel owes for the day: taken, less given back, less what it keeps."""
        return self.paid_fen - self.refunded_fen - self.fee_fen


@dataclass(frozen=True, slots=True)
class Declared:
    """What a file's own summary says; `None` where that kind of file does not say it."""

    rows: int | None = None
    payments: int | None = None
    paid_fen: int | None = None
    refunds: int | None = None
    refunded_fen: int | None = None
    fee_fen: int | None = None
    net_fen: int | None = None


@dataclass(frozen=True, slots=True)
class BillFile:
    """A file as it was fetched. `told_hash`: what the channel says its SHA-1 is, where it does."""

    content: bytes
    told_hash: str = ""


@dataclass(frozen=True, slots=True)
class BillContent:
    """A file that was read and agrees with itself."""

    rows: tuple[BillRow, ...]
    declared: Declared


@dataclass(frozen=True, slots=True)
class NoBill:
    """The channel says that there is none: nothing happened on that day, or not at this account."""


@dataclass(frozen=True, slots=True)
class NotReady:
    """It is still being made; asking later helps."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer that could be believed; asking later helps."""

    why: str


class BrokenBill(Exception):
    """A file that is cut short, changed, of another day, or no bill at all. Nothing is taken of it.

    Fetching it anew may help where it was spoilt on its way.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """What the contract says a channel keeps: a rate, and whether refunds give it back in part.

    A cent more or less is rounding, above all where one payment is given back in pieces.
    """

    rate: Fraction
    returned: bool = True
    slack_fen: int = 1

    def agree_with(self, row: BillRow) -> bool:
        """Say whether a row's fee is what the contract says."""
        expected = self.expected_fen(row)
        return abs(row.fee_fen - expected) <= (self.slack_fen if expected else 0)

    def expected_fen(self, row: BillRow) -> int:
        """What the contract says of a row."""
        fee = round_half_up(value=row.amount_fen * self.rate)
        if row.kind == "payment":
            return fee
        return -fee if self.returned else 0


class BillSource(Protocol):
    """One channel's bills of one account there.

    `identity` is the account's number; `identities` are those that payments of it bear: one
    account may have been used under several.
    """

    rail: str
    identity: str
    identities: tuple[str, ...]
    terms: FeeTerms | None

    def fetch(self, *, day: date) -> BillFile | NoBill | NotReady | Unreachable:
        """Fetch the bill of a day."""
        ...

    def read(self, *, file: BillFile, day: date) -> BillContent:
        """Return what a file says. Raises `BrokenBill`."""
        ...


def check_bill(*, content: BillContent, day: date) -> BillContent:
    """Return a bill that agrees with its own summary and is of that day; raise `BrokenBill`."""
    strangers = [row for row in content.rows if day_of(row.at) != day]
    if strangers:
        raise BrokenBill("other_day", strangers[0].serial_no)
    wrong = contradictions(rows=content.rows, declared=content.declared)
    if wrong:
        raise BrokenBill("totals", ", ".join(wrong))
    return content


def contradictions(*, rows: Sequence[BillRow], declared: Declared) -> tuple[str, ...]:
    """Return the names of the totals in which a summary differs from its rows.

    A summary that says neither how many rows there are nor what they come to proves nothing and
    differs in everything.
    """
    counted = declared.rows is not None or None not in (declared.payments, declared.refunds)
    if not counted or declared.paid_fen is None or declared.refunded_fen is None:
        return ("summary",)
    found = Totals.of(rows)
    told = {field.name: getattr(declared, field.name) for field in fields(declared)}
    return tuple(
        name for name, value in told.items() if value is not None and value != getattr(found, name)
    )
