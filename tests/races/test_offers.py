"""What one reviewer offers one buyer at the same moment is added up, as verdicts are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.four_eyes import wants_second
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.turns import proposals
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.aftersale.turns.carrying import carry_out_verdicts
from anxin.services.aftersale.turns.proposals import propose
from anxin.services.aftersale.turns.verdicts import decide_to_approve
from anxin.storage.aftersale.models import Case, Proposal
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import Bought, paid
from tests.factories.turns import platform
from tests.races.conftest import Crowd
from tests.races.turns import no_accident

ROUNDS = 6
LIMIT_FEN = 500_000
"""What the standard policy lets one person give alone."""

PART = Remedy("sum", gross_fen=300_000)
WAIT_S = 0.5


def two_cases() -> list[tuple[Bought, Case]]:
    """Two dear orders of one buyer, each with a case in review."""
    buyer, goods = a_buyer(money_fen=2_000_000), a_product(price_fen=400_000)
    orders = [paid(goods=goods, buyer=buyer) for _ in range(2)]
    cases = [case_after(bought) for bought in orders]
    assert {case.state for case in cases} == {"platform_review"}
    return list(zip(orders, cases, strict=True))


def offers(cases: list[tuple[Bought, Case]], by: Reviewer) -> list[Callable[[], Any]]:
    """One reviewer's windows, one on each case."""
    party = platform(by)
    return [partial(propose, no=case.no, party=party, remedy=PART, said="") for _, case in cases]


def alone_fen(by: Reviewer) -> int:
    """What somebody's open offers come to that nobody else has signed."""
    open_ = Proposal.objects.filter(by_id=by.account_id, state="open")
    return sum(one.gross_fen for one in open_)


def waiting(cases: list[tuple[Bought, Case]]) -> int:
    """How many of the cases have an offer that waits for its second signature."""
    found = Case.objects.filter(id__in=[case.id for _, case in cases])
    return sum(bool(case.verdict and case.verdict["second"]) for case in found)


def leave(cases: list[tuple[Bought, Case]]) -> None:
    for bought, case in cases:
        withdraw_case(no=case.no, buyer_id=bought.buyer)


def met(count: Callable[..., bool], door: Barrier) -> Callable[..., bool]:
    """Add up, and go on only once the other has added up too, if it can come so far."""

    def counting(**of: Any) -> bool:
        found = count(**of)
        with suppress(BrokenBarrierError):
            door.wait(timeout=WAIT_S)
        return found

    return counting


def test_of_two_offers_at_once_the_later_one_waits_for_a_second_person(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        cases, by = two_cases(), a_reviewer(role="senior")
        answers = crowd.act(*offers(cases, by))
        no_accident(answers)
        assert answers == [None, None], answers
        assert alone_fen(by) == PART.gross_fen <= LIMIT_FEN
        assert waiting(cases) == 1
        leave(cases)


def test_however_close_they_add_up(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    cases, by = two_cases(), a_reviewer(role="senior")
    monkeypatch.setattr(proposals, "wants_second", met(wants_second, Barrier(2)))
    no_accident(crowd.act(*offers(cases, by)))
    assert (alone_fen(by), waiting(cases)) == (PART.gross_fen, 1)


def test_without_the_buyers_lock_both_would_be_made(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without this the test above would prove nothing."""
    cases, by = two_cases(), a_reviewer(role="senior")
    monkeypatch.setattr(proposals, "hold", lambda **_: None)
    monkeypatch.setattr(proposals, "wants_second", met(wants_second, Barrier(2)))
    no_accident(crowd.act(*offers(cases, by)))
    assert alone_fen(by) > LIMIT_FEN and waiting(cases) == 0


def test_offers_and_a_verdict_of_one_person_never_give_too_much_together(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        cases, by = two_cases(), a_reviewer(role="senior")
        (_, first), (_, second) = cases
        answers = crowd.act(
            partial(propose, no=first.no, party=platform(by), remedy=PART, said=""),
            partial(decide_to_approve, no=second.no, reviewer=by, note="", remedy=PART),
        )
        no_accident(answers)
        assert answers == [None, None], answers
        Case.objects.filter(verdict_at__isnull=False).update(verdict_at="2020-01-01T00:00:00Z")
        crowd.act(*[carry_out_verdicts] * 3)
        second.refresh_from_db()
        offered = alone_fen(by)
        assert offered + (second.refund_fen if second.state == "refunded" else 0) <= LIMIT_FEN
        leave(cases)


def test_two_windows_on_one_case_make_one_offer(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        cases, by = two_cases(), a_reviewer(role="senior")
        answers = crowd.act(*offers(cases[:1] * 4, by))
        no_accident(answers)
        assert answers.count(None) == 1 and answers.count(NotDecided("proposal_open")) == 3
        leave(cases)
