"""One reviewer per case, the load shared, and nobody keeps a case for ever."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.buyer import appeal
from anxin.services.aftersale.turns.claiming import (
    AT_ONCE,
    claim_case,
    release_case,
    take_next,
)
from anxin.storage.aftersale.queries import list_queue
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass
from tests.factories.turns import in_review, refused_by

pytestmark = pytest.mark.django_db


def test_a_case_that_somebody_has_is_decided_by_nobody_else() -> None:
    _, case = in_review()
    mine, other = a_reviewer(), a_reviewer()
    assert claim_case(no=case.no, reviewer=mine) is None
    assert claim_case(no=case.no, reviewer=other) == NotDecided("claimed")
    assert approve_case(no=case.no, reviewer=other, note="") == NotDecided("claimed")
    assert approve_case(no=case.no, reviewer=mine, note="") is None


def test_a_case_that_was_given_back_or_forgotten_is_anybodys() -> None:
    _, case = in_review()
    mine, other = a_reviewer(), a_reviewer()
    claim_case(no=case.no, reviewer=mine)
    assert release_case(no=case.no, reviewer=other) == NotDecided("not_held")
    assert release_case(no=case.no, reviewer=mine) is None
    assert claim_case(no=case.no, reviewer=other) is None
    let_pass(minutes=31)
    assert claim_case(no=case.no, reviewer=mine) is None


def test_the_next_case_is_the_one_that_is_due_first_and_free() -> None:
    cases = [in_review()[1] for _ in range(3)]
    order = [row.no for row in list_queue(queue="first_line")]
    assert sorted(order) == sorted(case.no for case in cases)
    first, second = a_reviewer(), a_reviewer()
    assert take_next(queue="first_line", reviewer=first) == order[0]
    assert take_next(queue="first_line", reviewer=second) == order[1]
    assert take_next(queue="expedited", reviewer=second) == NotDecided("queue_empty")


def test_nobody_takes_more_than_a_handful() -> None:
    agent = a_reviewer()
    for _ in range(AT_ONCE):
        assert claim_case(no=in_review()[1].no, reviewer=agent) is None
    many = claim_case(no=in_review()[1].no, reviewer=agent)
    assert many == NotDecided("too_many_held")


def test_nobody_takes_a_case_of_their_own_or_without_being_a_reviewer() -> None:
    bought, case = in_review()
    own = claim_case(no=case.no, reviewer=Reviewer(bought.buyer, "agent"))
    assert own == NotDecided("claimed")
    finance = claim_case(no=case.no, reviewer=a_reviewer(role="finance"))
    assert finance == NotDecided("tier_too_high")


def test_an_appeal_is_opened_by_the_senior_who_takes_it() -> None:
    first = a_reviewer(role="senior")
    bought, case = refused_by(first)
    appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退")
    assert take_next(queue="arbitration", reviewer=first) == NotDecided("queue_empty")
    arbiter = a_reviewer(role="senior")
    assert take_next(queue="arbitration", reviewer=arbiter) == case.no
    case.refresh_from_db()
    assert case.claimed_by is not None
    assert (case.state, case.claimed_by.pk) == ("arbitration", arbiter.account_id)
