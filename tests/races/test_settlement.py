"""Settled money wanted from several sides at once: it is there once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import connection

from anxin.domain.settlement import MerchantMoney
from anxin.services.aftersale.submit import Submitted
from anxin.services.payout import (
    NotMoved,
    approve_payout,
    ask_payout,
    confirm_payout,
    refuse_payout,
)
from anxin.services.settlement import release_due
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.models import Payout, Posting
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import ask
from tests.factories.catalog import a_product
from tests.factories.order import Bought
from tests.factories.payout import asked_payout
from tests.factories.settlement import a_quick_shop, completed, money_of, settled_at_once
from tests.races.conftest import Crowd

ROUNDS = 10
AT_ONCE = 8
PRICE_FEN = 9_800


def withdraw(bought: Bought, fen: int, form_key: UUID | None = None) -> NotMoved | None:
    """Have the order's merchant ask for a payout."""
    shop = bought.goods.shop
    return ask_payout(
        merchant_id=shop.id, actor=shop.member, amount_fen=fen, form_key=form_key or uuid4()
    )


def sold() -> Bought:
    """A settled order of a new shop, which has its price and nothing else."""
    return settled_at_once(shop=a_quick_shop(), buyer=a_buyer(credit=90))


def test_a_withdrawal_and_a_refund_never_use_the_same_money(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought = sold()
        refused, answer = crowd.act(
            partial(withdraw, bought, PRICE_FEN), partial(ask, bought, reason="unwanted")
        )
        assert isinstance(answer, Submitted), answer
        money = money_of(bought.goods.shop.id)
        if refused is None:
            assert money == MerchantMoney(0, 0, PRICE_FEN)
        else:
            assert refused == NotMoved("not_enough", 0), refused
            assert money == MerchantMoney()
        assert bought.row.refunded_fen == PRICE_FEN


def test_eight_withdrawals_of_one_balance_take_it_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought = sold()
        answers = crowd.act(*[partial(withdraw, bought, PRICE_FEN - n) for n in range(AT_ONCE)])
        assert answers.count(None) == 1, answers
        assert money_of(bought.goods.shop.id).payable_fen < AT_ONCE


def test_one_form_sent_eight_times_is_one_withdrawal(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, key = sold(), uuid4()
        answers = crowd.act(*[partial(withdraw, bought, 5_000, key)] * AT_ONCE)
        assert answers == [None] * AT_ONCE
        assert Payout.objects.filter(merchant_id=bought.goods.shop.id).count() == 1
        assert money_of(bought.goods.shop.id).payable_fen == PRICE_FEN - 5_000


def test_a_payout_is_paid_once_and_never_both_paid_and_refused(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought = sold()
        payout = asked_payout(shop=bought.goods.shop, amount_fen=5_000)
        one, two, three = (an_account(role="finance").id for _ in range(3))
        assert approve_payout(no=payout.no, actor=one) is None
        answers = crowd.act(
            partial(confirm_payout, no=payout.no, actor=two, bank_serial=uuid4().hex),
            partial(confirm_payout, no=payout.no, actor=three, bank_serial=uuid4().hex),
            partial(refuse_payout, no=payout.no, actor=three, why="账户不符"),
        )
        assert answers.count(None) == 1, answers
        booked = Posting.objects.filter(cause=payout.id).exclude(kind="payout_asked")
        assert booked.count() == 1


def test_eight_sweeps_release_each_order_once(crowd: Crowd) -> None:
    shop = a_quick_shop()
    goods = a_product(shop=shop, cards=100)
    for _ in range(3):
        for _ in range(6):
            completed(goods=goods)
        counts = crowd.act(*[release_due] * AT_ONCE)
        while release_due():
            pass
        assert all(isinstance(count, int) for count in counts), counts
    assert money_of(shop.id) == MerchantMoney(18 * PRICE_FEN)
    booked = Posting.objects.filter(kind="release", source_owner=shop.id)
    assert booked.count() == 18


def test_a_request_and_the_release_leave_the_money_in_one_place(crowd: Crowd) -> None:
    shop = a_quick_shop()
    goods = a_product(shop=shop, cards=100)
    refunded = 0
    for _ in range(ROUNDS):
        bought = completed(goods=goods, buyer=a_buyer(credit=90))
        answer, _ = crowd.act(partial(ask, bought, reason="unwanted"), release_due)
        assert isinstance(answer, Submitted), answer
        refunded += Case.objects.get(no=answer.case_no).state == "refunded"
    assert refunded == ROUNDS
    while release_due():
        pass
    assert money_of(shop.id) == MerchantMoney()


@pytest.fixture
def naive(committed: None) -> Iterator[Callable[[], bool]]:
    """A balance from which one takes by reading it first and writing what is left."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_balance (payable_fen bigint)")
        cursor.execute("CREATE TABLE naive_taken (fen bigint)")
        cursor.execute("INSERT INTO naive_balance VALUES (0)")

    def take() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT payable_fen FROM naive_balance")
            there = cursor.fetchone()[0]
            if there < PRICE_FEN:
                return False
            cursor.execute("UPDATE naive_balance SET payable_fen = %s", [there - PRICE_FEN])
            cursor.execute("INSERT INTO naive_taken VALUES (%s)", [PRICE_FEN])
            return True

    yield take
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_balance, naive_taken")


def test_the_same_crowd_takes_too_much_where_a_balance_is_read_then_written(
    naive: Callable[[], bool], crowd: Crowd
) -> None:
    """Without this the tests above would prove nothing."""
    overdrawn = 0
    for _ in range(ROUNDS):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE naive_balance SET payable_fen = %s", [PRICE_FEN])
        overdrawn += crowd.act(*[naive] * AT_ONCE).count(True) > 1
    assert overdrawn > 0
