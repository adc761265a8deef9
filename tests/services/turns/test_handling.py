"""How long requests take to be decided: until the first decision, not until the money is there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin import wiring
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.turns.buyer import appeal, ask_for_person
from anxin.storage.aftersale.figures import handling
from anxin.storage.aftersale.models import Case
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.channel import Scripted, paid_by_channel
from tests.factories.clock import let_pass
from tests.factories.order import delivered
from tests.factories.turns import in_review, refused_by_machine

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def took(case: Case) -> timedelta | None:
    case.refresh_from_db()
    return case.decided_at - case.submitted_at if case.decided_at else None


def near(one: timedelta | None, other: timedelta) -> bool:
    return one is not None and abs(one - other) < SECOND


def test_what_is_paid_at_once_was_decided_at_once_though_its_channel_takes_days() -> None:
    world = Scripted().world()
    case = case_after(paid_by_channel(world=world), outside=world)
    let_pass(days=3)
    assert case.state == "refunding" and near(took(case), timedelta())


def test_a_reviewers_decision_is_when_it_was_made() -> None:
    _, case = in_review()
    assert took(case) is None
    let_pass(hours=3)
    assert approve_case(no=case.no, reviewer=a_reviewer(), note="") is None
    assert near(took(case), timedelta(hours=3))


def test_goods_that_are_to_come_back_first_were_decided_before() -> None:
    case = case_after(delivered(goods=a_product(kind="physical", cards=0)), reason="no_reason")
    assert case.state == "awaiting_return" and near(took(case), timedelta())


def test_an_appeal_changes_nothing_of_how_long_the_first_decision_took() -> None:
    bought, case = in_review()
    let_pass(hours=1)
    assert reject_case(no=case.no, reviewer=a_reviewer(), code="no_rule", said="不符合") is None
    appeal(no=case.no, buyer_id=bought.buyer, said="请再看")
    let_pass(hours=5)
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert near(took(case), timedelta(hours=1))


def test_the_average_counts_what_was_decided_and_says_when_it_is_slow() -> None:
    bought, refused = refused_by_machine()
    ask_for_person(no=refused.no, buyer_id=bought.buyer, outside=wiring.outside())
    _, slow = in_review()
    _, undecided = in_review()
    let_pass(hours=5)
    assert approve_case(no=slow.no, reviewer=a_reviewer(), note="") is None
    seen = handling()
    assert took(undecided) is None
    assert (seen.cases, seen.is_slow) == (2, True)
    assert abs(seen.average_seconds - 2.5 * 3600) < 2
    assert abs(seen.median_seconds - 2.5 * 3600) < 2
