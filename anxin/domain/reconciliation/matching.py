"""Holding a bill's rows against our entries: each ends in exactly one class, with its next step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from anxin.domain.reconciliation.bill import BillRow, FeeTerms

CLASSES = ("matched", "amount", "status", "fee", "channel_only", "ours_only")
STEPS = (
    "none",
    "wait",
    "ask_again",
    "ask_channel",
    "compare_amount",
    "check_fee",
    "find_owner",
    "freeze",
    "compare_files",
)
"""What is to be done about a difference, by the system or by finance."""

ENTRY_STATUSES = ("done", "under_way", "over")
"""What our books say: the money moved, we do not know yet, or it did not and never will."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What our books say of one payment or refund."""

    kind: str
    payment_no: str
    refund_no: str
    amount_fen: int
    status: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A row, an entry, or one of each that are about the same; what holds between them; what next.

    Of several differences the gravest names the class: amount, then status, then fee.
    """

    row: BillRow | None
    entry: Entry | None
    kind: str
    step: str


def match(
    *, rows: Iterable[BillRow], entries: Iterable[Entry], terms: FeeTerms | None
) -> tuple[Pair, ...]:
    """Pair a bill's rows with our entries; the sequence in which they come makes no difference.

    `entries` are those that the rows name, whatever their day, and those of the day that no bill
    has named so far. Without `terms` no fee is wrong.
    """
    found: dict[Key, tuple[list[BillRow], list[Entry]]] = defaultdict(lambda: ([], []))
    for row in rows:
        found[_key(row)][0].append(row)
    for entry in entries:
        found[_key(entry)][1].append(entry)
    return tuple(
        _judge(row, entry, terms) for key in sorted(found) for row, entry in _pair_up(*found[key])
    )


def _key(one: BillRow | Entry) -> Key:
    return one.kind, one.payment_no, one.refund_no


def _pair_up(
    rows: list[BillRow], entries: list[Entry]
) -> list[tuple[BillRow | None, Entry | None]]:
    """Pair what has the same key: equal sums first; whoever finds no partner stays alone."""
    left = sorted(entries, key=lambda entry: (entry.amount_fen, entry.status))
    pairs: list[tuple[BillRow | None, Entry | None]] = []
    odd: list[BillRow] = []
    for row in sorted(rows, key=_whole):
        same = next((entry for entry in left if entry.amount_fen == row.amount_fen), None)
        if same is None:
            odd.append(row)
            continue
        left.remove(same)
        pairs.append((row, same))
    for row in odd:
        pairs.append((row, left.pop(0) if left else None))
    return pairs + [(None, entry) for entry in left]


def _whole(row: BillRow) -> tuple[str, int, int, str, datetime]:
    return row.serial_no, row.amount_fen, row.fee_fen, row.status, row.at


def _judge(row: BillRow | None, entry: Entry | None, terms: FeeTerms | None) -> Pair:
    return Pair(row, entry, *_verdict(row, entry, terms))


def _verdict(row: BillRow | None, entry: Entry | None, terms: FeeTerms | None) -> tuple[str, str]:
    """Name the class and the next step."""
    if row is None:
        missing = entry is not None and entry.status == "done"
        return ("ours_only", "ask_channel") if missing else ("matched", "none")
    if entry is None:
        return "channel_only", "freeze" if row.kind == "refund" else "find_owner"
    if row.amount_fen != entry.amount_fen:
        return "amount", "compare_amount"
    if (row.status, entry.status) == ("closed", "over"):
        return "matched", "none"
    if row.status != "done" or entry.status != "done":
        return "status", _after_status(row, entry)
    if terms is not None and not terms.agree_with(row):
        return "fee", "check_fee"
    return "matched", "none"


def _after_status(row: BillRow, entry: Entry) -> str:
    """A bill's word is a snapshot, ours may be late: whoever differs, the channel is asked again.

    But money that left for a refund which we hold for failed may have been given back twice.
    """
    lost = row.kind == "refund" and row.status == "done" and entry.status == "over"
    return "freeze" if lost else "ask_again"


def step_at(*, step: str, due_at: datetime | None, now: datetime) -> str:
    """Return what is to be done now: nothing but to wait, as long as it may explain itself."""
    return "wait" if due_at is not None and now < due_at else step
