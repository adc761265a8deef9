"""Payouts on their way."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from anxin.domain import postings
from anxin.domain.identity import Confirmed, IdentityAnswer
from anxin.domain.outside import Outside
from anxin.services.payout import approve_payout, ask_payout, confirm_payout
from anxin.services.posting import post
from anxin.services.purse import credit
from anxin.services.wallet_payout import BankForm, ask_wallet_payout, check_payees
from anxin.storage.ledger.models import Payout
from tests.factories.account import a_buyer, an_account
from tests.factories.merchant import Shop
from tests.factories.risk import NAME, id_number, outside_with


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


CARD = "6222 0200 0000 0000 042"
"""A number whose check digit is right."""


def no_way_back(*, fen: int = 5_000, buyer: UUID | None = None) -> UUID:
    """A buyer whose wallet holds so much that no channel can take back, as of a returned fee."""
    buyer = buyer or a_buyer(money_fen=0)
    lines = postings.fee_returned(account_id=buyer, amount_fen=fen)
    with transaction.atomic():
        post(cause=uuid4(), kind="fee_claim", lines=lines)
        credit(account_id=buyer, kind="wallet", amount_fen=fen)
    return buyer


def bank_form(*, fen: int = 5_000, **other: Any) -> BankForm:
    """A form with which a buyer asks for so much on a card of his own."""
    values = {"form_key": uuid4(), "name": NAME, "number": id_number(), "bank": "招商银行"}
    return BankForm(**{"amount_fen": fen, "card": CARD, **values, **other})


def to_bank(
    *,
    buyer: UUID,
    fen: int = 5_000,
    answer: IdentityAnswer | None = None,
    world: Outside | None = None,
) -> Payout:
    """A payout that a buyer asked for, whose name has been asked about once."""
    outside = world or outside_with(answer or Confirmed())[0]
    form = bank_form(fen=fen)
    assert ask_wallet_payout(account_id=buyer, form=form, outside=outside) is None
    check_payees(outside=outside)
    return Payout.objects.get(account_id=buyer, form_key=form.form_key)
