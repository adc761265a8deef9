"""Recalls and batches against everybody else at the same moment: an order is paid back once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection

from anxin import wiring
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.submit import Declined, GroundKeepsMoving, Submitted
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.bulk.batch import BatchForm, Chosen, submit_batch
from anxin.services.bulk.recall import run_recalls, run_recalls_in_turn, tend_recalls
from anxin.services.order.deliver import waive_cooling_off
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.models import Recall, RecallLine
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import ask, case_after
from tests.factories.catalog import a_product
from tests.factories.order import Bought, delivered, paid, view
from tests.factories.recall import of_cards, of_product, proposed, released
from tests.races.conftest import Crowd

ROUNDS = 10
ORDERS = 12
PRICE_FEN = 9_800
MONEY_FEN = 200_000


def some_orders() -> list[Bought]:
    """Orders of one product, half of them delivered."""
    goods = a_product(cards=ORDERS)
    makers = (delivered, paid)
    return [makers[n % 2](goods=goods, buyer=a_buyer(credit=90)) for n in range(ORDERS)]


def run_out(recall: Recall) -> None:
    """Run until nothing of a recall waits: what was held by somebody is met again."""
    for _ in range(5):
        run_recalls()
    recall.refresh_from_db()
    assert recall.state in ("done", "partial")


def test_a_recall_and_the_buyers_own_requests_pay_each_order_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        orders = some_orders()
        recall = released(of_product(orders[0].goods))
        asking = [partial(ask, bought, reason="unwanted") for bought in orders]
        answers = crowd.act(*[run_recalls] * 4, *asking)
        odd = [
            a for a in answers if not isinstance(a, int | Submitted | Declined | GroundKeepsMoving)
        ]
        assert odd == []
        run_out(recall)
        for bought in orders:
            assert Refund.objects.filter(payment__order__no=bought.no).count() == 1
            assert bought.row.refunded_fen == PRICE_FEN
            fee = Case.objects.filter(order__no=bought.no, state="refunded").get().fee_fen
            assert balance(account_id=bought.buyer) == MONEY_FEN - fee


def test_a_recall_takes_a_case_over_while_its_buyer_and_a_reviewer_are_at_it(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        goods = a_product(cards=ORDERS)
        orders = [delivered(goods=goods) for _ in range(6)]
        cases = [case_after(bought, reason="card_invalid") for bought in orders]
        recall = released(of_product(goods))
        acts = [
            partial(withdraw_case, no=case.no, buyer_id=bought.buyer)
            for bought, case in zip(orders[::2], cases[::2], strict=True)
        ]
        acts += [
            partial(approve_case, no=case.no, reviewer=a_reviewer(role="senior"), note="")
            for case in cases[1::2]
        ]
        crowd.act(*[run_recalls] * 3, tend_recalls, *acts)
        tend_recalls()
        run_out(recall)
        assert recall.state == "done"
        for bought in orders:
            assert Refund.objects.filter(payment__order__no=bought.no).count() == 1
            assert (bought.row.refunded_fen, bought.row.case_open) == (PRICE_FEN, False)
            assert balance(account_id=bought.buyer) == MONEY_FEN
    assert breaches() == []


def test_many_workers_of_one_recall_share_its_rows(crowd: Crowd) -> None:
    goods = a_product(cards=60)
    buyer = a_buyer(money_fen=1_000_000)
    orders = [delivered(goods=goods, buyer=buyer) for _ in range(60)]
    recall = released(of_product(goods))
    dealt = crowd.act(*[run_recalls] * 8)
    assert sum(dealt) + run_recalls() == len(orders), dealt
    run_out(recall)
    assert balance(account_id=buyer) == 1_000_000
    assert Case.objects.filter(buyer_id=buyer).count() == len(orders)


def test_workers_take_turns_and_leave_the_others_free(crowd: Crowd) -> None:
    goods = a_product(cards=6)
    orders = [delivered(goods=goods) for _ in range(6)]
    released(of_product(goods))
    dealt = crowd.act(*[run_recalls_in_turn] * 4)
    assert sorted(dealt)[-1] == sum(dealt) == len(orders), dealt
    assert run_recalls_in_turn() == 0


def test_a_card_is_seen_and_burned_or_recalled_unseen_never_shown_afterwards(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        orders = [delivered(goods=a_product(cards=1))]
        recall = released(of_product(orders[0].goods))
        crowd.act(run_recalls, partial(view, orders[0]))
        run_out(recall)
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT c.state, k.viewed_at IS NOT NULL FROM anxin_order_ordercard k
                     JOIN anxin_card_card c ON c.id = k.card_id WHERE k.order_id = %s""",
                [orders[0].row.id],
            )
            [(state, viewed)] = cursor.fetchall()
        assert state == ("burned" if viewed else "quarantined")


