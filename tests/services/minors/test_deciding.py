"""Deadlines, papers asked for, orders found, marks of earlier claims, the year's numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.services.minors.deciding import ask_for_papers, reject_claim
from anxin.services.minors.finding import detach_order
from anxin.services.minors.looking import take_claim
from anxin.services.minors.telling import NotDone
from anxin.services.minors.writing import answer_papers, withdraw_claim
from anxin.storage.minors import marks, queries
from anxin.storage.minors.models import ClaimOrder
from tests.factories.account import a_buyer
from tests.factories.clock import let_pass, sweep_after
from tests.factories.minors import (
    an_officer,
    approve,
    approved,
    row,
    send_paper,
    submitted,
    taken,
)
from tests.factories.order import delivered, view

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=15)


def ask(no: str, officer: object, said: str = "请补充出生证明") -> NotDone | None:
    return ask_for_papers(no=no, kinds=["relation"], said=said, officer=officer)  # type: ignore[arg-type]


def test_fifteen_days_begin_with_the_receipt() -> None:
    claim = row(submitted())
    assert claim.submitted_at and claim.decide_by == claim.submitted_at + DAYS


def test_three_days_before_the_end_it_is_a_supervisors_and_past_it_it_is_late() -> None:
    made = submitted()
    sweep_after(days=11)
    assert not row(made).escalated
    sweep_after(days=12, hours=1)
    assert row(made).escalated and not row(made).late
    assert take_claim(no=made.no, officer=an_officer()) == NotDone("supervisors")
    assert take_claim(no=made.no, officer=an_officer("supervisor")) is None
    sweep_after(days=15, hours=1)
    assert row(made).late
    assert sweep_after(days=40) == 0 or row(made).late


def test_the_clock_stands_while_papers_are_waited_for() -> None:
    made, officer = taken()
    before = row(made).decide_by
    assert before is not None
    assert ask(made.no, officer) is None
    let_pass(days=4)
    send_paper(made.no)
    assert answer_papers(no=made.no) is None
    after = row(made).decide_by
    assert after is not None
    assert timedelta(days=4) <= after - before < timedelta(days=4, minutes=5)
    assert answer_papers(no=made.no) == NotDone("not_asked")


def test_who_never_sends_them_is_decided_on_what_there_is() -> None:
    made, officer = taken()
    ask(made.no, officer)
    sweep_after(days=10, hours=1)
    claim = row(made)
    assert (claim.state, claim.stopped_at) == ("submitted", None)
    sweep_after(days=25, hours=2)
    assert row(made).late


def test_the_clock_is_not_stopped_for_ever() -> None:
    made, officer = taken()
    for _ in range(3):
        assert ask(made.no, officer) is None
        answer_papers(no=made.no)
    assert ask(made.no, officer) == NotDone("asked_often")


def test_asking_needs_words_and_kinds() -> None:
    made, officer = taken()
    assert ask(made.no, officer, said=" ") == NotDone("nothing_asked")


def test_the_proposal_rests_on_age_name_caps_and_use_at_that_time() -> None:
    buyer = a_buyer(money_fen=100_000)
    unseen, seen = delivered(buyer=buyer), delivered(buyer=buyer)
    view(seen)
    made, _ = taken(unseen, seen)
    lines = {line.order_no: line for line in queries.list_lines(claim_id=row(made).id)}
    assert lines[unseen.no].codes == ["nothing_used"]
    assert lines[seen.no].codes == ["no_real_name", "above_cap"]
    assert (lines[seen.no].band, lines[seen.no].proposed) == ("8_to_15", 100)


def test_who_was_of_age_is_proposed_nothing() -> None:
    made, _ = taken(delivered(), born="20070601")
    assert ClaimOrder.objects.get(claim=row(made)).codes == ["of_age"]


def test_earlier_claims_are_shown_and_lower_the_proposal() -> None:
    first = delivered()
    view(first)
    approved(first, share=50, device="d1")
    sweep_after(seconds=11)
    again = delivered()
    view(again)
    made, _ = taken(again, device="d1")
    assert marks.alike(claim_id=row(made).id) == {"guardian": 1, "minor": 1, "device": 1}
    assert "again" in ClaimOrder.objects.get(claim=row(made)).codes


def test_an_order_that_has_nothing_to_do_with_it_is_left_out() -> None:
    bought = delivered()
    made, officer = taken(bought)
    assert detach_order(no=made.no, order_no=bought.no, officer=officer) is None
    assert approve(made, [bought], 50, officer) == NotDone("no_orders")


def test_nobody_decides_about_his_own_account() -> None:
    bought = delivered()
    made = submitted(bought)
    own = an_officer()
    object.__setattr__(own, "account_id", bought.buyer)
    assert take_claim(no=made.no, officer=own) == NotDone("own_account")


def test_the_years_numbers_say_nothing_of_anybody() -> None:
    year = row(submitted()).at.year
    before = marks.year_of_claims(year=year)
    made, officer = taken()
    reject_claim(no=made.no, code="no_guardian", said="材料看不出监护关系", officer=officer)
    withdraw_claim(no=submitted().no)
    rows = marks.year_of_claims(year=year)
    assert sum(one.claims for one in rows) == sum(one.claims for one in before) + 2
    assert any(one.refusal == "no_guardian" for one in rows)
    fields = {"outcome", "refusal", "age", "claims", "late", "orders", "refunded_fen", "days"}
    assert set(rows[0]._fields) == fields
