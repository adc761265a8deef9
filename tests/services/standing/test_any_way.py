"""Whatever anybody does in whatever sequence: books whole, signatures apart, states as drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import transaction

from anxin import wiring
from anxin.domain.standing.penalty import restrains
from anxin.domain.states import PENALTY, check_path
from anxin.services.standing.deciding import drop_penalty, end_step, protect_buyers
from anxin.storage.ledger.queries import breaches
from anxin.storage.standing.models import Penalty, PenaltyEvent
from tests.factories.account import an_account
from tests.factories.catalog import Goods, a_product
from tests.factories.clock import let_pass
from tests.factories.settlement import a_deposit, money_of
from tests.factories.standing import (
    appeal,
    confirm,
    decider,
    judge,
    lift,
    proposed,
    rectify,
    say,
    wanting,
)

pytestmark = pytest.mark.django_db

DEPOSIT_FEN = 10_000
STEPS, RARELY = 30, 0.02
KINDS = ("warning", "deduction", "delist", "suspend", "expel")


class Walk:
    """A penalty in the hands of people and time that do whatever comes up."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.goods: Goods = a_product()
        self.shop = self.goods.shop
        a_deposit(merchant_id=self.shop.id, amount_fen=DEPOSIT_FEN)
        self.people = [
            (an_account(role=role).id, role)
            for role in ("operator", "operator", "supervisor", "senior", "supervisor")
        ]
        kind = KINDS[seed % len(KINDS)]
        product: dict[str, Any] = {"product_no": self.goods.no} if kind == "delist" else {}
        by = self.people[0][0]
        self.penalty = proposed(shop=self.shop, kind=kind, by=by, **product)
        self.days = 0

    def acts(self) -> list[Callable[[], object]]:
        """Everything that somebody might do now, allowed or not."""
        who, role = self.dice.choice(self.people)
        signed: dict[str, Any] = {"who": who, "role": role}
        words = f"第 {self.dice.randrange(10**9)} 次陈述，事实如前所述"
        outside = wiring.outside()
        by = partial(decider, self.penalty, **signed)
        if self.dice.random() < RARELY:
            return [lambda: drop_penalty(no=self.penalty.no, decider=by(), outside=outside)]
        return [
            lambda: say(self.penalty, self.shop, words),
            lambda: appeal(self.penalty, self.shop),
            lambda: rectify(self.penalty, self.shop, words),
            lambda: confirm(self.penalty, **signed),
            lambda: confirm(self.penalty, **signed),
            lambda: lift(self.penalty, **signed),
            lambda: wanting(self.penalty, **signed),
            lambda: judge(self.penalty, upheld=self.dice.random() < 0.7, **signed),
            lambda: protect_buyers(no=self.penalty.no, decider=by(), outside=outside),
            self.wait,
        ]

    def wait(self) -> None:
        """Some days go by, and the sweep comes."""
        self.days += self.dice.choice((1, 1, 1, 2, 8))
        let_pass(days=self.days)
        end_step(no=self.penalty.no, outside=wiring.outside())

    def penalty_is_over(self) -> bool:
        """Whether nothing can happen to it any more; the first step after that was tried."""
        self.penalty.refresh_from_db()
        return self.penalty.closed_at is not None and self.dice.random() < 0.5

    def check(self) -> None:
        """What holds after every step."""
        row = Penalty.objects.get(id=self.penalty.id)
        signed = [row.proposed_by_id, row.confirmed_by_id, row.judged_by_id]
        signed = [who for who in signed if who]
        assert len(signed) == len(set(signed))
        assert row.restrains == restrains(kind=row.kind, state=row.state, protective=row.protective)
        money = money_of(self.shop.id)
        assert money.deposit_fen + row.taken_fen == DEPOSIT_FEN
        assert 0 <= row.taken_fen <= row.decided_fen


@pytest.mark.parametrize("seed", range(30))
def test_any_sequence_of_acts_keeps_what_must_hold(seed: int) -> None:
    walk = Walk(seed)
    for _ in range(STEPS):
        with transaction.atomic():
            walk.dice.choice(walk.acts())()
        walk.check()
        if walk.penalty_is_over():
            break
    events = PenaltyEvent.objects.filter(penalty=walk.penalty).order_by("seq")
    at = "proposed"
    for event in events[1:]:
        if event.states:
            assert event.states[0] == at
            check_path(lifecycle=PENALTY, path=tuple(event.states))
            at = event.states[-1]
    walk.penalty.refresh_from_db()
    assert walk.penalty.state == at
    assert [event.seq for event in events] == list(range(1, walk.penalty.version + 1))
    assert breaches() == []
