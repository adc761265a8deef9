"""Many requests for one refund, at the same moment: the money moves once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection

from anxin.services.aftersale.submit import Declined, GroundKeepsMoving, Submitted
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask
from tests.factories.catalog import a_product, a_trusting_policy
from tests.factories.order import Bought, delivered, paid
from tests.races.conftest import Crowd

ROUNDS = 20
AT_ONCE = 50
PRICE_FEN = 9_800
MONEY_FEN = 200_000


def refunded_once(bought: Bought) -> None:
    """Check that wallet, order and refunds agree on exactly one refund."""
    refunds = Refund.objects.filter(payment__order__no=bought.no)
    assert [refund.refund_fen for refund in refunds] == [PRICE_FEN]
    assert balance(account_id=bought.buyer) == MONEY_FEN
    assert (bought.row.refunded_fen, bought.row.state) == (PRICE_FEN, "cancelled")


def test_fifty_forms_for_one_order_refund_it_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        fifty_forms(crowd)


def fifty_forms(crowd: Crowd) -> None:
    """Send fifty forms with keys of their own for one order."""
    bought = paid()
    answers = crowd.act(*[partial(ask, bought) for _ in range(AT_ONCE)])
    refunded_once(bought)
    odd = [a for a in answers if not isinstance(a, Submitted | Declined | GroundKeepsMoving)]
    assert odd == []
    states = list(Case.objects.filter(order__no=bought.no).values_list("state", flat=True))
    assert states.count("refunded") == 1
    assert set(states) <= {"refunded", "rejected"}


def test_one_form_sent_fifty_times_has_one_answer(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        one_form(crowd)


def one_form(crowd: Crowd) -> None:
    """Send one form fifty times."""
    bought, form_key = paid(), uuid4()
    answers = crowd.act(*[partial(ask, bought, form_key=form_key) for _ in range(AT_ONCE)])
    assert len(set(answers)) == 1
    assert isinstance(answers[0], Submitted)
    assert Case.objects.filter(order__no=bought.no).count() == 1
    refunded_once(bought)


def test_three_units_asked_for_one_by_one_by_fifty_forms(crowd: Crowd) -> None:
    bought = paid(units=3)
    crowd.act(*[partial(ask, bought, units=1) for _ in range(AT_ONCE)])
    done = Refund.objects.filter(payment__order__no=bought.no)
    assert len(done) <= 3
    assert bought.row.refunded_units == len(done)
    assert balance(account_id=bought.buyer) == MONEY_FEN - PRICE_FEN * (3 - len(done))


def test_two_orders_cannot_both_use_the_last_of_the_days_credit(crowd: Crowd) -> None:
    goods = a_product(kind="membership", cards=0, price_fen=13_000, policy_id=a_trusting_policy())
    for _ in range(ROUNDS):
        buyer = a_buyer(credit=90)
        orders = [delivered(goods=goods, buyer=buyer) for _ in range(2)]
        answers = crowd.act(*[partial(ask, order, reason="quality") for order in orders])
        assert all(isinstance(answer, Submitted) for answer in answers), answers
        outcomes = Case.objects.filter(buyer_id=buyer).values_list("outcome", flat=True)
        assert list(outcomes).count("instant") == 1, list(outcomes)


@pytest.fixture
def naive(committed: None) -> Iterator[None]:
    """A throw-away table of refunds without any bound."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_refund (order_no text, fen bigint)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_refund")


def ask_naively(order_no: str) -> bool:
    """Read what was refunded, see that there is room, refund: as code without a guard does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(fen), 0) FROM naive_refund WHERE order_no = %s", [order_no]
        )
        if cursor.fetchone()[0] + PRICE_FEN > PRICE_FEN:
            return False
        cursor.execute("INSERT INTO naive_refund VALUES (%s, %s)", [order_no, PRICE_FEN])
        return True


def test_the_same_crowd_overpays_where_nothing_guards(naive: None, crowd: Crowd) -> None:
    """Without this the tests above would prove nothing."""
    overpaid = 0
    for round_no in range(ROUNDS):
        given = crowd.act(*[partial(ask_naively, str(round_no)) for _ in range(AT_ONCE)])
        overpaid += given.count(True) > 1
    assert overpaid > 0
