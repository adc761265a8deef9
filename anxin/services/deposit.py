"""Deposits of merchants (保证金): recorded by finance as the bank reports them, once each.

What was recorded is booked ten seconds later: until then whoever recorded it can take it back, as
with every act of one person that moves money (docs/decisions/0020).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from anxin.domain.postings import deposit_received
from anxin.services.aftersale.turns.verdicts import UNDO_WITHIN
from anxin.services.balances import Entry, book, lock_merchants
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.models import Deposit, DepositEntry
from anxin.storage.merchant.models import Member, Merchant

MOST_FEN = 1_000_000_000
SERIAL_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """Nothing was saved; `code` says why."""

    code: str


def record_deposit(
    *, merchant_id: UUID, amount_fen: int, bank_serial: str, actor: UUID
) -> NotRecorded | None:
    """Record a deposit that arrived at the platform's bank, once per serial number.

    The same record again changes nothing and is no error; the same serial number with another
    sum or merchant is refused.
    """
    serial = bank_serial.strip()
    if not 0 < amount_fen <= MOST_FEN:
        return NotRecorded("amount_out_of_range")
    if not serial or len(serial) > SERIAL_CHARACTERS:
        return NotRecorded("serial_missing")
    if not Merchant.objects.filter(id=merchant_id).exists():
        return NotRecorded("not_found")
    if Member.objects.filter(merchant_id=merchant_id, account_id=actor).exists():
        return NotRecorded("own_merchant")
    try:
        with transaction.atomic():
            DepositEntry.objects.create(
                merchant_id=merchant_id,
                amount_fen=amount_fen,
                bank_serial=serial,
                recorded_by_id=actor,
                book_at=ClockNow() + UNDO_WITHIN,
            )
            if Deposit.objects.filter(bank_serial=serial).exists():
                raise IntegrityError(serial)
    except IntegrityError:
        return _again(serial, merchant_id, amount_fen)
    return None


def _again(serial: str, merchant_id: UUID, amount_fen: int) -> NotRecorded | None:
    """Say what a serial number that is known is met with: nothing, if it is the same record.

    Read in the order in which a record moves: one that is booked between the two reads is found
    by the second. What is found by neither was taken back meanwhile.
    """
    known = (
        DepositEntry.objects.filter(bank_serial=serial).first()
        or Deposit.objects.filter(bank_serial=serial).first()
    )
    if known is None:
        return NotRecorded("moved")
    same = (known.merchant_id, known.amount_fen) == (merchant_id, amount_fen)
    return None if same else NotRecorded("serial_used")


def undo_deposit(*, entry_id: UUID, actor: UUID) -> NotRecorded | None:
    """Take back what one has recorded oneself, before it is booked: it was never there."""
    undone, _ = DepositEntry.objects.filter(
        id=entry_id, recorded_by_id=actor, book_at__gt=ClockNow()
    ).delete()
    return None if undone else NotRecorded("too_late_to_undo")


@transaction.atomic
def book_deposit(*, entry_id: UUID) -> bool:
    """Book what was recorded ten seconds ago; say whether it was there to be booked."""
    due = DepositEntry.objects.select_for_update().filter(id=entry_id, book_at__lte=ClockNow())
    entry = due.first()
    if entry is None:
        return False
    row = Deposit.objects.create(
        merchant_id=entry.merchant_id,
        amount_fen=entry.amount_fen,
        bank_serial=entry.bank_serial,
        recorded_by_id=entry.recorded_by_id,
    )
    entry.delete()
    lock_merchants(ids=[row.merchant_id])
    lines = deposit_received(merchant_id=row.merchant_id, amount_fen=row.amount_fen)
    book(entries=[Entry(row.id, "deposit", lines)])
    return True
