"""What a bank sends back after it was paid is its owner's again, by two people, once."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from anxin import wiring
from anxin.domain.settlement import MerchantMoney
from anxin.services.payee import BankCard, open_payee
from anxin.services.payout import (
    NotMoved,
    approve_payout,
    confirm_payout,
    refuse_payout,
)
from anxin.services.payout_return import deny_return, report_return, sign_return
from anxin.storage.ledger.models import DeniedReturn, Payout
from anxin.storage.ledger.payees import list_wallet_payouts
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.refund.queries import fen_back_lately
from tests.factories.account import an_account
from tests.factories.payout import no_way_back, paid_out, to_bank
from tests.factories.settlement import a_quick_shop, money_of, settled_at_once

pytestmark = pytest.mark.django_db


def finance() -> UUID:
    """Somebody of finance."""
    return an_account(role="finance").id


def report(payout: Payout, *, actor: UUID, serial: str = "BACK-1") -> NotMoved | None:
    """Say that the bank has sent it back."""
    return report_return(paid_serial=str(payout.bank_serial), bank_serial=serial, actor=actor)


def paid_to_a_card(buyer: UUID, *, fen: int) -> Payout:
    """A payout of a buyer's that a bank was paid."""
    payout, one, other = to_bank(buyer=buyer, fen=fen), finance(), finance()
    assert approve_payout(no=payout.no, actor=one) is None
    assert isinstance(open_payee(no=payout.no, actor=other, outside=wiring.outside()), BankCard)
    assert confirm_payout(no=payout.no, actor=other, bank_serial=f"B-{payout.no}") is None
    payout.refresh_from_db()
    return payout


def test_a_buyers_is_in_the_wallet_again_once_another_agrees() -> None:
    buyer, one, other = no_way_back(fen=5_000), finance(), finance()
    payout = paid_to_a_card(buyer, fen=3_000)
    assert report(payout, actor=one) is None
    assert balance(account_id=buyer) == 2_000
    assert breaches() == []
    assert sign_return(no=payout.no, actor=one) == NotMoved("same_person")
    assert sign_return(no=payout.no, actor=other) is None
    assert sign_return(no=payout.no, actor=other) == NotMoved("moved")
    assert balance(account_id=buyer) == 5_000
    assert fen_back_lately(account_id=buyer, days=7) == 3_000
    assert [row.state for row in list_wallet_payouts(account_id=buyer)] == ["returned"]
    assert breaches() == []


def test_a_merchants_is_in_the_balance_again() -> None:
    shop = a_quick_shop()
    settled_at_once(shop=shop)
    payout = paid_out(shop=shop, amount_fen=5_000)
    assert report(payout, actor=finance()) is None
    assert sign_return(no=payout.no, actor=shop.member) == NotMoved("same_person")
    assert sign_return(no=payout.no, actor=finance()) is None
    assert money_of(shop.id) == MerchantMoney(9_800)
    assert breaches() == []


def test_what_was_not_sent_back_is_paid_as_it_was_and_can_come_back_later() -> None:
    buyer, one, other = no_way_back(), finance(), finance()
    payout = paid_to_a_card(buyer, fen=5_000)
    assert report(payout, actor=one) is None
    assert report(payout, actor=other) == NotMoved("moved")
    assert deny_return(no=payout.no, actor=one, why="银行说没有") is None
    assert deny_return(no=payout.no, actor=one, why="银行说没有") == NotMoved("moved")
    payout.refresh_from_db()
    assert (payout.state, payout.return_serial, payout.due_at) == ("paid", None, None)
    kept = DeniedReturn.objects.get(payout=payout)
    assert (kept.return_serial, kept.returned_by_id, kept.why) == ("BACK-1", one, "银行说没有")
    assert deny_return(no=payout.no, actor=one, why=" ") == NotMoved("reason_missing")
    assert report(payout, actor=one) is None
    assert sign_return(no=payout.no, actor=other) is None
    assert breaches() == []


def test_one_that_is_being_sent_back_is_neither_paid_nor_refused_again() -> None:
    buyer, one = no_way_back(), finance()
    payout = paid_to_a_card(buyer, fen=5_000)
    assert report(payout, actor=one) is None
    assert payout.closed_by_id is not None
    again = confirm_payout(no=payout.no, actor=payout.closed_by_id, bank_serial="B-2")
    assert again == NotMoved("moved")
    assert refuse_payout(no=payout.no, actor=one, why="退票") == NotMoved("moved")
    assert deny_return(no=to_bank(buyer=no_way_back()).no, actor=one, why="没有") == NotMoved(
        "moved"
    )


def test_a_banks_number_of_a_return_counts_once_and_belongs_to_something_paid() -> None:
    one = finance()
    first, second = (paid_to_a_card(no_way_back(), fen=5_000) for _ in range(2))
    assert report(first, actor=one) is None
    assert report(second, actor=one) == NotMoved("serial_used")
    assert report(second, actor=one, serial=" ") == NotMoved("serial_missing")
    nothing = report_return(paid_serial="B-NOTHING", bank_serial="BACK-2", actor=one)
    assert nothing == NotMoved("not_paid")


def test_the_table_wants_two_people() -> None:
    one = finance()
    payout = paid_to_a_card(no_way_back(), fen=5_000)
    assert report(payout, actor=one) is None
    for change in (
        {"state": "returned"},
        {"state": "returned", "return_signed_by_id": one},
        {"state": "paid", "return_signed_by_id": one},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Payout.objects.filter(id=payout.id).update(**change)
