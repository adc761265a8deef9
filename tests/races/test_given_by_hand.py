"""A refund made by hand is booked while a worker sends another of the same payment."""

from __future__ import annotations

from functools import partial

import pytest

from anxin.services.reconciliation import NotBooked, propose_booking
from anxin.services.refund import send_refunds, sending
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.models import Posting
from anxin.storage.ledger.queries import breaches
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from tests.factories.aftersale import case_after
from tests.factories.by_hand import confirm, finance, on_the_bill, proposed
from tests.factories.catalog import a_product
from tests.factories.order import Bought
from tests.races.conftest import Crowd
from tests.races.turns import channel, no_accident, paid_by_channel
from torture.model.rail import Rail

pytestmark = pytest.mark.usefixtures("committed")

ROUNDS = 10
PRICE_FEN = 9_800
BY_HAND_FEN = 4_000


def made_by_hand(rail: Rail, bought: Bought) -> None:
    """Somebody gives a part back at the channel's own console."""
    payment = Payment.objects.get(order__no=bought.no, method="alipay")
    trade = rail.trades[payment.no]
    trade.refunds["BY-HAND"] = BY_HAND_FEN
    trade.done.add("BY-HAND")


def given_at(rail: Rail, bought: Bought) -> int:
    """What the channel's own book says it gave back."""
    payment = Payment.objects.get(order__no=bought.no, method="alipay")
    return int(rail.book()[payment.no]["refunded_fen"])


def test_booked_while_another_is_sent_no_more_is_given_than_was_paid_and_both_books_agree(
    crowd: Crowd,
) -> None:
    rail, outside = channel()
    send = partial(send_refunds, outside=outside)
    for _ in range(ROUNDS):
        bought = paid_by_channel(a_product(price_fen=PRICE_FEN), rail, outside)
        case_after(bought, outside=outside)
        made_by_hand(rail, bought)
        difference = on_the_bill(bought, BY_HAND_FEN)
        proposed(difference)
        people = [finance() for _ in range(2)]
        otherwise = partial(
            propose_booking, difference_id=difference.id, by=people[0], note="查清", books=False
        )
        answers = crowd.act(
            send, *[partial(confirm, difference, by) for by in people], send, otherwise
        )
        no_accident(answers)
        send()
        booked = [answer for answer in answers[1:3] if answer is None]
        assert len(booked) <= 1, answers
        assert all(isinstance(a, NotBooked) or a is None for a in answers[1:3]), answers
        order = bought.row
        given = Refund.objects.filter(payment__order=order, state="succeeded")
        by_hand = sum(one.refund_fen for one in given if one.cause == "manual")
        assert by_hand == BY_HAND_FEN * len(booked)
        assert order.refunded_fen + order.reserved_fen <= PRICE_FEN
        if booked:
            assert order.refunded_fen == given_at(rail, bought)
        assert breaches() == []


def test_booked_by_its_bill_while_the_channel_answers_after_all_it_is_booked_once(
    crowd: Crowd,
) -> None:
    rail, outside = channel()
    send = partial(send_refunds, outside=outside)
    for _ in range(ROUNDS):
        bought = paid_by_channel(a_product(price_fen=PRICE_FEN), rail, outside)
        case_after(bought, outside=outside)
        rail.troubles = ["lost_after"]
        send()
        refund = Refund.objects.get(payment__order__no=bought.no)
        assert refund.state == "unknown"
        difference = on_the_bill(bought, PRICE_FEN, refund_no=refund.no)
        proposed(difference)
        Refund.objects.filter(id=refund.id).update(next_try_at=ClockNow())
        people = [finance() for _ in range(2)]
        answers = crowd.act(*[partial(confirm, difference, by) for by in people], send, send)
        no_accident(answers)
        refund.refresh_from_db()
        assert refund.state == "succeeded"
        assert answers[:2].count(None) <= 1, answers
        assert Posting.objects.filter(cause=refund.id, kind="refund").count() == 1
        assert breaches() == []


def test_the_same_refund_leaves_where_nothing_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the predicate in both statements the tests of holding would prove nothing."""
    rail, outside = channel()
    for holds in (True, False):
        for name in () if holds else ("CLAIM", "GRANT"):
            naive = getattr(sending, name).replace("x.settled_at IS NULL", "false")
            monkeypatch.setattr(sending, name, naive)
        bought = paid_by_channel(a_product(price_fen=PRICE_FEN), rail, outside)
        case_after(bought, outside=outside)
        on_the_bill(bought, BY_HAND_FEN)
        send_refunds(outside=outside)
        assert given_at(rail, bought) == (0 if holds else PRICE_FEN)
