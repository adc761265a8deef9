"""Locks, withdrawals and late deliveries that meet at the same moment, beside naive variants.

Each naive variant goes wrong under the same crowd, otherwise the good one would prove nothing.
"""

from __future__ import annotations

import threading
from functools import partial

import pytest

from anxin.domain.channel import Refused
from anxin.domain.issuer import CardLock
from anxin.services.aftersale.review import reject_case
from anxin.services.numbers import new_no
from anxin.storage.aftersale.models import Case
from anxin.storage.card.models import Card
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import ask
from tests.factories.order import Bought
from tests.partner.shop import Shop, cards, money, state, top_ups
from tests.races.conftest import Crowd
from tests.races.conftest import crowd as crowd
from tests.sandbox.partner import new_cards, use

PRICE = 9_800
MONEY = 200_000
ROUNDS = 6


def locking(shop: Shop, *, count: int) -> list[tuple[Bought, Case]]:
    """Approved refunds that wait for their cards, none of which anybody has seen."""
    goods = shop.cards_on_sale(count=count)
    bought = [shop.sold(goods=goods, buyer=a_buyer()) for _ in range(count)]
    made = [(one, shop.asked(one, reason="unwanted")) for one in bought]
    shop.ask_issuers()
    assert {state(case) for _, case in made} == {"approved"}
    return made


def test_many_workers_lock_each_card_once_and_pay_each_refund_once(
    shop: Shop, crowd: Crowd
) -> None:
    made = locking(shop, count=8)
    done = crowd.act(*[shop.lock] * 8)
    assert [one for one in done if isinstance(one, Exception)] == []
    shop.lock()
    for bought, case in made:
        assert (state(case), money(bought)) == ("refunded", MONEY - PRICE + PRICE * 95 // 100)
        assert Refund.objects.filter(case=case).count() == 1
        number = Card.objects.get(ordercard__order__no=bought.no).lock_no
        assert shop.book("issuer")[shop.issuer.name_of(shop.secrets_of(bought)[0])][
            "lock_no"
        ] == str(number)


def test_a_number_per_try_would_lock_under_two_numbers(shop: Shop, crowd: Crowd) -> None:
    """What a lock without a number for life comes to: the second worker cannot have its lock."""
    [card] = new_cards(shop.sandbox, count=1)

    def naive() -> object:
        [answer] = shop.issuer.lock(locks=[CardLock(new_no(), card)])
        return answer

    answers = crowd.act(*[naive] * 4)
    assert answers.count(Refused("locked_elsewhere", final=False)) == 3


def overdue(shop: Shop) -> tuple[Bought, Case]:
    """A case that came to a senior because its card could not be locked in time."""
    # What an earlier round left, asked again or to be slow, must not take this one's failure.
    shop.sandbox.clear()
    Card.objects.filter(next_lock_at__isnull=False).update(next_lock_at=None)
    [(bought, case)] = locking(shop, count=1)
    shop.sandbox.switch("lock_fails", on="issuer.lock", count=1)
    shop.lock()
    shop.pass_time(minutes=31)
    shop.sweep()
    assert state(case) == "platform_review"
    return bought, case


def test_a_rejection_that_meets_its_lock_leaves_the_card_unlocked(shop: Shop, crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = overdue(shop)
        shop.sandbox.switch("slow", on="issuer.lock", count=1, seconds=0.2)
        senior = a_reviewer(role="senior")
        reject = partial(reject_case, no=case.no, reviewer=senior, code="no_rule", said="不符")
        crowd.act(shop.lock, reject)
        for _ in range(2):
            shop.pass_time(seconds=13)
            shop.lock()
        assert (state(case), cards(bought)) == ("rejected", [("sold", "none")])
        assert use(shop.sandbox, shop.secrets_of(bought)[0]).status == 200


def test_unlocking_only_what_is_known_to_be_locked_would_leave_it_locked(
    shop: Shop, crowd: Crowd
) -> None:
    """The naive way: a rejection that finds no lock in the book has nothing to end."""
    [card] = new_cards(shop.sandbox, count=1)
    known: list[str] = []
    shop.sandbox.switch("slow", on="issuer.lock", count=1, seconds=0.4)
    sent = threading.Event()

    def lock() -> None:
        sent.set()
        shop.issuer.lock(locks=[CardLock("NAIVE-LOCK-1", card)])
        known.append(card)

    def reject() -> None:
        sent.wait()
        for one in known:
            shop.issuer.unlock(locks=[CardLock("NAIVE-LOCK-1", one)])

    crowd.act(lock, reject)
    assert use(shop.sandbox, card).status == 409


def under_way(shop: Shop) -> Bought:
    """A top-up that the supplier is about to finish."""
    bought = shop.ordered(buyer=a_buyer())
    shop.deliver()
    shop.pass_time(seconds=3)
    return bought


def settle(shop: Shop) -> None:
    """Have everything done that is due."""
    for _ in range(3):
        shop.deliver()
        shop.sweep()
        shop.pass_time(seconds=16)


def got_both(shop: Shop, bought: Bought) -> bool:
    """Whether the buyer has the top-up and the money."""
    arrived = shop.book("supplier")[top_ups(bought)[-1].no]["state"] == "succeeded"
    return arrived and money(bought) == MONEY


def test_a_cancellation_that_meets_a_late_delivery_never_gives_both(
    shop: Shop, crowd: Crowd
) -> None:
    ends = set()
    for number in range(ROUNDS):
        bought = under_way(shop)
        if number % 2:  # the supplier has not finished: it can still be called off
            bought = shop.ordered(buyer=a_buyer())
            shop.sandbox.switch("finishes_late", on="supplier.order", count=1, seconds=600)
            shop.deliver()
        # What has arrived before the request needs a reason, and is declined without one.
        request = partial(ask, bought, outside=shop.outside)
        done = crowd.act(shop.deliver, request, shop.deliver)
        assert [one for one in done if isinstance(one, Exception)] == []
        settle(shop)
        assert not got_both(shop, bought)
        ends.add(bought.row.state)
        paid_back = money(bought) == MONEY
        assert paid_back == (bought.row.state == "cancelled")
    assert ends == {"delivered", "cancelled"}


def test_a_refund_that_does_not_wait_for_the_supplier_would_give_both(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anxin.services.aftersale.decide.word_wanted", lambda **_: "")
    bought = under_way(shop)
    shop.asked(bought)
    settle(shop)
    assert got_both(shop, bought)
