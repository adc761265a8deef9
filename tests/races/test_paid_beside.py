"""Money that moves beside a case: chargebacks and compensation make nothing be paid twice."""

from __future__ import annotations

from functools import partial
from threading import Barrier

from django.db import transaction
from django.db.models import F

from anxin.services.aftersale.compensation import propose_compensation, sign_compensation
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.purse import credit
from anxin.storage.aftersale.models import Case, Compensation
from anxin.storage.ledger.models import Purse
from anxin.storage.ledger.queries import balance
from anxin.storage.order.models import Order
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.complaint import joined
from tests.factories.turns import in_review
from tests.races.conftest import Crowd
from tests.races.turns import channel, no_accident, paid_by_channel, sound

ROUNDS = 8
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


def test_compensation_signed_by_many_is_paid_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = in_review()
        one = a_reviewer(role="senior")
        proposals = crowd.act(
            *[partial(propose_compensation, no=case.no, reviewer=one, fen=5_000, basis="售假")] * 4
        )
        no_accident(proposals)
        assert proposals.count(None) == 1, proposals
        signers = [a_reviewer(role="senior") for _ in range(6)]
        answers = crowd.act(
            *[partial(sign_compensation, no=case.no, reviewer=two) for two in signers],
            partial(sign_compensation, no=case.no, reviewer=one),
            partial(approve_case, no=case.no, reviewer=a_reviewer(role="senior"), note=""),
        )
        no_accident(answers)
        assert answers[:6].count(None) == 1 and answers[6] is not None, answers
        assert answers[:6].count(NotDecided("nothing_to_sign")) == 5
        assert sound(bought, money_fen=MONEY_FEN).state == "refunded"


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


def test_a_check_before_paying_is_no_protection(crowd: Crowd) -> None:
    _, case = in_review()
    one = a_reviewer(role="senior")
    assert propose_compensation(no=case.no, reviewer=one, fen=5_000, basis="售假") is None
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
