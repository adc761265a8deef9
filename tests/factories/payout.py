"""Payouts on their way."""

from __future__ import annotations

from uuid import uuid4

from anxin.services.payout import approve_payout, ask_payout, confirm_payout
from anxin.storage.ledger.models import Payout
from tests.factories.account import an_account
from tests.factories.merchant import Shop


def asked_payout(*, shop: Shop, amount_fen: int) -> Payout:
    """A payout that a member of the shop has asked for."""
    form_key = uuid4()
    refused = ask_payout(
        merchant_id=shop.id, actor=shop.member, amount_fen=amount_fen, form_key=form_key
    )
    assert refused is None, refused
    return Payout.objects.get(merchant_id=shop.id, form_key=form_key)


def paid_out(*, shop: Shop, amount_fen: int) -> Payout:
    """A payout that finance has approved and another has confirmed."""
    payout = asked_payout(shop=shop, amount_fen=amount_fen)
    one, other = an_account(role="finance").id, an_account(role="finance").id
    assert approve_payout(no=payout.no, actor=one) is None
    serial = f"BANK-{uuid4().hex}"
    assert confirm_payout(no=payout.no, actor=other, bank_serial=serial) is None
    payout.refresh_from_db()
    return payout