def test_a_card_that_is_being_sold_is_pulled_or_its_order_is_on_the_list(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        goods = a_product(cards=6)
        cooling = [paid(goods=goods) for _ in range(4)]
        acts = [partial(waive_cooling_off, no=b.no, buyer_id=b.buyer) for b in cooling]
        recall = crowd.act(partial(proposed, of_cards(goods)), *acts)[0]
        assert isinstance(recall, Recall), recall
        listed = set(
            RecallLine.objects.filter(recall_id=recall.id).values_list("order_id", flat=True)
        )
        had = {bought.row.id for bought in cooling if bought.row.state == "delivered"}
        assert had == listed, "a bad card is with a buyer whom the recall does not know"


def test_two_operators_freeze_an_order_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought = delivered(goods=a_product(cards=3))
        targets = (of_product(bought.goods), of_cards(bought.goods))
        crowd.act(*[partial(proposed, target) for target in targets])
        assert RecallLine.objects.filter(order_id=bought.row.id, state="pending").count() == 1


def test_one_batch_sent_by_twenty_taps_is_submitted_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        buyer, goods = a_buyer(money_fen=MONEY_FEN, credit=90), a_product(cards=5)
        orders = [paid(goods=goods, buyer=buyer) for _ in range(4)]
        form = BatchForm(uuid4(), tuple(Chosen(b.no, None, PRICE_FEN) for b in orders))
        send = partial(submit_batch, buyer_id=buyer, form=form, outside=wiring.outside())
        answers = crowd.act(*[send] * 20)
        assert len(set(answers)) == 1, set(answers)
        assert Case.objects.filter(buyer_id=buyer, state="refunded").count() == 4
        assert balance(account_id=buyer) == MONEY_FEN


@pytest.fixture
def naive(committed: None) -> Iterator[None]:
    """A throw-away list of orders and refunds without any bound."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_list (order_no text)")
        cursor.execute("CREATE TABLE naive_paid (order_no text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_list, naive_paid")


def pay_the_list() -> None:
    """Refund what is on the list and not refunded: set-based, without a lock, without a guard."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT order_no FROM naive_list EXCEPT SELECT order_no FROM naive_paid")
        for (no,) in cursor.fetchall():
            cursor.execute("INSERT INTO naive_paid VALUES (%s)", [no])


def pay_one(no: str) -> None:
    """The buyer's own request, checked the same way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM naive_paid WHERE order_no = %s", [no])
        if not cursor.fetchone():
            cursor.execute("INSERT INTO naive_paid VALUES (%s)", [no])


def test_the_same_crowd_pays_twice_where_the_list_is_only_read(naive: None, crowd: Crowd) -> None:
    """Without this the tests above would prove nothing."""
    twice = 0
    for round_no in range(ROUNDS):
        orders = [f"{round_no}-{n}" for n in range(ORDERS)]
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO naive_list VALUES (%s)", [(no,) for no in orders])
        crowd.act(*[pay_the_list] * 4, *[partial(pay_one, no) for no in orders])
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) - count(DISTINCT order_no) FROM naive_paid")
            twice += cursor.fetchone()[0]
    assert twice > 0
