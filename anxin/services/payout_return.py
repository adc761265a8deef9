"""What a bank sends back after it was paid: its owner's again once two people have said so."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError

from anxin.domain import postings
from anxin.services.payout import (
    HANDLE_WITHIN,
    SERIAL_CHARACTERS,
    WHY_CHARACTERS,
    NotMoved,
    move_payout,
    to_owner,
)
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.models import DeniedReturn, Payout


def report_return(*, paid_serial: str, bank_serial: str, actor: UUID) -> NotMoved | None:
    """Say, with the bank's numbers of both, that it has sent a paid payout back."""
    serial = bank_serial.strip()
    if not serial or len(serial) > SERIAL_CHARACTERS:
        return NotMoved("serial_missing")
    paid = Payout.objects.filter(bank_serial=paid_serial.strip())
    no = paid.values_list("no", flat=True).first()
    if no is None:
        return NotMoved("not_paid")

    def report(payout: Payout) -> NotMoved | None:
        payout.return_serial, payout.returned_by_id = serial, actor
        payout.due_at = ClockNow() + HANDLE_WITHIN
        return None

    try:
        return move_payout(no, actor, "returning", report)
    except IntegrityError:
        if Payout.objects.filter(return_serial=serial).exclude(no=no).exists():
            return NotMoved("serial_used")
        raise


def sign_return(*, no: str, actor: UUID) -> NotMoved | None:
    """Agree, as another person, that the bank has it back: its owner has it again."""

    def sign(payout: Payout) -> NotMoved | None:
        if payout.returned_by_id == actor:
            return NotMoved("same_person")
        payout.return_signed_by_id, payout.returned_at = actor, ClockNow()
        payout.due_at = None
        to_owner(payout, postings.CLEARING, "payout_returned")
        return None

    return move_payout(no, actor, "returned", sign)


def deny_return(*, no: str, actor: UUID, why: str) -> NotMoved | None:
    """Say why the bank has not sent it back: it is paid, as it was. Who said what is kept."""
    if not why.strip():
        return NotMoved("reason_missing")

    def deny(payout: Payout) -> NotMoved | None:
        if payout.state != "returning":
            return NotMoved("moved")
        DeniedReturn.objects.create(
            payout=payout,
            return_serial=payout.return_serial or "",
            returned_by_id=payout.returned_by_id or actor,
            denied_by_id=actor,
            why=why.strip()[:WHY_CHARACTERS],
        )
        payout.return_serial = payout.returned_by_id = payout.due_at = None
        return None

    return move_payout(no, actor, "paid", deny)
