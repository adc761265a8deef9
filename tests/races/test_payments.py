"""The channel's word, many times at the same moment: it counts once, and is sent once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from threading import Barrier
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from anxin.domain.channel import Paid
from anxin.services.payment import take_payment
from anxin.services.sweep import sweep_due
from anxin.storage.ledger.models import Posting
from anxin.storage.order.models import OrderEvent
from anxin.storage.risk.models import Mark
from tests.channel.till import Till, open_till, payment_of, refunds_of, running_sandbox
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import Goods, a_product
from tests.factories.order import Bought, placed
from tests.races.conftest import Crowd
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink

ROUNDS = 10
AT_ONCE = 8
PRICE_FEN = 9_800
PAYER = b"p" * 32


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Sink]]:
    """The sandbox and where its notices arrive."""
    with running_sandbox(folder=tmp_path_factory.mktemp("races")) as running:
        yield running


@pytest.fixture
def till(
    crowd: Crowd, place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Till]:
    """The shop at the till."""
    with open_till(place=place, patch=monkeypatch) as opened:
        yield opened


@pytest.fixture
def goods(committed: None) -> Goods:
    """Something with stock for all."""
    return a_product(cards=200)


def word_of(bought: Bought, *, serial_no: str) -> Paid:
    """What the channel says of the order's payment."""
    return Paid(payment_of(bought).no, serial_no, PRICE_FEN, "2088100000000001", PAYER)


def marks_of(buyer: UUID) -> list[int]:
    """How often each payer of an account was seen."""
    rows = Mark.objects.filter(account_id=buyer, kind="payer")
    return list(rows.values_list("times", flat=True))


def test_one_notice_taken_by_eight_at_once_counts_once(
    crowd: Crowd, till: Till, goods: Goods
) -> None:
    for round_no in range(ROUNDS):
        bought = placed(buyer=a_buyer(money_fen=0), goods=goods)
        till.begin(bought)
        paid = word_of(bought, serial_no=f"once-{bought.no}-{round_no}")
        take = partial(take_payment, method="alipay", paid=paid)
        assert crowd.act(*[take] * AT_ONCE) == [True] * AT_ONCE
        assert (bought.row.state, bought.row.paid_fen) == ("cooling_off", PRICE_FEN)
        assert Posting.objects.filter(order_id=bought.row.id).count() == 1
        assert OrderEvent.objects.filter(order__no=bought.no, kind="order_paid").count() == 1
        assert marks_of(bought.buyer) == [1]


def test_four_orders_that_one_person_pays_at_once_are_all_paid_and_one_mark(
    crowd: Crowd, till: Till, goods: Goods
) -> None:
    for round_no in range(ROUNDS):
        buyer = a_buyer(money_fen=0)
        orders = [placed(buyer=buyer, goods=goods) for _ in range(4)]
        for bought in orders:
            till.begin(bought)
        words = [word_of(bought, serial_no=f"four-{bought.no}-{round_no}") for bought in orders]
        taken = crowd.act(*[partial(take_payment, method="alipay", paid=paid) for paid in words])
        assert taken == [True] * 4
        assert {bought.row.state for bought in orders} == {"cooling_off"}
        assert marks_of(buyer) == [1]


def test_a_mark_looked_for_before_it_is_written_would_cost_a_payment(crowd: Crowd) -> None:
    buyer, looked = a_buyer(money_fen=0), Barrier(2)

    def take_naively() -> None:
        with transaction.atomic():
            known = Mark.objects.filter(account_id=buyer, kind="payer", digest=PAYER).exists()
            looked.wait(timeout=10)
            if not known:
                Mark.objects.create(account_id=buyer, kind="payer", digest=PAYER)

    failed = [answer for answer in crowd.act(take_naively, take_naively) if answer]
    assert [type(error) for error in failed] == [IntegrityError]


def test_a_notice_and_the_orders_end_leave_it_paid_or_its_money_on_the_way_back(
    crowd: Crowd, till: Till, goods: Goods
) -> None:
    for round_no in range(ROUNDS):
        bought = placed(buyer=a_buyer(money_fen=0), goods=goods)
        till.begin(bought)
        till.pass_time(minutes=16)
        paid = word_of(bought, serial_no=f"late-{bought.no}-{round_no}")
        answers = crowd.act(
            partial(take_payment, method="alipay", paid=paid),
            partial(sweep_due, outside=till.outside),
        )
        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        causes = [refund.cause for refund in refunds_of(bought)]
        assert (bought.row.state, causes) in (("cooling_off", []), ("cancelled", ["late"]))


def asked_back(till: Till, goods: Goods) -> Bought:
    """A paid order whose refund is to be sent."""
    bought = till.paid(goods=goods)
    case_after(bought)
    return bought


def test_two_workers_send_each_refund_once(crowd: Crowd, till: Till, goods: Goods) -> None:
    orders = [asked_back(till, goods) for _ in range(24)]
    sent = crowd.act(till.send, till.send)
    assert sum(sent) == len(orders)
    for bought in orders:
        (refund,) = refunds_of(bought)
        assert (refund.state, refund.tries) == ("succeeded", 1)
        account = till.sandbox.account(refund.payment.no)
        assert (account["successful_refunds"], account["refunded_fen"]) == (1, PRICE_FEN)
        calls = [call["method"] for call in till.sandbox.calls(refund.payment.no)]
        assert calls.count("alipay.trade.refund") == 1


def test_four_workers_send_the_second_refund_of_a_payment_once(
    crowd: Crowd, till: Till, goods: Goods
) -> None:
    for _ in range(ROUNDS):
        bought = till.paid(goods=goods, units=2)
        case_after(bought, units=1)
        till.send()
        till.pass_time(seconds=4)
        case_after(bought, units=1)
        assert sum(crowd.act(*[till.send] * 4)) == 1
        refunds = refunds_of(bought)
        assert [(refund.state, refund.tries) for refund in refunds] == [("succeeded", 1)] * 2
        assert till.sandbox.account(refunds[0].payment.no)["successful_refunds"] == 2
