"""A merchant's money reaches its bank by four eyes, once; a deposit comes in and goes back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from anxin.domain.settlement import MerchantMoney
from anxin.services.deposit import NotRecorded, book_deposit, record_deposit, undo_deposit
from anxin.services.payout import (
    NotMoved,
    approve_payout,
    ask_deposit_back,
    ask_payout,
    confirm_payout,
    refuse_payout,
)
from anxin.storage.ledger.models import Deposit, DepositEntry, Payout
from anxin.storage.ledger.queries import breaches
from anxin.storage.merchant.models import Member
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.clock import let_pass, sweep_after
from tests.factories.merchant import Shop, a_merchant
from tests.factories.payout import asked_payout, paid_out
from tests.factories.settlement import a_deposit, a_quick_shop, money_of, settled_at_once

pytestmark = pytest.mark.django_db

PRICE_FEN = 9_800


@dataclass(frozen=True)
class Finance:
    """Two people of finance."""

    one: UUID
    other: UUID


@pytest.fixture
def shop() -> Shop:
    """A merchant with the price of one order."""
    quick = a_quick_shop()
    settled_at_once(shop=quick)
    return quick


@pytest.fixture
def finance() -> Finance:
    """Two people of finance."""
    return Finance(an_account(role="finance").id, an_account(role="finance").id)


def test_what_is_asked_for_leaves_the_balance_at_once_and_the_books_when_it_is_paid(
    shop: Shop,
) -> None:
    asked_payout(shop=shop, amount_fen=4_000)
    assert money_of(shop.id) == MerchantMoney(5_800)
    assert breaches() == []
    payout = paid_out(shop=shop, amount_fen=5_000)
    assert (payout.state, payout.due_at) == ("paid", None)
    assert money_of(shop.id) == MerchantMoney(800)
    assert breaches() == []


AMOUNTS = {
    PRICE_FEN + 1: NotMoved("not_enough", PRICE_FEN),
    999: NotMoved("too_little", 1_000),
    0: NotMoved("too_little", 1_000),
    -5_000: NotMoved("too_little", 1_000),
    2**70: NotMoved("not_enough", PRICE_FEN),
    PRICE_FEN: None,
}


@pytest.mark.parametrize("amount_fen", AMOUNTS)
def test_an_amount_is_between_the_least_and_the_balance(shop: Shop, amount_fen: int) -> None:
    answer = ask_payout(
        merchant_id=shop.id, actor=shop.member, amount_fen=amount_fen, form_key=uuid4()
    )
    assert answer == AMOUNTS[amount_fen]
    assert Payout.objects.count() == (answer is None)


def test_a_form_counts_once_and_another_sum_under_its_key_is_declined(shop: Shop) -> None:
    key = uuid4()
    answers = [
        ask_payout(merchant_id=shop.id, actor=shop.member, amount_fen=fen, form_key=key)
        for fen in (2_000, 2_000, 3_000)
    ]
    assert answers == [None, None, NotMoved("form_reused")]
    assert money_of(shop.id) == MerchantMoney(PRICE_FEN - 2_000)


def test_only_a_member_asks_for_a_merchants_money(shop: Shop) -> None:
    stranger = a_merchant().member
    answer = ask_payout(merchant_id=shop.id, actor=stranger, amount_fen=2_000, form_key=uuid4())
    assert answer == NotMoved("not_found")


def test_one_approves_another_confirms_and_neither_is_of_the_merchant(
    shop: Shop, finance: Finance
) -> None:
    payout = asked_payout(shop=shop, amount_fen=2_000)
    assert approve_payout(no=payout.no, actor=shop.member) == NotMoved("same_person")
    colleague = another_member(shop)
    assert approve_payout(no=payout.no, actor=colleague) == NotMoved("own_merchant")
    confirm = {"no": payout.no, "bank_serial": "B-1"}
    assert confirm_payout(actor=finance.one, **confirm) == NotMoved("moved")
    assert approve_payout(no=payout.no, actor=finance.one) is None
    assert approve_payout(no=payout.no, actor=finance.other) == NotMoved("moved")
    assert confirm_payout(actor=finance.one, **confirm) == NotMoved("same_person")
    assert confirm_payout(actor=colleague, **confirm) == NotMoved("own_merchant")
    assert confirm_payout(no=payout.no, actor=finance.other, bank_serial=" ") == NotMoved(
        "serial_missing"
    )
    assert confirm_payout(actor=finance.other, **confirm) is None
    assert confirm_payout(actor=finance.other, **confirm) == NotMoved("moved")
    assert breaches() == []


def another_member(shop: Shop) -> UUID:
    """A second member of the shop, who also works in finance."""
    colleague = an_account(role="finance")
    Member.objects.create(merchant_id=shop.id, account=colleague)
    return colleague.id


SIGNATURES = {
    "approved by who asked": (
        "payout_four_eyes",
        "state = 'approved', requested_by_id = %(one)s, approved_by_id = %(one)s",
    ),
    "paid by who approved": (
        "payout_four_eyes",
        """state = 'paid', bank_serial = 'B', approved_by_id = %(one)s, closed_by_id = %(one)s""",
    ),
    "approved by a member": (
        "payout_by_no_member",
        "state = 'approved', approved_by_id = %(colleague)s",
    ),
    "confirmed by a member": (
        "payout_by_no_member",
        "state = 'paid', bank_serial = 'B', approved_by_id = %(one)s, closed_by_id = %(colleague)s",
    ),
    "paid without a serial number": (
        "payout_signed",
        "state = 'paid', approved_by_id = %(one)s, closed_by_id = %(other)s",
    ),
    "approved by nobody": ("payout_signed", "state = 'approved'"),
}


@pytest.mark.parametrize("case", SIGNATURES)
def test_the_table_refuses_wrong_signatures_whatever_the_code_path(
    case: str, shop: Shop, finance: Finance
) -> None:
    payout = asked_payout(shop=shop, amount_fen=2_000)
    names = {
        "no": str(payout.no),
        "one": str(finance.one),
        "other": str(finance.other),
        "colleague": str(another_member(shop)),
    }
    constraint, sets = SIGNATURES[case]
    with (
        pytest.raises(DatabaseError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE anxin_ledger_payout SET {sets} WHERE no = %(no)s", names)


def test_a_refused_payout_goes_back_and_first_to_what_is_owed(shop: Shop, finance: Finance) -> None:
    bought = settled_at_once(shop=shop, buyer=a_buyer(credit=90))
    payout = asked_payout(shop=shop, amount_fen=2 * PRICE_FEN)
    assert case_after(bought, reason="unwanted").state == "refunded"
    assert money_of(shop.id) == MerchantMoney(0, 0, PRICE_FEN)
    assert refuse_payout(no=payout.no, actor=finance.one, why=" ") == NotMoved("reason_missing")
    assert refuse_payout(no=payout.no, actor=finance.one, why="账户名不符") is None
    assert money_of(shop.id) == MerchantMoney(PRICE_FEN)
    assert refuse_payout(no=payout.no, actor=finance.one, why="再一次") == NotMoved("moved")
    assert breaches() == []


def test_a_serial_number_of_the_bank_pays_one_payout(shop: Shop, finance: Finance) -> None:
    payouts = [asked_payout(shop=shop, amount_fen=2_000) for _ in range(2)]
    answers = []
    for payout in payouts:
        approve_payout(no=payout.no, actor=finance.one)
        answers.append(confirm_payout(no=payout.no, actor=finance.other, bank_serial="B-7"))
    assert answers == [None, NotMoved("serial_used")]
    assert breaches() == []


def test_a_deposit_is_recorded_once_per_serial_number(shop: Shop, finance: Finance) -> None:
    def record(fen: int, *, merchant_id: UUID = shop.id, serial: str = "B-1") -> NotRecorded | None:
        return record_deposit(
            merchant_id=merchant_id, amount_fen=fen, bank_serial=serial, actor=finance.one
        )

    assert record(50_000) is None
    assert record(50_000) is None
    assert record(40_000) == NotRecorded("serial_used")
    assert record(50_000, merchant_id=a_merchant().id) == NotRecorded("serial_used")
    assert record(0, serial="B-2") == NotRecorded("amount_out_of_range")
    assert record(1, serial="  ") == NotRecorded("serial_missing")
    assert record(1, merchant_id=uuid4(), serial="B-3") == NotRecorded("not_found")
    assert money_of(shop.id).deposit_fen == 0
    sweep_after(seconds=11)
    assert money_of(shop.id).deposit_fen == 50_000
    assert record(50_000) is None
    assert record(40_000) == NotRecorded("serial_used")
    sweep_after(seconds=30)
    assert (Deposit.objects.count(), DepositEntry.objects.count()) == (1, 0)
    assert breaches() == []


def test_what_was_recorded_by_mistake_is_taken_back_by_who_did_it_within_ten_seconds(
    shop: Shop, finance: Finance
) -> None:
    for_good = NotRecorded("too_late_to_undo")
    record = partial(record_deposit, merchant_id=shop.id, bank_serial="B-5", actor=finance.one)
    assert record(amount_fen=500_000) is None
    entry = DepositEntry.objects.get(bank_serial="B-5").id
    assert undo_deposit(entry_id=entry, actor=finance.other) == for_good
    assert undo_deposit(entry_id=entry, actor=finance.one) is None
    assert not book_deposit(entry_id=entry)
    assert record(amount_fen=50_000) is None
    entry = DepositEntry.objects.get(bank_serial="B-5").id
    let_pass(seconds=11)
    assert undo_deposit(entry_id=entry, actor=finance.one) == for_good
    assert book_deposit(entry_id=entry) and not book_deposit(entry_id=entry)
    assert money_of(shop.id).deposit_fen == 50_000
    assert breaches() == []


def test_a_member_cannot_record_a_deposit_of_its_own_merchant(shop: Shop) -> None:
    answer = record_deposit(
        merchant_id=shop.id, amount_fen=1_000, bank_serial="B-1", actor=another_member(shop)
    )
    assert answer == NotRecorded("own_merchant")


def test_a_deposit_goes_back_by_three_people(shop: Shop, finance: Finance) -> None:
    a_deposit(merchant_id=shop.id, amount_fen=50_000)
    ask = {"merchant_id": shop.id, "actor": finance.one, "form_key": uuid4()}
    assert ask_deposit_back(amount_fen=50_001, **ask) == NotMoved("not_enough", 50_000)
    assert ask_deposit_back(amount_fen=20_000, **ask) is None
    assert money_of(shop.id) == MerchantMoney(PRICE_FEN, 30_000)
    payout = Payout.objects.get(source="merchant_deposit")
    assert approve_payout(no=payout.no, actor=finance.one) == NotMoved("same_person")
    assert approve_payout(no=payout.no, actor=finance.other) is None
    third = an_account(role="finance").id
    assert confirm_payout(no=payout.no, actor=third, bank_serial="B-9") is None
    assert breaches() == []


def test_a_refused_return_repays_what_was_advanced_meanwhile_and_the_rest_is_a_deposit_again(
    shop: Shop, finance: Finance
) -> None:
    bought = settled_at_once(shop=shop, buyer=a_buyer(credit=90))
    a_deposit(merchant_id=shop.id, amount_fen=20_000)
    ask = {"merchant_id": shop.id, "actor": finance.one}
    assert ask_deposit_back(amount_fen=20_000, form_key=uuid4(), **ask) is None
    asked_payout(shop=shop, amount_fen=2 * PRICE_FEN)
    assert case_after(bought, reason="unwanted").state == "refunded"
    assert money_of(shop.id) == MerchantMoney(0, 0, PRICE_FEN)
    back = Payout.objects.get(source="merchant_deposit")
    assert refuse_payout(no=back.no, actor=finance.other, why="还有欠款") is None
    assert money_of(shop.id) == MerchantMoney(0, 20_000 - PRICE_FEN)
    assert breaches() == []


def test_no_deposit_is_returned_while_the_merchant_owes(shop: Shop, finance: Finance) -> None:
    bought = settled_at_once(shop=shop, buyer=a_buyer(credit=90))
    asked_payout(shop=shop, amount_fen=2 * PRICE_FEN)
    assert case_after(bought, reason="unwanted").state == "refunded"
    a_deposit(merchant_id=shop.id, amount_fen=20_000)
    refused = ask_deposit_back(
        merchant_id=shop.id, actor=finance.one, amount_fen=1_000, form_key=uuid4()
    )
    assert refused == NotMoved("owes", PRICE_FEN)
