"""Claims that many act on at the same moment: decided once, paid once, frozen before or after."""

from __future__ import annotations

import time
from functools import partial
from threading import Event
from uuid import uuid4

import pytest
from django.db import transaction

from anxin import wiring
from anxin.services.failpoint import Struck, arm
from anxin.services.minors.closing import end_payment
from anxin.services.minors.deciding import reject_claim
from anxin.services.minors.freezing import place_freeze
from anxin.services.minors.looking import take_claim
from anxin.services.minors.paying import pay_claim
from anxin.services.minors.throttle import LIMITS, may_try
from anxin.services.minors.writing import submit_claim
from anxin.services.order.deliver import end_cooling_off
from anxin.services.order.move import Step
from anxin.services.order.place import NotPlaced
from anxin.services.withdrawal import NotWithdrawn, withdraw
from anxin.storage.aftersale.models import Case
from anxin.storage.columns import ClockNow
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.minors.models import Attempt, Claim, ClaimOrder
from anxin.storage.order.held import HELD
from anxin.storage.order.models import Order
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.minors import (
    an_officer,
    approve,
    approved,
    drafted,
    row,
    submitted,
    taken,
    vault,
)
from tests.factories.order import Bought, delivered, paid, place, view
from tests.races.conftest import Crowd

ROUNDS = 3


def seen(**order: object) -> Bought:
    bought = delivered(**order)
    view(bought)
    return bought


def test_a_claim_that_many_workers_pay_is_paid_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        buyer = a_buyer(money_fen=200_000)
        orders = [seen(buyer=buyer), seen(buyer=buyer)]
        made, _ = approved(*orders, share=50)
        answers = crowd.act(*[partial(pay_claim, no=made.no, outside=wiring.outside())] * 12)
        assert not [one for one in answers if isinstance(one, Exception)], answers
        while row(made).state == "paying":
            pay_claim(no=made.no, outside=wiring.outside())
        for bought in orders:
            assert Refund.objects.filter(payment__order=bought.row).count() == 1
            assert Case.objects.filter(order=bought.row).count() == 1
            assert bought.row.refunded_fen == 4_900


def test_a_worker_that_dies_between_case_and_approval_goes_on_later(crowd: Crowd) -> None:
    bought = seen()
    made, _ = approved(bought, share=100)

    def die() -> None:
        raise Struck("here")

    arm({"minors.case_open_not_approved": die})
    try:
        with pytest.raises(Struck):
            pay_claim(no=made.no, outside=wiring.outside())
    finally:
        arm({})
    assert Case.objects.get(order=bought.row).state == "platform_review"
    assert pay_claim(no=made.no, outside=wiring.outside())
    assert Refund.objects.filter(payment__order=bought.row).count() == 1
    assert bought.row.refunded_fen == bought.row.paid_fen


