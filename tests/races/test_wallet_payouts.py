"""Wallet money that is spent, withdrawn and paid to a bank at once leaves the wallet once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

import pytest

from anxin import wiring
from anxin.domain.outside import Outside
from anxin.services import wallet_payout
from anxin.services.payee import BankCard, open_payee
from anxin.services.payout import NotMoved, approve_payout, confirm_payout, refuse_payout
from anxin.services.wallet_payout import ask_wallet_payout, check_payees, take_payout_back
from anxin.services.withdrawal import NotWithdrawn, withdraw
from anxin.storage.ledger.models import Payout, Posting
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import an_account
from tests.factories.channel import Scripted, topped_up
from tests.factories.payout import bank_form, no_way_back, to_bank
from tests.factories.risk import outside_with
from tests.races.conftest import Crowd
from tests.races.turns import no_accident

ROUNDS = 8


def test_eight_forms_together_take_no_more_than_there_is(crowd: Crowd) -> None:
    outside, _ = outside_with()
    for _ in range(ROUNDS):
        buyer = no_way_back(fen=5_000)
        ask = partial(ask_wallet_payout, account_id=buyer, outside=outside)
        answers = crowd.act(*[partial(ask, form=bank_form(fen=2_000)) for _ in range(8)])
        no_accident(answers)
        assert answers.count(None) == 2, answers
        assert balance(account_id=buyer) == 1_000
    assert breaches() == []


def test_one_form_sent_eight_times_is_one_payout(crowd: Crowd) -> None:
    outside, _ = outside_with()
    for _ in range(ROUNDS):
        buyer, form = no_way_back(), bank_form(fen=2_000)
        ask = partial(ask_wallet_payout, account_id=buyer, form=form, outside=outside)
        answers = crowd.act(*[ask] * 8)
        assert answers == [None] * 8, answers
        assert balance(account_id=buyer) == 3_000


def test_what_can_go_back_by_its_channel_is_not_paid_to_a_bank_besides(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        buyer, world = with_a_way_back()
        by_bank, by_channel = crowd.act(
            partial(ask_wallet_payout, account_id=buyer, form=bank_form(fen=3_000), outside=world),
            partial(withdraw, account_id=buyer, amount_fen=5_000, form_key=uuid4(), outside=world),
        )  # fmt: skip
        assert by_bank is None, by_bank
        assert isinstance(by_channel, str), by_channel
        assert balance(account_id=buyer) == 0
        again = withdraw(account_id=buyer, amount_fen=1, form_key=uuid4(), outside=world)
        assert again == NotWithdrawn("no_way_back", 0)
    assert breaches() == []


def with_a_way_back() -> tuple[UUID, Outside]:
    """A buyer whose wallet has 50 yuan that a channel takes back and 30 that none does."""
    world = Scripted().world()
    buyer = no_way_back(buyer=topped_up(world=world, fen=5_000), fen=3_000)
    return buyer, replace(world, identity=outside_with()[0].identity)


def asked_by_three(crowd: Crowd) -> int:
    """How many of three forms for the whole of what has no way back are taken together."""
    buyer, world = with_a_way_back()
    ask = partial(ask_wallet_payout, account_id=buyer, outside=world)
    answers = crowd.act(*[partial(ask, form=bank_form(fen=3_000)) for _ in range(3)])
    no_accident(answers)
    return answers.count(None)


def test_what_has_a_way_back_goes_to_no_bank_however_many_forms_come(crowd: Crowd) -> None:
    assert [asked_by_three(crowd) for _ in range(ROUNDS)] == [1] * ROUNDS


def test_the_same_forms_take_it_to_the_bank_where_the_account_is_not_locked(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wallet_payout, "lock_buyer", lambda **_: True)
    assert max(asked_by_three(crowd) for _ in range(ROUNDS)) > 1


def test_taken_back_answered_and_approved_at_once_the_money_is_in_one_place(crowd: Crowd) -> None:
    outside, _ = outside_with()
    one = an_account(role="finance").id
    for _ in range(ROUNDS):
        buyer, form = no_way_back(fen=2_000), bank_form(fen=2_000)
        assert ask_wallet_payout(account_id=buyer, form=form, outside=outside) is None
        no = Payout.objects.get(account_id=buyer).no
        answers = crowd.act(
            partial(take_payout_back, no=no, account_id=buyer),
            partial(check_payees, outside=outside),
            partial(check_payees, outside=outside),
            partial(approve_payout, no=no, actor=one),
        )
        no_accident(answers)
        payout = Payout.objects.get(no=no)
        back = balance(account_id=buyer) == 2_000
        assert back == (payout.state == "refused"), (payout.state, answers)
        assert (answers[0] is None) == back, answers
    assert breaches() == []


def test_it_is_paid_once_and_never_both_paid_and_in_the_wallet(crowd: Crowd) -> None:
    one, two = (an_account(role="finance").id for _ in range(2))
    for _ in range(ROUNDS):
        buyer = no_way_back(fen=2_000)
        no = approved(buyer, one)
        assert isinstance(open_payee(no=no, actor=two, outside=wiring.outside()), BankCard)
        answers = crowd.act(
            partial(confirm_payout, no=no, actor=two, bank_serial=uuid4().hex),
            partial(confirm_payout, no=no, actor=two, bank_serial=uuid4().hex),
            partial(refuse_payout, no=no, actor=two, why="户名不符"),
        )
        assert answers.count(None) == 1, answers
        assert NotMoved("moved") in answers
        booked = Posting.objects.filter(cause__in=Payout.objects.filter(no=no).values("id"))
        assert booked.count() == 2
    assert breaches() == []


def approved(buyer: UUID, approver: UUID) -> str:
    """The number of a payout that finance has approved."""
    no = str(to_bank(buyer=buyer, fen=2_000).no)
    assert approve_payout(no=no, actor=approver) is None
    return no


def test_of_eight_who_would_pay_it_one_reads_the_card(crowd: Crowd) -> None:
    one, outside = an_account(role="finance").id, wiring.outside()
    people = [an_account(role="finance").id for _ in range(8)]
    for _ in range(ROUNDS):
        no = approved(no_way_back(fen=2_000), one)
        answers = crowd.act(
            *[partial(open_payee, no=no, actor=person, outside=outside) for person in people]
        )
        no_accident(answers)
        assert sum(isinstance(answer, BankCard) for answer in answers) == 1, answers
        assert answers.count(NotMoved("not_its_payer")) == 7
