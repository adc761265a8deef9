"""The deposit that a merchant has to keep: its terms, and topping it up from the balance."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from anxin.domain.postings import deposit_topped_up
from anxin.services.balances import Entry, book, lock_merchants
from anxin.services.standing.walking import NotPenalised, is_member, present
from anxin.storage.merchant.models import Merchant
from anxin.storage.standing.models import DepositTerm, DepositTopUp
from anxin.storage.standing.shops import shop

MOST_FEN = 1_000_000_000
LEAST_FEN = 100
NOTICE = timedelta(days=7)
"""A higher deposit is asked for after a week's notice (电商法 Art. 34), a lower one at once."""
WHY_CHARACTERS = 200


@transaction.atomic
def set_deposit_term(
    *, merchant_id: UUID, required_fen: int, why: str, actor: UUID
) -> NotPenalised | None:
    """Say what deposit a merchant has to keep from now on, or from a week on if it is more."""
    if not Merchant.objects.filter(id=merchant_id).exists():
        return NotPenalised("not_found")
    if is_member(merchant_id=merchant_id, actor=actor):
        return NotPenalised("own_merchant")
    if not 0 <= required_fen <= MOST_FEN:
        return NotPenalised("amount_out_of_range")
    if not why.strip():
        return NotPenalised("why_missing")
    lock_merchants(ids=[merchant_id])
    row = shop(merchant_id=merchant_id)
    assert row is not None, "the merchant was there a moment ago"
    if row.required_fen == required_fen:
        return NotPenalised("nothing_new")
    later = required_fen > row.required_fen
    DepositTerm.objects.create(
        merchant_id=merchant_id,
        required_fen=required_fen,
        from_at=present() + NOTICE if later else present(),
        set_by_id=actor,
        why=why.strip()[:WHY_CHARACTERS],
    )
    return None


@transaction.atomic
def top_up_deposit(
    *, merchant_id: UUID, actor: UUID, amount_fen: int, form_key: UUID
) -> NotPenalised | None:
    """Put a part of the merchant's balance into its deposit, as one of its members; once per form.

    The balance is locked, so that a withdrawal and a top-up never use the same money.
    """
    if not is_member(merchant_id=merchant_id, actor=actor):
        return NotPenalised("not_found")
    money = lock_merchants(ids=[merchant_id])[merchant_id]
    twin = DepositTopUp.objects.filter(merchant_id=merchant_id, form_key=form_key).first()
    if twin:
        return None if twin.amount_fen == amount_fen else NotPenalised("form_reused")
    if amount_fen < LEAST_FEN:
        return NotPenalised("too_little", LEAST_FEN)
    if amount_fen > money.payable_fen:
        return NotPenalised("not_enough", money.payable_fen)
    row = DepositTopUp.objects.create(
        merchant_id=merchant_id, amount_fen=amount_fen, form_key=form_key, made_by_id=actor
    )
    lines = deposit_topped_up(merchant_id=merchant_id, amount_fen=amount_fen)
    book(entries=[Entry(row.id, "deposit_top_up", lines)])
    return None
