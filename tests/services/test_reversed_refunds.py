"""Refunds that had arrived and came back: found by asking, undone by dated bookings, owed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from anxin import wiring
from anxin.domain.channel import (
    Abnormal,
    Channel,
    Closed,
    Limits,
    Paid,
    Processing,
    Refunded,
    Refused,
    Unknown,
)
from anxin.domain.outside import Outside
from anxin.domain.tenders import Choice
from anxin.services.payment import Begun, Way, pay_order, take_payment
from anxin.services.refund import (
    confirm_refunds,
    confirm_reroute,
    consent,
    hear_of_refund,
    propose_reroute,
    send_refunds,
)
from anxin.services.wallet import begin_top_up
from anxin.services.withdrawal import withdraw
from anxin.storage.ledger.models import Posting
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from anxin.storage.payment.models import Finding, Payment
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.clock import let_pass
from tests.factories.order import Bought, placed

pytestmark = pytest.mark.django_db
PRICE_FEN = 9_800


class Forgetful:
    """A channel that first gives back and then says what it is told to say."""

    identity = "app"
    limits = Limits(spacing_s=0, most_refunds=50, window=timedelta(days=365))

    def __init__(self) -> None:
        self.says: Any = Refunded("S-1")
        self.asked = 0

    def pay_address(self, **_: Any) -> str:
        """Somewhere."""
        return "http://localhost/"

    def refund(self, **_: Any) -> Any:
        """Done at once."""
        return Refunded("S-1")

    def find_refund(self, **_: Any) -> Any:
        """What became of it, by now."""
        self.asked += 1
        return self.says

    def recall_refund(self, **_: Any) -> Any:
        """Sends what it holds to the merchant, once."""
        assert isinstance(self.says, Abnormal)
        self.says = Refunded("S-1", to_merchant=True)
        return Processing("S-1")


@pytest.fixture
def channel() -> Forgetful:
    """The channel of the test."""
    return Forgetful()


@pytest.fixture
def world(channel: Forgetful) -> Outside:
    """A world with that channel only."""
    return replace(wiring.outside(), channels={"alipay": cast(Channel, channel)})


def refunded(world: Outside) -> tuple[Bought, Refund]:
    """An order that was paid through the channel and has been paid back."""
    bought = placed(buyer=a_buyer(money_fen=0))
    way = Way("", phone=True)
    choice = Choice("alipay")
    assert isinstance(
        pay_order(no=bought.no, buyer_id=bought.buyer, choice=choice, way=way, outside=world), Begun
    )
    payment = Payment.objects.get(order__no=bought.no)
    paid = Paid(payment.no, f"P-{payment.no}", PRICE_FEN, "2088")
    assert take_payment(method="alipay", paid=paid)
    case_after(bought)
    assert send_refunds(outside=world) == 1
    return bought, Refund.objects.get(payment=payment)


def test_a_success_is_asked_about_after_one_three_and_seven_days_and_then_left_alone(
    world: Outside, channel: Forgetful
) -> None:
    refunded(world)
    for day in range(1, 10):
        let_pass(days=day, seconds=1)
        confirm_refunds(outside=world)
    assert channel.asked == 3
    assert breaches() == []


def test_no_answer_is_no_confirmation_and_is_asked_for_again(
    world: Outside, channel: Forgetful
) -> None:
    _, refund = refunded(world)
    channel.says = Unknown("time-out")
    for day in (1, 3, 7, 8):
        let_pass(days=day, seconds=5)
        confirm_refunds(outside=world)
    refund.refresh_from_db()
    assert (refund.state, channel.asked) == ("succeeded", 4)
    assert refund.confirm_at is not None


def test_a_notice_that_it_came_back_has_it_asked_about_at_once_however_late(
    world: Outside, channel: Forgetful
) -> None:
    _, refund = refunded(world)
    for day in (1, 3, 7):
        let_pass(days=day, seconds=1)
        confirm_refunds(outside=world)
    let_pass(days=20)
    channel.says = Abnormal("S-1")
    hear_of_refund(refund_no=refund.no)
    assert confirm_refunds(outside=world) == 0, "that it was given is no news"
    hear_of_refund(refund_no=refund.no, undone=True)
    assert confirm_refunds(outside=world) == 1
    refund.refresh_from_db()
    assert refund.state == "reversed"


def test_a_notice_that_it_came_back_is_asked_about_and_not_believed(
    world: Outside, channel: Forgetful
) -> None:
    _, refund = refunded(world)
    hear_of_refund(refund_no=refund.no, undone=True)
    assert confirm_refunds(outside=world) == 0
    refund.refresh_from_db()
    assert (refund.state, channel.asked) == ("succeeded", 1)


def test_what_the_bank_sent_back_is_owed_again_and_the_books_say_both(
    world: Outside, channel: Forgetful
) -> None:
    bought, refund = refunded(world)
    channel.says = Abnormal("S-1")
    let_pass(days=1, seconds=1)
    assert confirm_refunds(outside=world) == 1
    assert confirm_refunds(outside=world) == 0
    refund.refresh_from_db()
    successor = Refund.objects.get(successor_of=refund)
    assert (refund.state, successor.state) == ("reversed", "abnormal")
    assert successor.no != refund.no
    assert (bought.row.refunded_fen, bought.row.reserved_fen) == (0, PRICE_FEN)
    booked = Posting.objects.filter(order_id=bought.row.id, source_kind="channel_clearing")
    assert sorted(booked.values_list("kind", "amount_fen")) == [
        ("payment", PRICE_FEN),
        ("reversal", PRICE_FEN),
    ]
    assert Finding.objects.filter(kind="refund_reversed", subject=successor.no).exists()
    assert OrderEvent.objects.filter(order__no=bought.no, kind="refund_reversed").count() == 1
    assert breaches() == []


def test_it_reaches_the_wallet_by_the_buyers_word_and_two_of_finance(
    world: Outside, channel: Forgetful
) -> None:
    bought, refund = refunded(world)
    channel.says = Abnormal("S-1")
    let_pass(days=1, seconds=1)
    confirm_refunds(outside=world)
    no = Refund.objects.get(successor_of=refund).no
    first, second = an_account(role="finance").id, an_account(role="finance").id
    refused = confirm_reroute(refund_no=no, by=first)
    assert refused and refused.code == "not_proposed"
    assert propose_reroute(refund_no=no, by=first) is None
    refused = confirm_reroute(refund_no=no, by=first)
    assert refused and refused.code == "four_eyes"
    assert confirm_reroute(refund_no=no, by=second) is None
    assert send_refunds(outside=world) == 0, "the buyer has not agreed"
    refused = consent(refund_no=no, buyer_id=a_buyer())
    assert refused and refused.code == "not_found"
    assert consent(refund_no=no, buyer_id=bought.buyer) is None
    assert send_refunds(outside=world) == 1
    assert balance(account_id=bought.buyer) == 0, "the channel holds it still"
    let_pass(days=1, minutes=2)
    assert send_refunds(outside=world) == 1
    assert balance(account_id=bought.buyer) == PRICE_FEN
    assert (bought.row.refunded_fen, bought.row.reserved_fen) == (PRICE_FEN, 0)
    refused = consent(refund_no=no, buyer_id=bought.buyer)
    assert refused and refused.code == "not_stuck"
    assert breaches() == []


def withdrawn(world: Outside) -> tuple[UUID, Payment]:
    """Thirty of fifty yuan that went back the way they came; whose they are, and what they were."""
    buyer = a_buyer(money_fen=0)
    begin_top_up(
        account_id=buyer,
        amount_fen=5_000,
        method="alipay",
        form_key=uuid4(),
        way=Way("", phone=True),
        outside=world,
    )
    payment = Payment.objects.get(top_up__account_id=buyer)
    paid = Paid(payment.no, f"P-{payment.no}", 5_000, "2088")
    assert take_payment(method="alipay", paid=paid)
    withdraw(account_id=buyer, amount_fen=3_000, form_key=uuid4(), outside=world)
    assert send_refunds(outside=world) == 1
    assert balance(account_id=buyer) == 2_000
    return buyer, payment


def test_a_withdrawal_that_came_back_is_recalled_and_then_in_the_wallet_again(
    world: Outside, channel: Forgetful
) -> None:
    buyer, payment = withdrawn(world)
    channel.says = Abnormal("S-1")
    let_pass(days=1, seconds=1)
    assert confirm_refunds(outside=world) == 0
    assert balance(account_id=buyer) == 2_000, "somebody may have it sent to the buyer still"
    let_pass(days=1, minutes=11)
    assert confirm_refunds(outside=world) == 1
    assert balance(account_id=buyer) == 5_000
    payment.refresh_from_db()
    assert payment.sent_fen == 0
    assert breaches() == []


def test_a_withdrawal_whose_money_the_channel_keeps_is_finances_and_asked_about_daily(
    world: Outside, channel: Forgetful
) -> None:
    buyer, payment = withdrawn(world)
    channel.says = Abnormal("S-1")
    channel.recall_refund = lambda **_: Refused("NO_AUTH", final=True)  # type: ignore[method-assign]
    let_pass(days=8)
    assert confirm_refunds(outside=world) == 0
    refund = Refund.objects.get(payment=payment)
    assert Finding.objects.filter(subject=refund.no, settled_at=None).exists()
    assert balance(account_id=buyer) == 2_000
    channel.says = Closed("S-1")
    let_pass(days=9, seconds=1)
    assert confirm_refunds(outside=world) == 1
    assert balance(account_id=buyer) == 5_000
