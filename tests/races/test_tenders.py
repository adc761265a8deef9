"""Nothing that a buyer has pays two orders, however close the taps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import cast
from uuid import UUID, uuid4

import pytest

from anxin import wiring
from anxin.domain.channel import Channel, Limits, Paid
from anxin.domain.tenders import Choice
from anxin.services.payment import PaidAtOnce, pay_at_once, take_payment
from anxin.services.withdrawal import withdraw
from anxin.storage.ledger.models import Purse
from anxin.storage.ledger.queries import balance
from anxin.storage.payment.models import Coupon, Payment, TopUp
from tests.factories.account import a_buyer
from tests.factories.gift import a_coupon, some_points
from tests.factories.order import Bought, placed
from tests.races.conftest import Crowd

ROUNDS = 10


class Silent:
    """A channel that is never called here: only its limits are asked for."""

    identity = "app"
    limits = Limits(spacing_s=3, most_refunds=50, window=timedelta(days=365))


PRICE_FEN = 9_800


def pay(bought: Bought, choice: Choice) -> bool:
    """Pay; say whether it was paid."""
    paid = pay_at_once(no=bought.no, buyer_id=bought.buyer, choice=choice)
    return isinstance(paid, PaidAtOnce)


def pay_naively(bought: Bought) -> bool:
    """Read the balance, then write it: what the guarded statement is there against."""
    purse = Purse.objects.get(account_id=bought.buyer, kind="points")
    if purse.balance_fen < PRICE_FEN:
        return False
    purse.balance_fen -= PRICE_FEN
    Purse.objects.filter(account_id=bought.buyer, kind="points").update(
        balance_fen=purse.balance_fen
    )
    return True


def two_orders(buyer: UUID) -> tuple[Bought, Bought]:
    """Two unpaid orders of one buyer."""
    return placed(buyer=buyer), placed(buyer=buyer)


def test_the_same_points_pay_one_of_two_orders(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        buyer = a_buyer(money_fen=0)
        some_points(buyer=buyer, points=PRICE_FEN + 100)
        orders = two_orders(buyer)
        choice = Choice(points=True)
        paid = crowd.act(*[partial(pay, bought, choice) for bought in orders * 5])
        assert sum(bought.row.paid_fen > 0 for bought in orders) == 1
        assert True in paid


def test_reading_and_then_writing_would_pay_both(crowd: Crowd) -> None:
    """Without this the test above would prove nothing."""
    lost = 0
    for _ in range(ROUNDS):
        buyer = a_buyer(money_fen=0)
        some_points(buyer=buyer, points=PRICE_FEN)
        orders = two_orders(buyer)
        lost += crowd.act(*[partial(pay_naively, bought) for bought in orders * 5]).count(True) > 1
        Purse.objects.filter(account_id=buyer, kind="points").update(balance_fen=PRICE_FEN)
    assert lost > 0


def test_the_same_coupon_pays_one_of_two_orders(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        buyer = a_buyer(money_fen=40_000)
        coupon = a_coupon(buyer=buyer, value_fen=1_000)
        orders = two_orders(buyer)
        choice = Choice(wallet=True, coupon=coupon)
        crowd.act(*[partial(pay, bought, choice) for bought in orders * 5])
        assert sum(bought.row.paid_fen > 0 for bought in orders) == 1
        assert Coupon.objects.get(no=coupon).state == "spent"
        assert balance(account_id=buyer) == 40_000 - (PRICE_FEN - 1_000)


def test_one_order_is_paid_once_by_ten_taps_of_two_choices(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        buyer = a_buyer(money_fen=40_000)
        some_points(buyer=buyer, points=500)
        bought = placed(buyer=buyer)
        choices = [Choice(wallet=True), Choice(wallet=True, points=True)] * 5
        assert all(crowd.act(*[partial(pay, bought, choice) for choice in choices]))
        assert bought.row.paid_fen == PRICE_FEN
        spent = 40_500 - balance(account_id=buyer)
        spent -= Purse.objects.get(account_id=buyer, kind="points").balance_fen
        assert spent == PRICE_FEN


@pytest.fixture
def channel_money(committed: None) -> UUID:
    """A buyer whose wallet came through a channel."""
    buyer = a_buyer(money_fen=0)
    top_up = TopUp.objects.create(
        account_id=buyer, source="alipay", amount_fen=5_000, form_key=uuid4()
    )
    payment = Payment.objects.create(
        top_up=top_up, no=uuid4().hex[:26], method="alipay", amount_fen=5_000, state="waiting",
        counted=False, identity=Silent.identity,
    )  # fmt: skip
    paid = Paid(payment.no, f"S{payment.no}", 5_000, "2088")
    assert take_payment(method="alipay", paid=paid)
    return buyer


def test_ten_withdrawals_at_once_take_out_what_there_is(crowd: Crowd, channel_money: UUID) -> None:
    world = replace(wiring.outside(), channels={"alipay": cast(Channel, Silent())})
    taps = [
        partial(
            withdraw,
            account_id=channel_money,
            amount_fen=2_000,
            form_key=uuid4(),
            outside=world,
        )
        for _ in range(10)
    ]
    answers = crowd.act(*taps)
    assert sum(isinstance(answer, str) for answer in answers) == 2
    purse = Purse.objects.get(account_id=channel_money, kind="wallet")
    assert purse.balance_fen + purse.held_fen == 5_000
    sent = Payment.objects.get(top_up__account_id=channel_money).sent_fen
    assert sent == purse.held_fen == 4_000
