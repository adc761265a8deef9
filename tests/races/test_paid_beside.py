"""Money that moves beside a case: chargebacks and compensation make nothing be paid twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from anxin.domain.channel import Refunded, RefundOrder
from anxin.services import settlement
from anxin.services.aftersale import compensation
from anxin.services.aftersale.compensation import (
    drop_compensation,
    pay_compensation,
    sign_compensation,
    undo_signature,
)
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.balances import lock_merchants
from anxin.services.purse import credit
from anxin.services.refund import send_refunds
from anxin.storage.aftersale.models import Case, Compensation, Complaint
from anxin.storage.ledger.models import Purse
from anxin.storage.ledger.queries import balance
from anxin.storage.order.models import Order
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.compensation import answer_in_thread, compensate, heard_about
from tests.factories.complaint import joined
from tests.factories.settlement import a_quick_shop, settled_at_once
from tests.factories.turns import in_review
from tests.races.conftest import Crowd
from tests.races.turns import LONG_AGO, channel, no_accident, paid_by_channel, sound
from torture.model.rail import Rail

ROUNDS = 8
GOODS_FEN = 9_800
PRICE_FEN = 60_000
MONEY_FEN = 200_000


def test_a_chargeback_meets_an_approval_and_one_of_them_has_the_money(crowd: Crowd) -> None:
    rail, outside = channel()
    goods = a_product(price_fen=PRICE_FEN, cards=ROUNDS)
    for number in range(ROUNDS):
        bought = paid_by_channel(goods, rail, outside)
        case = case_after(bought, outside=outside)
        take = partial(
            joined, bought.no, source="chargeback", fen=PRICE_FEN, outside_no=f"CB-{case.no}"
        )
        answers = crowd.act(
            *[take] * 3,
            partial(approve_case, no=case.no, reviewer=a_reviewer(role="senior"), note=""),
        )
        no_accident(answers)
        assert answers[:3].count(None) == 1, (number, answers)
        last = sound(bought, money_fen=None)
        given = bought.row.refunded_fen + bought.row.reserved_fen
        assert given == PRICE_FEN, (last.state, given)


def settle(refunds: Callable[[], int]) -> None:
    """Have whatever is due sent until nothing is, as the job does in the minutes that follow."""
    for _ in range(6):
        Refund.objects.filter(next_try_at__isnull=False).update(next_try_at=LONG_AGO)
        Payment.objects.filter(sent_at__isnull=False).update(sent_at=LONG_AGO)
        refunds()


def test_a_chargeback_meets_workers_that_send_and_the_money_goes_back_once(crowd: Crowd) -> None:
    rail, outside = channel()
    goods = a_product(price_fen=GOODS_FEN, cards=2 * ROUNDS)
    send = partial(send_refunds, outside=outside)
    for number in range(2 * ROUNDS):
        bought = paid_by_channel(goods, rail, outside)
        case = case_after(bought, outside=outside)
        assert case.state == "refunding"
        if number % 2:
            rail.troubles = ["poor"]
            send()
            Refund.objects.filter(case=case).update(next_try_at=LONG_AGO)
            Payment.objects.filter(order=bought.row).update(sent_at=LONG_AGO)
            rail.now_s += 60
        answers = crowd.act(
            send, send, partial(joined, bought.no, source="chargeback", fen=GOODS_FEN)
        )
        no_accident(answers)
        settle(send)
        payment = Payment.objects.get(order=bought.row)
        at_channel = rail.book()[payment.no]["refunded_fen"]
        taken_fen = Complaint.objects.get(order=bought.row).taken_fen
        assert at_channel + taken_fen == GOODS_FEN, (number, at_channel, taken_fen)
        assert bought.row.refunded_fen == GOODS_FEN and bought.row.reserved_fen == 0
        assert sound(bought, money_fen=None).state == "refunded"


def test_compensation_signed_by_many_is_paid_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = in_review()
        one = a_reviewer(role="senior")
        proposals = crowd.act(*[partial(compensate, no=case.no, reviewer=one)] * 4)
        no_accident(proposals)
        assert proposals.count(None) == 1, proposals
        assert answer_in_thread(case) is None
        signers = [a_reviewer(role="senior") for _ in range(6)]
        answers = crowd.act(
            *[partial(sign_compensation, no=case.no, reviewer=two) for two in signers],
            partial(sign_compensation, no=case.no, reviewer=one),
            partial(approve_case, no=case.no, reviewer=a_reviewer(role="senior"), note=""),
        )
        no_accident(answers)
        assert answers[:6].count(None) == 1 and answers[6] is not None, answers
        assert answers[:6].count(NotDecided("nothing_to_sign")) == 5
        by = signers[answers.index(None)]
        one_of = Compensation.objects.filter(case=case)
        one_of.update(pay_at=LONG_AGO)
        late = crowd.act(
            *[partial(pay_compensation, id=one_of.get().id)] * 4,
            partial(undo_signature, no=case.no, reviewer=by),
            partial(drop_compensation, no=case.no, reviewer=one, said="x"),
        )
        no_accident(late)
        assert late[:4].count(True) == 1 and None not in late[4:], late
        assert sound(bought, money_fen=MONEY_FEN).state == "refunded"


def meeting(lock: Any, door: Barrier, *, after: bool) -> Callable[..., Any]:
    """A way of locking that waits at `door` for the other, before or after, if it comes at all."""

    def locking(**ids: Any) -> Any:
        found = lock(**ids) if after else None
        with suppress(BrokenBarrierError):
            door.wait(timeout=2)
        return found if after else lock(**ids)

    return locking


def test_compensation_and_a_refund_of_settled_money_wait_for_each_other_once(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wallet is locked before the merchant, by both: neither holds what the other wants."""
    shop, buyer = a_quick_shop(), a_buyer(credit=90, money_fen=MONEY_FEN)
    goods = a_product(shop=shop, cards=4)
    first, second = (settled_at_once(shop=shop, goods=goods, buyer=buyer) for _ in range(2))
    case = case_after(first, reason="unwanted")
    assert case.state == "refunded"
    one, two = (a_reviewer(role="senior") for _ in range(2))
    heard_about(case, reviewer=one)
    assert sign_compensation(no=case.no, reviewer=two) is None
    Compensation.objects.filter(case=case).update(pay_at=LONG_AGO)
    signed = Compensation.objects.get(case=case)
    door = Barrier(2)
    monkeypatch.setattr(compensation, "lock_merchants", meeting(lock_merchants, door, after=True))
    monkeypatch.setattr(settlement, "lock_merchants", meeting(lock_merchants, door, after=False))
    answers = crowd.act(
        partial(pay_compensation, id=signed.id),
        partial(case_after, second, reason="unwanted"),
    )
    no_accident(answers)
    assert answers[0] is True and answers[1].state == "refunded", answers
    fees = sum(one.fee_fen for one in Case.objects.filter(buyer_id=buyer))
    assert balance(account_id=buyer) == MONEY_FEN + 5_000 - fees


