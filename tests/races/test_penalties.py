"""A deposit and a penalty wanted from several sides at once: each is there once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from anxin import wiring
from anxin.domain.settlement import MerchantMoney
from anxin.domain.standing.penalty import Item
from anxin.services.payout import NotMoved, ask_deposit_back, ask_payout
from anxin.services.standing.deciding import confirm_penalty, drop_penalty, end_step, lift_penalty
from anxin.services.standing.deposit import top_up_deposit
from anxin.services.standing.propose import Proposed
from anxin.services.standing.walking import NotPenalised
from anxin.storage.ledger.models import Posting
from anxin.storage.standing.models import Penalty
from tests.factories.account import an_account
from tests.factories.merchant import Shop, a_merchant
from tests.factories.settlement import a_deposit, a_quick_shop, money_of, settled_at_once
from tests.factories.standing import confirmed, decider, heard, propose
from tests.races.conftest import Crowd

ROUNDS = 6
AT_ONCE = 8
DEPOSIT_FEN = 10_000
PRICE_FEN = 9_800


def secured() -> Shop:
    """A merchant with a deposit and nothing else."""
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=DEPOSIT_FEN)
    return shop


def deduct(shop: Shop, fen: int, by: UUID) -> Proposed | NotPenalised:
    """Have an operator propose to take so much."""
    return propose(shop=shop, kind="deduction", items=(Item("卡密无效", 1, fen),), by=by)


def give_back(shop: Shop, by: UUID) -> NotMoved | None:
    """Have finance ask that the whole deposit goes back."""
    return ask_deposit_back(merchant_id=shop.id, actor=by, amount_fen=DEPOSIT_FEN, form_key=uuid4())


def due_now(penalty: Penalty) -> None:
    """Have a penalty's present step be over."""
    Penalty.objects.filter(id=penalty.id).update(due_at="2020-01-01T00:00:00Z")


def test_a_deposit_goes_back_or_is_deducted_from_never_both(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        shop = secured()
        finance, operator = an_account(role="finance").id, an_account(role="operator").id
        back, proposal = crowd.act(
            partial(give_back, shop, finance), partial(deduct, shop, DEPOSIT_FEN, operator)
        )
        if back is None:
            assert proposal == NotPenalised("more_than_deposit", 0), proposal
            assert money_of(shop.id) == MerchantMoney()
        else:
            assert isinstance(proposal, Proposed), proposal
            assert back == NotMoved("not_enough", 0), back


def test_deductions_proposed_at_once_stay_within_the_deposit(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        shop = secured()
        people = [an_account(role="operator").id for _ in range(AT_ONCE)]
        answers = crowd.act(*[partial(deduct, shop, 4_000, who) for who in people])
        assert sum(isinstance(answer, Proposed) for answer in answers) == 2, answers


def test_eight_sweeps_take_a_deduction_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        shop = secured()
        penalty = confirmed(shop=shop, kind="deduction")
        due_now(penalty)
        sweep = partial(end_step, no=penalty.no, outside=wiring.outside())
        assert crowd.act(*[sweep] * AT_ONCE).count(True) == 1
        assert Posting.objects.filter(cause=penalty.id).count() == 1
        assert money_of(shop.id) == MerchantMoney(0, DEPOSIT_FEN - 4_000)


def test_a_deduction_is_lifted_once_and_comes_back_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        shop = secured()
        penalty = confirmed(shop=shop, kind="deduction")
        due_now(penalty)
        assert end_step(no=penalty.no, outside=wiring.outside())
        lift = partial(
            lift_penalty, no=penalty.no, decider=decider(penalty), outside=wiring.outside()
        )
        answers = crowd.act(*[lift] * AT_ONCE)
        assert answers.count(None) == 1, answers
        assert money_of(shop.id) == MerchantMoney(0, DEPOSIT_FEN)


def test_a_penalty_is_confirmed_or_dropped_never_both(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        penalty = heard(shop=secured(), kind="deduction")
        one, other = decider(penalty), decider(penalty)
        answers = crowd.act(
            partial(confirm_penalty, no=penalty.no, decider=one, outside=wiring.outside()),
            partial(drop_penalty, no=penalty.no, decider=other, outside=wiring.outside()),
        )
        assert answers.count(None) == 1, answers
        penalty.refresh_from_db()
        assert penalty.state in ("confirmed", "dropped")


def test_a_balance_is_withdrawn_or_topped_up_with_never_both(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        shop = a_quick_shop()
        settled_at_once(shop=shop)
        asked: dict[str, Any] = {
            "merchant_id": shop.id,
            "actor": shop.member,
            "amount_fen": PRICE_FEN,
        }
        answers = crowd.act(
            partial(ask_payout, **asked, form_key=uuid4()),
            partial(top_up_deposit, **asked, form_key=uuid4()),
        )
        assert answers.count(None) == 1, answers
        assert money_of(shop.id).payable_fen == 0


@pytest.fixture
def naive(committed: None) -> Iterator[Callable[[], bool]]:
    """A deposit that is read, compared with what is asked, then lowered."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_deposit (fen bigint)")
        cursor.execute("INSERT INTO naive_deposit VALUES (0)")

    def take() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT fen FROM naive_deposit")
            there = cursor.fetchone()[0]
            if there < DEPOSIT_FEN:
                return False
            cursor.execute("UPDATE naive_deposit SET fen = %s", [there - DEPOSIT_FEN])
            return True

    yield take
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_deposit")


def test_the_same_crowd_takes_twice_where_a_deposit_is_read_then_written(
    naive: Callable[[], bool], crowd: Crowd
) -> None:
    """Without this the tests above would prove nothing."""
    twice = 0
    for _ in range(2 * ROUNDS):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE naive_deposit SET fen = %s", [DEPOSIT_FEN])
        twice += crowd.act(*[naive] * AT_ONCE).count(True) > 1
    assert twice > 0
