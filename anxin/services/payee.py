"""Where a buyer's payout goes, for who pays it: opened once, in one person's hands, each look kept.

Two who read one card would pay it twice, and only one bank's number could be entered; so whoever
opens it has it in hand, and alone confirms or refuses it until it is handed over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import transaction

from anxin.domain.outside import Outside, Sealed, SecretLost
from anxin.services.payout import NotMoved, kept_still
from anxin.storage.ledger.models import Payee, PayeeLook, Payout

SUPERVISOR: Final = "supervisor"


@dataclass(frozen=True, slots=True)
class BankCard:
    """Where a payout goes, for who pays it."""

    name: str = field(repr=False)
    bank: str
    card: str = field(repr=False)


@transaction.atomic
def open_payee(*, no: str, actor: UUID, outside: Outside) -> BankCard | NotMoved:
    """Open where an approved payout goes, for who pays it; each look is a row that stays.

    From then on it is that person's to pay: two who read one card would pay it twice. Not for who
    approved it, nor while the account stands still.
    """
    payee = _lock_payee(no)
    if isinstance(payee, NotMoved):
        return payee
    if actor in (payee.payout.approved_by_id, payee.account_id):
        return NotMoved("same_person")
    if payee.payer_id not in (None, actor):
        return NotMoved("not_its_payer")
    kept = kept_still(account_id=payee.account_id)
    if kept:
        return kept
    Payee.objects.filter(id=payee.id).update(payer_id=actor)
    PayeeLook.objects.create(payee=payee, by_id=actor)
    assert payee.card_sealed is not None and payee.card_key_no is not None, "kept until it is over"
    sealed = Sealed(payee.card_key_no, bytes(payee.card_sealed))
    try:
        written = json.loads(outside.secrets.open(sealed=sealed, bound_to=no.encode()))
    except SecretLost:
        return NotMoved("secret_lost")
    return BankCard(**written)


@transaction.atomic
def hand_payee_over(*, no: str, actor: UUID, role: str) -> NotMoved | None:
    """Let go of a payout that one has in hand and has not paid; a supervisor may for another."""
    payee = _lock_payee(no)
    if isinstance(payee, NotMoved):
        return payee
    if payee.payer_id is None:
        return NotMoved("moved")
    if payee.payer_id != actor and role != SUPERVISOR:
        return NotMoved("not_its_payer")
    Payee.objects.filter(id=payee.id).update(payer_id=None)
    return None


def _lock_payee(no: str) -> Payee | NotMoved:
    """Return where an approved payout goes, the payout locked as every step of it is."""
    mine = Payout.objects.select_for_update(no_key=True).filter(no=no, source="buyer_wallet")
    payout = mine.first()
    if payout is None:
        return NotMoved("not_found")
    if payout.state != "approved":
        return NotMoved("moved")
    return Payee.objects.select_related("payout").get(payout_id=payout.id)
