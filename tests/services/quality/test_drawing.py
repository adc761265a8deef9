"""What is drawn of what people decided: enough of everybody, nothing twice, nothing of machines."""

from __future__ import annotations

import pytest

from anxin.domain.quality import LEAST_OF_EACH, Made, sample_of
from anxin.services.quality.drawing import draw_checks
from anxin.storage.order.models import OrderEvent
from anxin.storage.quality.models import Check
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass
from tests.factories.quality import a_check, approved_by, drawn, turned_round, won_on_appeal
from tests.factories.turns import refused_by, refused_by_machine

pytestmark = pytest.mark.django_db


def test_nothing_of_today_is_drawn_and_yesterdays_is() -> None:
    _, case = refused_by()
    draw_checks()
    assert not Check.objects.filter(case=case).exists()
    row = drawn(case)
    assert (row.decided, row.drawn, row.state) == ("rejected", "least", "waiting")
    assert 0 <= row.took_s < 60


def test_drawn_again_it_is_the_same_sample() -> None:
    row = a_check()
    assert draw_checks() == 0
    assert Check.objects.filter(case=row.case).count() == 1


def test_of_each_reviewer_at_least_two_are_drawn() -> None:
    reviewers = [a_reviewer() for _ in range(2)]
    for reviewer in reviewers:
        for _ in range(LEAST_OF_EACH + 2):
            refused_by(reviewer)
    let_pass(days=1)
    draw_checks()
    for reviewer in reviewers:
        drawn_of = Check.objects.filter(reviewer_id=reviewer.account_id, drawn="least")
        assert drawn_of.count() == LEAST_OF_EACH


def test_the_statement_draws_what_the_rule_says() -> None:
    reviewer = a_reviewer()
    cases = [refused_by(reviewer)[1] for _ in range(9)]
    let_pass(days=1)
    draw_checks()
    events = OrderEvent.objects.filter(kind="case_rejected", actor=reviewer.account_id)
    of_order = {case.order_id: case for case in cases}
    made = [
        Made(of_order[e.order_id].id, e.seq, reviewer.account_id, Check.objects.filter(
            reviewer_id=reviewer.account_id)[0].day)
        for e in events
    ]  # fmt: skip
    found = Check.objects.filter(reviewer_id=reviewer.account_id)
    assert {(one.case_id, one.seq): one.drawn for one in found} == sample_of(decisions=made)


def test_what_an_arbiter_turned_round_is_drawn_always() -> None:
    reviewer = a_reviewer()
    for _ in range(3):
        refused_by(reviewer)
    case = won_on_appeal(reviewer)
    let_pass(days=1)
    draw_checks()
    first = Check.objects.filter(case=case).earliest("seq")
    assert (first.reviewer_id, first.decided, first.overturned) == (
        reviewer.account_id,
        "rejected",
        True,
    )


def test_a_drawn_refusal_is_marked_once_it_is_turned_round() -> None:
    bought, case = refused_by()
    row = drawn(case)
    assert not row.overturned
    turned_round(bought, case)
    let_pass(days=2)
    draw_checks()
    row.refresh_from_db()
    assert (row.overturned, row.drawn) == (True, "least")
    assert draw_checks() == 0


def test_a_missed_day_is_made_up_for_and_what_is_too_old_is_not() -> None:
    _, case = refused_by()
    let_pass(days=4)
    draw_checks()
    assert Check.objects.filter(case=case).exists()
    _, old = refused_by()
    let_pass(days=4 + 9)
    draw_checks()
    assert not Check.objects.filter(case=old).exists()


def test_what_a_machine_refused_is_nobodys_to_be_checked() -> None:
    _, case = refused_by_machine()
    let_pass(days=1)
    draw_checks()
    assert not Check.objects.filter(case=case).exists()


def test_an_approval_is_drawn_as_one() -> None:
    assert drawn(approved_by()).decided == "approved"
