"""Deposits of merchants (保证金): recorded by finance as the bank reports them, once each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from anxin.domain.postings import deposit_received
from anxin.services.balances import Entry, book, lock_merchants
from anxin.storage.ledger.models import Deposit
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
            row = Deposit.objects.create(
                merchant_id=merchant_id,
                amount_fen=amount_fen,
                bank_serial=serial,
                recorded_by_id=actor,
            )
            lock_merchants(ids=[merchant_id])
            lines = deposit_received(merchant_id=merchant_id, amount_fen=amount_fen)
            book(entries=[Entry(row.id, "deposit", lines)])
    except IntegrityError:
        known = Deposit.objects.filter(bank_serial=serial).first()
        if known is None:
            raise
        same = (known.merchant_id, known.amount_fen) == (merchant_id, amount_fen)
        return None if same else NotRecorded("serial_used")
    return None