def test_approved_and_refused_at_once_it_has_one_outcome(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought = seen()
        made, officer = taken(bought)
        answers = crowd.act(
            *[partial(approve, made, [bought], 50, officer)] * 6,
            *[
                partial(reject_claim, no=made.no, code="other", said="理由", officer=officer)
            ] * 6,
        )  # fmt: skip
        assert answers.count(None) == 1, answers
        given = ClaimOrder.objects.get(claim=row(made)).share
        assert (row(made).state == "rejected") == (given is None)


def test_one_of_many_takes_it(crowd: Crowd) -> None:
    made = submitted()
    officers = [an_officer() for _ in range(8)]
    answers = crowd.act(*[partial(take_claim, no=made.no, officer=one) for one in officers])
    assert answers.count(None) == 1


def test_a_purchase_waits_for_a_freeze_that_is_being_placed(crowd: Crowd) -> None:
    """A look without the account's lock does not see it yet: naive, the order would be placed."""
    buyer, goods, made = a_buyer(money_fen=200_000), a_product(), submitted()
    placed = Event()

    def freeze() -> None:
        with transaction.atomic():
            place_freeze(claim_id=row(made).id, account_id=buyer)
            placed.set()
            time.sleep(0.5)

    def buy() -> tuple[bool, object]:
        placed.wait()
        return is_frozen(account_id=buyer), place(buyer=buyer, goods=goods)

    assert crowd.act(freeze, buy) == [None, (False, NotPlaced("frozen"))]
    assert not Order.objects.filter(buyer_id=buyer).exists()


def test_the_end_of_cooling_off_waits_for_a_claim_that_is_naming_the_order(crowd: Crowd) -> None:
    """What a statement saw that waited for the lock is older than the claim: naive, it delivers."""
    bought = paid(buyer=a_buyer(money_fen=200_000))
    made = drafted(bought)
    named = Event()
    order_id = bought.row.id

    def claim() -> None:
        with transaction.atomic():
            assert submit_claim(no=made.no, vault=vault()) is None
            named.set()
            time.sleep(0.5)

    def naive() -> bool:
        named.wait()
        sql = f"SELECT {HELD} AS held FROM anxin_order_order o WHERE o.id = %(id)s::uuid"
        with transaction.atomic():
            return bool(run(sql + " FOR NO KEY UPDATE OF o", {"id": order_id})[0].held)

    def deliver() -> bool:
        named.wait()
        return end_cooling_off(order_id=order_id, step=Step("delivery_started", "system"))

    assert crowd.act(claim, naive, deliver) == [None, False, False]
    assert bought.row.state == "cooling_off"


def test_money_that_is_taken_out_waits_for_a_freeze_that_is_being_placed(crowd: Crowd) -> None:
    buyer, made = a_buyer(money_fen=200_000), submitted()
    placed = Event()

    def freeze() -> None:
        with transaction.atomic():
            place_freeze(claim_id=row(made).id, account_id=buyer)
            placed.set()
            time.sleep(0.5)

    def take_out() -> tuple[bool, object]:
        placed.wait()
        frozen = is_frozen(account_id=buyer)
        form = {"form_key": uuid4(), "outside": wiring.outside()}
        return frozen, withdraw(account_id=buyer, amount_fen=100, **form)  # type: ignore[arg-type]

    assert crowd.act(freeze, take_out) == [None, (False, NotWithdrawn("frozen"))]


def test_what_a_supervisor_ends_is_not_paid_by_a_worker_that_was_at_it(crowd: Crowd) -> None:
    """The worker has its case open when the claim is ended: it gives nothing any more."""
    for _ in range(ROUNDS):
        bought = seen()
        made, _ = approved(bought, share=50)
        Claim.objects.filter(no=made.no).update(stuck_at=ClockNow())
        chief = an_officer("supervisor")
        pay = partial(pay_claim, no=made.no, outside=wiring.outside())
        end = partial(end_payment, no=made.no, said="到此为止", officer=chief)
        answers = crowd.act(*[pay] * 5, *[end] * 3)
        assert not [one for one in answers if isinstance(one, Exception)], answers
        line = ClaimOrder.objects.get(claim=row(made))
        assert row(made).state == "decided"
        assert line.given_fen == bought.row.refunded_fen
        assert bought.row.case_open is False


def test_a_worker_that_comes_too_late_gives_nothing(crowd: Crowd) -> None:
    bought = seen()
    made, _ = approved(bought, share=50)
    Claim.objects.filter(no=made.no).update(stuck_at=ClockNow())
    chief = an_officer("supervisor")

    def end() -> None:
        assert end_payment(no=made.no, said="到此为止", officer=chief) is None

    arm({"minors.case_open_not_approved": end})
    try:
        assert not pay_claim(no=made.no, outside=wiring.outside())
    finally:
        arm({})
    assert bought.row.refunded_fen == ClaimOrder.objects.get(claim=row(made)).given_fen == 0
    assert bought.row.case_open is False


def test_submitted_by_many_taps_it_is_submitted_once(crowd: Crowd) -> None:
    made = drafted(delivered())
    answers = crowd.act(*[partial(submit_claim, no=made.no, vault=vault())] * 10)
    assert set(answers) == {None}
    assert Claim.objects.get(no=made.no).state == "submitted"
    assert ClaimOrder.objects.filter(claim__no=made.no).count() == 1


def test_a_crowd_does_not_get_more_tries_than_one_by_one(crowd: Crowd) -> None:
    most = LIMITS["number"][0]
    tries = [partial(may_try, kind="number", value=f"race-{most}", vault=vault())] * 30
    assert crowd.act(*tries).count(True) == most
    assert Attempt.objects.filter(kind="number").count() >= most
