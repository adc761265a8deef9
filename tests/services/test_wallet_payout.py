"""Wallet money that no channel can take back reaches its owner's own card, once, by four eyes."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from anxin import wiring
from anxin.domain.channel import Unknown
from anxin.domain.identity import NotConfirmed
from anxin.services.payee import BankCard, hand_payee_over, open_payee
from anxin.services.payout import NotMoved, approve_payout, confirm_payout, refuse_payout
from anxin.services.wallet_payout import (
    ask_wallet_payout,
    bankable_fen,
    check_payees,
    take_payout_back,
)
from anxin.storage.ledger.models import Payee, PayeeLook, Payout
from anxin.storage.ledger.payees import list_wallet_payouts
from anxin.storage.ledger.payouts import list_open_payouts
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer, an_account
from tests.factories.clock import let_pass
from tests.factories.minors import submitted
from tests.factories.order import paid
from tests.factories.payout import CARD, bank_form, no_way_back, to_bank
from tests.factories.risk import NAME, id_number, outside_with

pytestmark = pytest.mark.django_db


def finance() -> UUID:
    """Somebody of finance."""
    return an_account(role="finance").id


def asked(buyer: UUID, **form: Any) -> NotMoved | None:
    """Send a form."""
    outside, _ = outside_with()
    return ask_wallet_payout(account_id=buyer, form=bank_form(**form), outside=outside)


def test_it_leaves_the_wallet_at_once_and_reaches_the_card_by_two_people() -> None:
    buyer, one, other = no_way_back(), finance(), finance()
    payout = to_bank(buyer=buyer, fen=3_000)
    assert (payout.state, balance(account_id=buyer)) == ("requested", 2_000)
    assert breaches() == []
    assert approve_payout(no=payout.no, actor=one) is None
    card = open_payee(no=payout.no, actor=other, outside=wiring.outside())
    assert card == BankCard(NAME, "招商银行", CARD.replace(" ", ""))
    assert PayeeLook.objects.get(payee__payout=payout).by_id == other
    assert confirm_payout(no=payout.no, actor=other, bank_serial="B-77") is None
    assert balance(account_id=buyer) == 2_000
    assert breaches() == []


AMOUNTS = {
    5_001: NotMoved("not_enough", 5_000),
    2**70: NotMoved("not_enough", 5_000),
    99: NotMoved("too_little", 100),
    0: NotMoved("too_little", 100),
    -5_000: NotMoved("too_little", 100),
    5_000: None,
}


@pytest.mark.parametrize("fen", AMOUNTS)
def test_an_amount_is_between_the_least_and_what_has_no_way_back(fen: int) -> None:
    buyer = no_way_back()
    assert asked(buyer, fen=fen) == AMOUNTS[fen]
    assert Payout.objects.count() == (AMOUNTS[fen] is None)


WRONG = {
    "a number that is none": ({"number": "11010519491231002"}, "form"),
    "a number whose check digit is wrong": ({"number": "110105194912310021"}, "check_digit"),
    "no name": ({"name": " "}, "name"),
    "no bank": ({"bank": ""}, "bank"),
    "a card mistyped": ({"card": "6222020000000000043"}, "card_check_digit"),
    "words for a card": ({"card": "我的工行卡"}, "card_form"),
    "a card of too few digits": ({"card": "4242"}, "card_form"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_right_is_refused_before_anybody_is_asked(what: str) -> None:
    form, code = WRONG[what]
    buyer = no_way_back()
    assert asked(buyer, **form) == NotMoved(code)
    assert balance(account_id=buyer) == 5_000
    assert not Payee.objects.exists()


def test_demo_money_goes_to_no_bank() -> None:
    buyer = no_way_back(buyer=a_buyer(money_fen=10_000))
    outside, _ = outside_with()
    assert bankable_fen(account_id=buyer, outside=outside) == 5_000
    assert asked(buyer, fen=5_001) == NotMoved("not_enough", 5_000)


def test_without_a_provider_for_names_nothing_is_offered() -> None:
    buyer = no_way_back()
    nobody = wiring.outside()
    assert nobody.identity is None
    assert bankable_fen(account_id=buyer, outside=nobody) == 0
    answer = ask_wallet_payout(account_id=buyer, form=bank_form(), outside=nobody)
    assert answer == NotMoved("not_enough", 0)


def test_a_form_counts_once_and_another_sum_under_its_key_is_declined() -> None:
    buyer, key = no_way_back(), uuid4()
    answers = [asked(buyer, fen=fen, form_key=key) for fen in (2_000, 2_000, 3_000)]
    assert answers == [None, None, NotMoved("form_reused")]
    other = asked(buyer, fen=2_000, form_key=key, card="4242 4242 4242 4242")
    assert other == NotMoved("form_reused"), "a card put right is not told that it was taken"
    assert balance(account_id=buyer) == 3_000


def test_a_name_that_does_not_fit_its_number_gives_the_money_back() -> None:
    buyer = no_way_back()
    payout = to_bank(buyer=buyer, answer=NotConfirmed("mismatch"))
    assert (payout.state, balance(account_id=buyer)) == ("refused", 5_000)
    [row] = list_wallet_payouts(account_id=buyer)
    assert (row.named, row.by_owner, row.open) == ("not_confirmed", False, False)
    assert list_open_payouts() == []
    assert breaches() == []


def test_a_provider_that_is_silent_for_an_hour_gives_the_money_back() -> None:
    buyer = no_way_back()
    payout = to_bank(buyer=buyer, answer=Unknown("time-out"))
    assert (payout.state, balance(account_id=buyer)) == ("checking", 0)
    let_pass(minutes=61)
    outside, _ = outside_with(Unknown("time-out"))
    check_payees(outside=outside)
    payout.refresh_from_db()
    assert (payout.state, balance(account_id=buyer)) == ("refused", 5_000)
    assert Payee.objects.get().state == "unanswered"
    assert breaches() == []


def test_an_account_is_one_person() -> None:
    buyer = no_way_back()
    to_bank(buyer=buyer, fen=1_000)
    assert asked(buyer, fen=1_000, number=id_number(4)) == NotMoved("another_person")
    assert asked(buyer, fen=1_000, card="4242 4242 4242 4242") is None


def test_names_are_not_tried_out() -> None:
    buyer = no_way_back()
    for number in range(5):
        to_bank(buyer=buyer, answer=NotConfirmed("mismatch"))
        assert number < 5
    assert asked(buyer) == NotMoved("too_many_checks")
    let_pass(hours=25)
    assert asked(buyer) is None


@pytest.mark.parametrize("state", ["checking", "requested"])
def test_its_owner_takes_it_back_until_it_is_approved(state: str) -> None:
    buyer = no_way_back()
    payout = to_bank(buyer=buyer, answer=Unknown("time-out") if state == "checking" else None)
    assert payout.state == state
    assert take_payout_back(no=payout.no, account_id=no_way_back()) == NotMoved("not_found")
    assert take_payout_back(no=payout.no, account_id=buyer) is None
    assert take_payout_back(no=payout.no, account_id=buyer) == NotMoved("moved")
    assert balance(account_id=buyer) == 5_000
    payee = Payee.objects.get()
    assert (payee.sealed, payee.card_sealed, payee.next_try_at) == (None, None, None)
    outside, provider = outside_with()
    assert (check_payees(outside=outside), provider.asked) == (0, [])
    assert breaches() == []


def test_once_approved_only_finance_gives_it_back() -> None:
    buyer, one, other = no_way_back(), finance(), finance()
    payout = to_bank(buyer=buyer)
    assert approve_payout(no=payout.no, actor=one) is None
    assert take_payout_back(no=payout.no, account_id=buyer) == NotMoved("moved")
    assert refuse_payout(no=payout.no, actor=other, why="银行退回：户名不符") is None
    assert balance(account_id=buyer) == 5_000
    [row] = list_wallet_payouts(account_id=buyer)
    assert (row.state, row.why, row.by_owner) == ("refused", "银行退回：户名不符", False)
    assert breaches() == []


def test_only_who_pays_reads_the_card_and_only_until_it_is_paid() -> None:
    buyer, one, other = no_way_back(), finance(), finance()
    payout, outside = to_bank(buyer=buyer), wiring.outside()
    assert open_payee(no=payout.no, actor=one, outside=outside) == NotMoved("moved")
    assert approve_payout(no=payout.no, actor=one) is None
    assert open_payee(no=payout.no, actor=one, outside=outside) == NotMoved("same_person")
    assert open_payee(no="none", actor=other, outside=outside) == NotMoved("not_found")
    assert not PayeeLook.objects.exists()
    assert confirm_payout(no=payout.no, actor=one, bank_serial="B-1") == NotMoved("same_person")
    assert confirm_payout(no=payout.no, actor=other, bank_serial="B-1") == NotMoved("not_its_payer")
    assert isinstance(open_payee(no=payout.no, actor=other, outside=outside), BankCard)
    assert confirm_payout(no=payout.no, actor=other, bank_serial="B-1") is None
    assert open_payee(no=payout.no, actor=other, outside=outside) == NotMoved("moved")
    payee = Payee.objects.get()
    assert (payee.sealed, payee.card_sealed, payee.card_tail) == (None, None, "0042")
    assert (payee.name_masked, payee.state) == ("测*", "confirmed")


def test_who_has_it_in_hand_pays_it_or_hands_it_over_and_nobody_else_touches_it() -> None:
    buyer, one, two, three = no_way_back(), finance(), finance(), finance()
    payout, outside = to_bank(buyer=buyer), wiring.outside()
    assert approve_payout(no=payout.no, actor=one) is None
    assert isinstance(open_payee(no=payout.no, actor=two, outside=outside), BankCard)
    assert isinstance(open_payee(no=payout.no, actor=two, outside=outside), BankCard)
    theirs = NotMoved("not_its_payer")
    assert open_payee(no=payout.no, actor=three, outside=outside) == theirs
    assert confirm_payout(no=payout.no, actor=three, bank_serial="B-1") == theirs
    assert refuse_payout(no=payout.no, actor=three, why="户名不符") == theirs
    assert refuse_payout(no=payout.no, actor=one, why="户名不符") == theirs
    assert hand_payee_over(no=payout.no, actor=three, role="finance") == theirs
    assert hand_payee_over(no=payout.no, actor=two, role="finance") is None
    assert hand_payee_over(no=payout.no, actor=two, role="finance") == NotMoved("moved")
    assert confirm_payout(no=payout.no, actor=two, bank_serial="B-1") == theirs
    assert isinstance(open_payee(no=payout.no, actor=three, outside=outside), BankCard)
    assert hand_payee_over(no=payout.no, actor=one, role="supervisor") is None
    assert isinstance(open_payee(no=payout.no, actor=two, outside=outside), BankCard)
    assert refuse_payout(no=payout.no, actor=two, why="户名不符") is None
    assert balance(account_id=buyer) == 5_000
    assert PayeeLook.objects.count() == 4
    assert breaches() == []


def test_nothing_goes_out_while_a_guardians_claim_keeps_the_account_still() -> None:
    bought = paid()
    buyer, one, other = no_way_back(fen=20_000, buyer=bought.row.buyer_id), finance(), finance()
    payout = to_bank(buyer=buyer, fen=1_000)
    held = to_bank(buyer=buyer, fen=1_000)
    assert approve_payout(no=payout.no, actor=one) is None
    submitted(bought)
    assert asked(buyer, fen=1_000) == NotMoved("account_frozen")
    assert approve_payout(no=held.no, actor=one) == NotMoved("account_frozen")
    answer = open_payee(no=payout.no, actor=other, outside=wiring.outside())
    assert answer == NotMoved("account_frozen")


def test_the_table_itself_refuses_what_no_code_should_do() -> None:
    buyer, one = no_way_back(), finance()
    payout = to_bank(buyer=buyer)
    for change in (
        {"merchant_id": None, "account_id": one},
        {"source": "merchant_payable"},
        {"state": "approved", "approved_by_id": buyer},
        {"state": "paid", "approved_by_id": one, "closed_by_id": one, "bank_serial": "B"},
        {"state": "paid", "approved_by_id": one, "closed_by_id": buyer, "bank_serial": "B"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Payout.objects.filter(id=payout.id).update(**change)
    to_look_at = open_and_approved(payout, one)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM anxin_ledger_payeelook WHERE id = %s", [to_look_at])


def open_and_approved(payout: Payout, approver: UUID) -> UUID:
    """Approve a payout and have another read its card; return the look's key."""
    assert approve_payout(no=payout.no, actor=approver) is None
    card = open_payee(no=payout.no, actor=finance(), outside=wiring.outside())
    assert isinstance(card, BankCard)
    return PayeeLook.objects.get().id
