"""An account that many act on at the same moment is assessed and answered once."""

from __future__ import annotations

from functools import partial

from anxin import wiring
from anxin.services.risk.appealing import decide_appeal, end_appeal
from anxin.services.risk.assessing import assess_account
from anxin.services.risk.restricting import restrict_by_hand
from anxin.services.risk.watching import assess_due, watch_orders
from anxin.storage.account.models import Account
from anxin.storage.risk.models import Appeal, Assessment, Pardon, Restriction, Standing
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask
from tests.factories.catalog import a_product
from tests.factories.order import delivered, paid
from tests.factories.risk import an_officer, appealed, restricted, standing
from tests.races.conftest import Crowd

ROUNDS = 5


def test_a_crowd_that_assesses_one_buyer_writes_one_assessment(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        buyer = a_buyer(credit=90)
        crowd.act(*[partial(assess_account, account_id=buyer, cause="request")] * 12)
        assert Assessment.objects.filter(account_id=buyer).count() == 1
        assert standing(buyer) == (60, False)
        assert Account.objects.get(id=buyer).case_count == 1


def test_a_buyer_whom_six_restrict_at_once_is_restricted_once(crowd: Crowd) -> None:
    officers = [an_officer() for _ in range(6)]
    buyer = a_buyer()
    answers = crowd.act(
        *[
            partial(restrict_by_hand, account_id=buyer, officer=one, basis="依据", said="原因")
            for one in officers
        ]
    )
    assert answers.count(None) == 1, answers
    assert Restriction.objects.filter(account_id=buyer).count() == 1


def test_an_appeal_that_some_accept_and_some_reject_is_decided_once(crowd: Crowd) -> None:
    officers = [an_officer("senior") for _ in range(6)]
    for _ in range(ROUNDS):
        appeal = appealed()
        answers = crowd.act(
            *[
                partial(decide_appeal, no=appeal.no, officer=one, accept=n % 2 == 0, said="已核对")
                for n, one in enumerate(officers)
            ]
        )
        assert answers.count(None) == 1, answers
        state = Appeal.objects.get(id=appeal.id).state
        assert standing(appeal.account_id)[1] == (state == "rejected")
        assert Pardon.objects.filter(account_id=appeal.account_id).count() == 0


def test_a_restriction_between_a_decisions_look_and_its_writing_is_obeyed(crowd: Crowd) -> None:
    """Refunds and a restriction race: whatever was instant was so before the flag."""
    goods = a_product(cards=40, price_fen=1_000)
    for _ in range(ROUNDS):
        buyer, officer = a_buyer(credit=90), an_officer()
        bought = [delivered(buyer=buyer, goods=goods) for _ in range(3)]
        crowd.act(
            *[partial(ask, one, reason="quality") for one in bought],
            partial(restrict_by_hand, account_id=buyer, officer=officer, basis="a", said="b"),
        )
        assert standing(buyer)[1]
        late = paid(buyer=buyer, goods=goods)
        ask(late)
        assert late.row.refunded_fen == 0


def test_what_happened_to_orders_is_found_once_however_many_look(crowd: Crowd) -> None:
    watch_orders()
    while assess_due():
        pass
    goods = a_product(cards=5)
    buyers = {paid(goods=goods).buyer for _ in range(3)}
    assert not Standing.objects.filter(account_id__in=buyers).exists()
    for buyer in buyers:
        ask(paid(buyer=buyer, goods=a_product()))
    found = crowd.act(*[watch_orders] * 6)
    assert sum(found) == len(buyers), found
    assert watch_orders() == 0
    crowd.act(*[assess_due] * 6)
    assert Assessment.objects.filter(account_id__in=buyers).count() == len(buyers)


def test_who_is_restricted_stays_so_while_others_assess(crowd: Crowd) -> None:
    buyer = restricted(buyer=a_buyer(credit=90))
    crowd.act(*[partial(assess_account, account_id=buyer, cause="time")] * 8)
    assert standing(buyer) == (60, True)


def test_an_appeal_that_is_decided_as_its_deadline_passes_is_answered_once(crowd: Crowd) -> None:
    works = wiring.outside().is_working_day
    for number in range(ROUNDS):
        appeal, officer = appealed(), an_officer("senior")
        Appeal.objects.filter(id=appeal.id).update(due_at="2020-01-01T00:00:00Z")
        decide = partial(
            decide_appeal, no=appeal.no, officer=officer, accept=number % 2 == 0, said="已核对"
        )
        end = partial(end_appeal, no=appeal.no, is_working_day=works)
        decided, *ended = crowd.act(decide, *[end] * 4)
        assert (decided is None) + ended.count(True) == 1, (decided, ended)
        row = Appeal.objects.get(id=appeal.id)
        assert (row.state, row.decided_by_id) in (
            ("accepted", None),
            ("accepted" if number % 2 == 0 else "rejected", officer.account_id),
        )
        assert standing(row.account_id)[1] == (row.state == "rejected")
