"""Reports of use that meet each other, or the buyer's request: facts go up, and freeze when asked.

Beside each the naive variant, so that the test is known to see what it is there for.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

from anxin.services.order.use import NotReported, Reported
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import Order
from anxin.storage.order.queries import list_events
from tests.factories.account import an_account
from tests.factories.aftersale import ask
from tests.factories.order import Bought
from tests.factories.use import PRICE_FEN, a_membership, report
from tests.races.conftest import Crowd
from tests.races.test_orders import no_errors

ROUNDS = 12
UNITS = 5


def facts_of(bought: Bought) -> list[int]:
    """The figures that became facts, in their sequence."""
    events = list_events(order_id=bought.row.id)
    return [e.data["used_units"] for e in events if e.kind == "use_reported"]


def test_members_who_report_at_once_never_bring_it_down(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought = a_membership(units=UNITS)
        members = [an_account(role="merchant").id for _ in range(UNITS)]
        told = [partial(report, bought, used=n + 1, actor=who) for n, who in enumerate(members)]
        answers = crowd.act(*told)
        no_errors(answers)
        figures = facts_of(bought)
        assert figures == sorted(set(figures))
        assert bought.row.used_units == figures[-1] == UNITS
        assert answers.count(Reported(claimed=False)) == len(figures)


def test_many_taps_of_one_report_count_once(crowd: Crowd) -> None:
    bought = a_membership(units=UNITS)
    seen = bought.row.version
    answers = crowd.act(*[partial(report, bought, used=2, seen=seen)] * 20)
    no_errors(answers)
    assert answers.count(Reported(claimed=False)) == 1
    assert answers.count(NotReported("moved")) == 19
    assert facts_of(bought) == [2]


def naively(bought: Bought, used: int, read: threading.Barrier, turn: threading.Event) -> bool:
    """Read, find that it is more, and write: the larger first, then the smaller."""
    grows = used > Order.objects.get(no=bought.no).used_units
    read.wait(timeout=60)
    if used == 1:
        turn.wait(timeout=60)
    if grows:
        Order.objects.filter(no=bought.no).update(used_units=used)
    turn.set()
    return grows


def test_without_the_lock_a_report_brings_it_down(crowd: Crowd) -> None:
    bought = a_membership(units=UNITS)
    read, turn = threading.Barrier(2), threading.Event()
    answers = crowd.act(*[partial(naively, bought, n, read, turn) for n in (1, 3)])
    assert answers == [True, True]
    assert bought.row.used_units == 1


def test_a_report_that_meets_the_request_counts_for_it_or_is_a_claim(crowd: Crowd) -> None:
    seen = set()
    for _ in range(4 * ROUNDS):
        bought = a_membership()
        acts: list[Any] = [partial(ask, bought, reason="quality"), partial(report, bought, used=2)]
        asked, told = crowd.act(*acts)
        no_errors([asked, told])
        case = Case.objects.get(no=asked.case_no)
        if told == Reported(claimed=False):
            assert bought.row.used_units == 2
            assert case.gross_fen == PRICE_FEN
        else:
            assert bought.row.used_units == 0
            assert case.gross_fen == 3 * PRICE_FEN
        seen.add(str(told))
    assert len(seen) > 1, "both must come first sometimes, or nothing raced"