class Naive:
    """What people write first: look whether it is open, then pay. `meet` makes them meet."""

    def __init__(self, *, at_once: int) -> None:
        self.meet = Barrier(at_once)

    def sign(self, *, case: Case) -> bool:
        """Pay a proposal if it is open, as a check and two statements; say whether it was paid."""
        found = Compensation.objects.get(case=case)
        self.meet.wait(timeout=30)
        if found.state != "proposed":
            return False
        with transaction.atomic():
            credit(account_id=case.buyer_id, kind="wallet", amount_fen=found.fen)
        return True

    def take(self, *, order_no: str, fen: int) -> bool:
        """Give back if enough is left, as a check and a change."""
        order = Order.objects.get(no=order_no)
        self.meet.wait(timeout=30)
        return order.paid_fen - order.refunded_fen >= fen

    def send(self, *, refund: Refund, rail: Rail) -> bool:
        """Send a refund that was reserved when it was read; say whether it went out."""
        found = Refund.objects.select_related("payment").get(id=refund.id)
        self.meet.wait(timeout=30)
        if found.state != "reserved":
            return False
        order = RefundOrder(found.no, found.payment.no, found.refund_fen, "", found.refund_fen)
        return isinstance(rail.refund(order=order), Refunded)

    def stop(self, *, refund: Refund) -> bool:
        """Stop a refund that was not sent when it was read; say whether the chargeback has it."""
        found = Refund.objects.get(id=refund.id)
        self.meet.wait(timeout=30)
        return found.state == "reserved"


def test_a_refund_that_is_looked_at_first_is_sent_and_charged_back(crowd: Crowd) -> None:
    rail, outside = channel()
    bought = paid_by_channel(a_product(price_fen=GOODS_FEN), rail, outside)
    refund = Refund.objects.get(case=case_after(bought, outside=outside))
    naive = Naive(at_once=2)
    answers = crowd.act(
        partial(naive.send, refund=refund, rail=rail), partial(naive.stop, refund=refund)
    )
    assert answers == [True, True], "the buyer has it twice"


def test_a_check_before_paying_is_no_protection(crowd: Crowd) -> None:
    _, case = in_review()
    one = a_reviewer(role="senior")
    heard_about(case, reviewer=one)
    before, naive = balance(account_id=case.buyer_id), Naive(at_once=4)
    try:
        paid = crowd.act(*[partial(naive.sign, case=case)] * 4)
        assert paid.count(True) > 1, "the naive way was lucky"
        assert balance(account_id=case.buyer_id) > before + 5_000
    finally:
        extra = balance(account_id=case.buyer_id) - before
        Purse.objects.filter(account_id=case.buyer_id, kind="wallet").update(
            balance_fen=F("balance_fen") - extra
        )


def test_a_sum_that_is_looked_at_first_is_given_twice(crowd: Crowd) -> None:
    rail, outside = channel()
    bought = paid_by_channel(a_product(price_fen=PRICE_FEN), rail, outside)
    naive = Naive(at_once=2)
    given = crowd.act(*[partial(naive.take, order_no=bought.no, fen=PRICE_FEN)] * 2)
    assert given == [True, True], "each found the whole sum left"
